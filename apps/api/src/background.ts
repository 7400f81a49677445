import type { Connection } from 'mongoose';
import type { Capabilities } from './capabilities.js';
import type { Logger } from './platform/logger.js';
import { createScheduler, type Scheduler } from './platform/scheduler.js';
import { plan, scheduleOf } from './schedule.js';

/** Background work by name, for those who want it now. */
export interface Background {
  startJobs(): void;
  /** Whether the work that one process does for all of them is done; undefined before the start. */
  isScheduling(): boolean | undefined;
  /** Lets go in order: jobs and runs finished, sockets closed. */
  stop(): Promise<void>;
  /** Removes what has expired. */
  sweep(): Promise<void>;
  runDueUnsubscribes(): Promise<void>;
  runDueResubscribes(): Promise<void>;
  resealTokens(): Promise<number>;
  /** Goes on with what Meta asked to delete. */
  runDueDeletions(): Promise<void>;
  /** Settles when everything that Meta was answered 200 for is in its place. */
  drainDeliveries(): Promise<void>;
  takeOverDeliveries(): Promise<void>;
  /** Asks phones for contacts and history that were not asked for yet. */
  runDuePhones(): Promise<void>;
  /** Sends what is queued and fetches files that are due. */
  runDueSending(): Promise<void>;
  /** Applies what was said about messages before they came. */
  settleStrays(): Promise<void>;
  /** Goes on with threads that were being merged or split, and brings along what was stored in them meanwhile. */
  settlePeople(): Promise<void>;
  /** Brings conversations of before to what is stored today. Whether all of them are. */
  repairPeople(): Promise<boolean>;
  replayQuarantine(): Promise<void>;
  /** Makes e-mails of what was told, and sends what is due. */
  runDueMails(): Promise<void>;
  /** Settles when everybody has done what they do about what has happened. */
  drainEvents(): Promise<void>;
}

/** What is done beside requests, and how it ends. */
export function createBackground(capabilities: Capabilities, connection: Connection, logger: Logger): Background {
  const { events, mailQueue, people, alerting, realtime, connections, inbox, sending, webhooks } = capabilities;
  const { unsubscribes, numbering, connecting, watching, deletions } = capabilities;
  const { resubscribes, removals, keyRotation } = connecting;
  const { phoneSync, testMessages } = numbering;
  let scheduler: Scheduler | null = null;

  /** Removes what has expired. Each process may do it. */
  const sweepExpired = async () => {
    await connections.destroyUndoTokens();
    await Promise.all([people.sweep(), realtime.sweep(), connecting.sweep(), testMessages.sweep()]);
    await Promise.all([webhooks.sweep(), inbox.strayFacts.sweep(), sending.sweep()]);
    await inbox.whoIsWho.sweep();
    await Promise.all([alerting.sweep(), watching.sweep(), mailQueue.sweep()]);
  };
  const runDueMails = async () => {
    await alerting.mails.gather();
    await mailQueue.runDue();
  };
  return {
    startJobs() {
      scheduler = createScheduler(connection, logger);
      plan(scheduler, scheduleOf(capabilities, { runDueMails, sweepExpired }));
      sending.start();
      void scheduler.start();
      watching
        .askAfterStart()
        .catch((error: unknown) => logger.warn({ err: error }, 'numbers are not asked about at the start'));
    },
    isScheduling: () => scheduler?.isRunning(),
    async stop() {
      // Together: a job that takes over deliveries ends when the projector closes.
      await Promise.all([webhooks.projector.stop(), scheduler?.stop()]);
      await deletions.job.stop();
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
    resealTokens: () => keyRotation.run(),
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
    settleStrays: () => inbox.strayFacts.settle(),
    async settlePeople() {
      await inbox.whoIsWho.settleAbandoned();
      await inbox.whoIsWho.bringAlong();
    },
    repairPeople: () => inbox.whoIsWho.repair(),
    replayQuarantine: () => webhooks.quarantine.replayAll(),
    runDueMails,
    drainEvents: () => events.drain(),
  };
}
