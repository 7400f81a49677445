import type { Connection } from 'mongoose';
import type { Capabilities } from './capabilities.js';
import type { Logger } from './platform/logger.js';
import type { ObjectStorage } from './platform/objectStorage.js';
import { createScheduler, type Scheduler } from './platform/scheduler.js';
import { listSchedule, plan } from './schedule.js';

/** Background work, each part of which can be run at once. */
export interface Background {
  startJobs(): void;
  /** Undefined before the start. */
  isScheduling(): boolean | undefined;
  /** Ends in order: jobs and runs finish, then sockets close. */
  stop(): Promise<void>;
  sweep(): Promise<void>;
  runDueUnsubscribes(): Promise<void>;
  runDueResubscribes(): Promise<void>;
  /** Says which keys this process has, and learns which one seals. */
  announceKeys(): Promise<void>;
  resealTokens(): Promise<number>;
  runDueDeletions(): Promise<void>;
  /** Settles when every acknowledged delivery is projected. */
  drainDeliveries(): Promise<void>;
  takeOverDeliveries(): Promise<void>;
  runDuePhones(): Promise<void>;
  runDueSending(): Promise<void>;
  settleStrays(): Promise<void>;
  /** Finishes merges and splits of threads. */
  settlePeople(): Promise<void>;
  /** Migrates old conversations. @returns whether all are migrated. */
  repairPeople(): Promise<boolean>;
  replayQuarantine(): Promise<void>;
  runDueMails(): Promise<void>;
  /** Finds out how object storage is. */
  askStorage(): Promise<void>;
  /** Removes from object storage what nobody knows. */
  sweepOrphans(): Promise<void>;
  /** Settles when every event handler has ended. */
  drainEvents(): Promise<void>;
}

export interface BackgroundDeps {
  connection: Connection;
  /** Undefined where there is none. */
  objects: ObjectStorage | undefined;
  logger: Logger;
}

export function createBackground(capabilities: Capabilities, deps: BackgroundDeps): Background {
  const { connection, objects, logger } = deps;
  const { events, mailQueue, people, alerting, realtime, connections, inbox, sending, webhooks } = capabilities;
  const { unsubscribes, numbering, uploadTickets, disconnecting, connecting, keys, watching, deletions } = capabilities;
  const { resubscribes, removals } = disconnecting;
  const { phoneSync, testMessages } = numbering;
  let scheduler: Scheduler | null = null;

  const sweepExpired = async () => {
    await connections.destroyUndoTokens();
    await Promise.all([
      people.sweep(),
      realtime.sweep(),
      disconnecting.sweep(),
      connecting.sweep(),
      testMessages.sweep(),
    ]);
    await Promise.all([webhooks.sweep(), inbox.earlyEventService.sweep(), sending.sweep(), uploadTickets.sweep()]);
    await inbox.whoIsWho.sweep();
    await Promise.all([alerting.sweep(), watching.sweep(), mailQueue.sweep(), keys.rollout.sweep()]);
  };
  const runDueMails = async () => {
    await alerting.mails.gather();
    await mailQueue.runDue();
  };
  const askStorage = async () => objects?.ask();
  return {
    startJobs() {
      scheduler = createScheduler(connection, logger);
      plan(scheduler, listSchedule(capabilities, { runDueMails, sweepExpired, askStorage }));
      sending.start();
      void scheduler.start();
      watching
        .askAfterStart()
        .catch((error: unknown) => logger.warn({ err: error }, 'numbers are not asked about at the start'));
    },
    isScheduling: () => scheduler?.isRunning(),
    async stop() {
      // Together: a job that takes over deliveries ends when the projector closes.
      await Promise.all([webhooks.projector.stop(), scheduler?.stop(), keys.rollout.leave()]);
      await deletions.job.stop();
      await disconnecting.drain();
      await connecting.drain();
      await phoneSync.drain();
      await webhooks.quarantine.drain();
      await sending.stop();
      await people.drain();
      await events.drain();
      await mailQueue.stop();
      realtime.sockets.stop();
    },
    async sweep() {
      await Promise.all([sweepExpired(), inbox.changes.sweep()]);
    },
    runDueUnsubscribes: () => unsubscribes.job.runDue(),
    runDueResubscribes: () => resubscribes.job.runDue(),
    announceKeys: () => keys.rollout.announce(),
    resealTokens: () => keys.rotation.run(),
    async runDueDeletions() {
      await deletions.job.drain();
      await deletions.job.runDue();
    },
    runDuePhones: () => phoneSync.runDue(),
    runDueSending: () => sending.runDue(),
    async drainDeliveries() {
      await webhooks.projector.drain();
      await removals.drain();
    },
    takeOverDeliveries: () => webhooks.projector.takeOverAbandoned(),
    settleStrays: () => inbox.earlyEventService.settle(),
    async settlePeople() {
      await inbox.whoIsWho.settleAbandoned();
      await inbox.whoIsWho.bringAlong();
    },
    repairPeople: () => inbox.whoIsWho.repair(),
    replayQuarantine: () => webhooks.quarantine.replayAll(),
    runDueMails,
    askStorage,
    sweepOrphans: () => sending.sweepOrphans(),
    drainEvents: () => events.drain(),
  };
}
