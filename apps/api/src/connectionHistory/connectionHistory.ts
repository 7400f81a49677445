import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { AttemptArchive } from '../connect/attemptArchive.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { connectionHistoryModel } from './connectionHistory.model.js';
import { createConnectionHistoryService } from './connectionHistory.service.js';
import { createFunnelService } from './funnel.service.js';
import { historyRoutes } from './history.routes.js';
import type { HistoryLog } from './historyLog.js';
import { createRemediationLog, type RemediationLog } from './remediationLog.js';

export const connectionHistoryModels = (connection: Connection) => ({ entries: connectionHistoryModel(connection) });

export interface ConnectionHistoryDeps {
  models: ReturnType<typeof connectionHistoryModels>;
  attempts: AttemptArchive;
  accounts: Pick<Accounts, 'accounts' | 'mount'>;
  /** Made before those that write into it. */
  log: HistoryLog;
  events: DomainEvents;
  clock: Clock;
}

/** Wires the history of the accounts' connections, and the operator's funnel over all attempts. */
export function createConnectionHistory(deps: ConnectionHistoryDeps) {
  const { models, attempts, log, events, clock } = deps;
  const { accounts, mount } = deps.accounts;
  const history = createConnectionHistoryService({ ...models, attempts, accounts, clock });
  subscribe(events, createRemediationLog(log.write));
  return {
    routes: historyRoutes(history, mount),
    funnel: createFunnelService({ attempts, clock }),
  };
}

function subscribe(events: DomainEvents, remediation: RemediationLog): void {
  events.on('fix.finished', remediation.addFix);
  events.on('doctor.finished', remediation.addDoctor);
}
