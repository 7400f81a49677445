import type { Connection } from 'mongoose';
import type { Capabilities } from './capabilities.js';
import { createJobs, type Jobs } from './platform/jobs.js';
import type { Logger } from './platform/logger.js';
import { createScheduler, type Scheduler } from './platform/scheduler.js';

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
  const { events, mailQueue, people, alerting, realtime, numbers, inbox, sending, webhooks } = capabilities;
  const { unsubscribes, numbering, connecting, watching, deletions } = capabilities;
  const { resubscribes, removals, keyRotation } = connecting;
  const { phoneSync, prove } = numbering;
  let jobs: Jobs | null = null;
  let scheduler: Scheduler | null = null;

  /** Removes what has expired. Each process may do it. */
  const sweepExpired = async () => {
    await numbers.destroyUndoTokens();
    await Promise.all([people.sweep(), realtime.sweep(), connecting.sweep(), prove.sweep()]);
    await Promise.all([webhooks.sweep(), inbox.strayFacts.sweep(), sending.sweep()]);
    await inbox.whoIsWho.sweep();
    await Promise.all([alerting.sweep(), watching.sweep(), mailQueue.sweep()]);
  };
  const runDueMails = async () => {
    await alerting.mails.gather();
    await mailQueue.runDue();
  };
  /** Work that one process does for all of them. */
  const startScheduler = () => {
    scheduler = createScheduler(connection, logger);
    scheduler.every('check numbers', '*/5 * * * * *', () => watching.checkDue());
    scheduler.every('old changes', '40 */5 * * * *', () => inbox.changes.sweep());
    scheduler.every('logins that open again', '25 * * * * *', () => watching.comeBack());
    scheduler.every('look at numbers', '*/30 * * * * *', () => watching.lookDue());
    scheduler.every('count and listen', '20 */10 * * * *', () => watching.countAndListen());
    // Somebody may be waiting at the mailbox for a link.
    scheduler.every('mail', '*/5 * * * * *', runDueMails);
    void scheduler.start();
    watching
      .askAfterStart()
      .catch((error: unknown) => logger.warn({ err: error }, 'numbers are not asked about at the start'));
  };

  return {
    startJobs() {
      jobs = createJobs(logger);
      jobs.every('sweep', '0 */5 * * * *', sweepExpired);
      jobs.every('unsubscribe', '*/15 * * * * *', () => unsubscribes.runDue());
      jobs.every('resubscribe', '*/15 * * * * *', () => resubscribes.runDue());
      jobs.every('deletion', '*/5 * * * * *', () => deletions.runDue());
      jobs.every('undo', '*/20 * * * * *', async () => {
        await numbers.destroyUndoTokens();
      });
      jobs.every('phones', '45 * * * * *', () => phoneSync.runDue());
      jobs.every('reseal', '30 * * * * *', async () => {
        await keyRotation.run();
      });
      sending.start();
      jobs.every('life sign', '*/5 * * * * *', () => sending.beat());
      jobs.every('beat', '*/3 * * * * *', () => webhooks.projector.beat());
      jobs.every('takeover', '*/2 * * * * *', () => webhooks.projector.takeOverAbandoned());
      jobs.every('strays', '*/10 * * * * *', () => inbox.strayFacts.settle());
      jobs.every('all strays', '40 20 * * * *', () => inbox.strayFacts.settleAll());
      jobs.every('merged threads', '*/10 * * * * *', () => inbox.whoIsWho.bringAlong());
      jobs.every('threads left half done', '*/15 * * * * *', () => inbox.whoIsWho.settleAbandoned());
      jobs.every('threads from before', '35 * * * * *', async () => {
        await inbox.whoIsWho.repair();
      });
      jobs.every('replay', '15 * * * * *', () => webhooks.quarantine.replayAll());
      jobs.every('count numbers', '50 * * * * *', () => watching.countNumbers());
      startScheduler();
    },
    isScheduling: () => scheduler?.isRunning(),
    async stop() {
      // Together: a job that takes over deliveries ends when the projector closes.
      await Promise.all([webhooks.projector.stop(), jobs?.stop(), scheduler?.stop()]);
      await deletions.drain();
      await connecting.drain();
      await phoneSync.drain();
      await webhooks.quarantine.drain();
      await sending.stop();
      await people.drain();
      await events.drain();
      mailQueue.stop();
      realtime.sockets.stop();
    },
    async sweep() {
      await Promise.all([sweepExpired(), inbox.changes.sweep()]);
    },
    runDueUnsubscribes: () => unsubscribes.runDue(),
    runDueResubscribes: () => resubscribes.runDue(),
    resealTokens: () => keyRotation.run(),
    async runDueDeletions() {
      await deletions.drain();
      await deletions.runDue();
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
