import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { AttemptArchive } from '../connect/attemptArchive.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { createFunnelService } from './funnel.service.js';
import { historyRoutes } from './history.routes.js';
import type { HistoryLog } from './historyLog.js';
import { createMendingLog, type MendingLog } from './mendingLog.js';
import { storyModel } from './story.model.js';
import { createStoryService } from './story.service.js';

export const connectionHistoryModels = (connection: Connection) => ({ entries: storyModel(connection) });

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
  const history = createStoryService({ ...models, attempts, accounts, clock });
  subscribe(events, createMendingLog(log.write));
  return {
    routes: historyRoutes(history, mount),
    funnel: createFunnelService({ attempts, clock }),
  };
}

function subscribe(events: DomainEvents, mending: MendingLog): void {
  events.on('fix.finished', mending.addFix);
  events.on('doctor.finished', mending.addDoctor);
}
