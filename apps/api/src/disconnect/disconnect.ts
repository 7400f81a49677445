import type { GraphClient } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { NumberRecords } from '../numbers/numberRecords.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { DurableJobDeps } from '../platform/durableJob.js';
import { createAppRemoval } from './appRemoval.js';
import { createDeactivationService } from './deactivation.service.js';
import { createDisconnectController } from './disconnect.controller.js';
import { disconnectRoutes } from './disconnect.routes.js';
import { createDisconnectService, type DisconnectDeps } from './disconnect.service.js';
import { createDisconnectLog } from './disconnectLog.js';
import { createPauseService } from './pause.service.js';
import { pendingSubscribeModel } from './pendingSubscribe.model.js';
import { pendingUnsubscribeModel } from './pendingUnsubscribe.model.js';
import { createPendingUnsubscribes } from './pendingUnsubscribes.js';
import { createRemovalService } from './removal.service.js';
import { createRemovalLog } from './removalLog.js';
import { createResubscribeService } from './resubscribe.service.js';
import type { OnExhausted } from './retriesExhausted.js';
import { createUndoService } from './undo.service.js';
import { createUnsubscribeService } from './unsubscribe.service.js';
import { createWebhooksOnUndo } from './webhooksOnUndo.js';
import type { WriteHistory } from './writeHistory.js';

export const disconnectModels = (connection: Connection) => ({
  pending: pendingUnsubscribeModel(connection),
  pendingSubscribes: pendingSubscribeModel(connection),
});

export interface LeftAtMetaJobsDeps {
  models: ReturnType<typeof disconnectModels>;
  records: Pick<NumberRecords, 'repository' | 'connections' | 'evidence'>;
  vault: TokenVault;
  graph: GraphClient;
  onExhausted: OnExhausted;
  events: DomainEvents;
  job: DurableJobDeps;
}

/** Wires what is left to do at Meta. Made before the numbers, whose checks switch webhooks off by it. */
export function createLeftAtMeta({ models, records, vault, graph, onExhausted, events, job }: LeftAtMetaJobsDeps) {
  const { repository: numbers, connections, evidence } = records;
  const pendingUnsubscribes = createPendingUnsubscribes({ pending: models.pending, vault, clock: job.clock });
  const unsubscribes = createUnsubscribeService({
    pending: pendingUnsubscribes,
    numbers,
    graph,
    appRemoval: createAppRemoval({ graph, numbers, connections, evidence, events, clock: job.clock }),
    onExhausted,
    events,
    job,
  });
  return { pendingUnsubscribes, unsubscribes, onExhausted };
}
export type LeftAtMetaJobs = ReturnType<typeof createLeftAtMeta>;

export interface DisconnectingDeps {
  models: ReturnType<typeof disconnectModels>;
  accounts: Pick<Accounts, 'accounts' | 'audit' | 'mount'>;
  records: Pick<NumberRecords, 'repository' | 'connections' | 'evidence'>;
  checks: NumberCheckService;
  leftAtMeta: LeftAtMetaJobs;
  conversations: DisconnectDeps['conversations'];
  writeHistory: WriteHistory;
  events: DomainEvents;
  job: DurableJobDeps;
}

/** Wires the ways out: pausing, disconnecting and undoing it, and access that ends at Meta. */
export function createDisconnecting(deps: DisconnectingDeps) {
  const { models, checks, conversations, writeHistory, events, job } = deps;
  const { pendingUnsubscribes, unsubscribes, onExhausted } = deps.leftAtMeta;
  const { clock, logger } = job;
  const { accounts, audit, mount } = deps.accounts;
  const { repository: numbers, connections, evidence } = deps.records;

  const resubscribes = createResubscribeService({
    pending: models.pendingSubscribes,
    numbers,
    checks,
    onExhausted,
    events,
    job,
  });
  const log = createDisconnectLog({ audit, writeHistory });
  const pauses = createPauseService({ numbers, connections, log, events, clock });
  const deactivations = createDeactivationService({ accounts, numbers, connections, unsubscribes, log, clock });
  const disconnects = createDisconnectService({ accounts, numbers, conversations, pauses, deactivations, events });
  const undos = createUndoService({
    accounts,
    numbers,
    connections,
    webhooks: createWebhooksOnUndo({ unsubscribes: pendingUnsubscribes, resubscribes, clock }),
    log,
    events,
    clock,
  });
  const removals = createRemovalService({
    numbers,
    connections,
    evidence,
    checks,
    log: createRemovalLog({ audit, writeHistory }),
    logger,
    events,
  });

  return {
    resubscribes,
    removals,
    routes: disconnectRoutes(createDisconnectController({ disconnects, undos, pauses }), mount),
    async sweep(): Promise<void> {
      await Promise.all([unsubscribes.job.forgetGivenUp(), resubscribes.job.forgetGivenUp()]);
    },
    async drain(): Promise<void> {
      await Promise.all([unsubscribes.job.stop(), resubscribes.job.stop()]);
      await removals.drain();
    },
  };
}
