import type { Capabilities } from './capabilities.js';
import type { Scheduler } from './platform/scheduler.js';

export interface ScheduledRuns {
  runDueMails: () => Promise<void>;
  sweepExpired: () => Promise<void>;
  askStorage: () => Promise<void>;
}

interface Periodic {
  /** Identifies the job between processes and over versions. */
  name: string;
  /** Cron with seconds, in UTC. */
  at: string;
  run: () => Promise<unknown>;
}

/** All periodic work, and in which processes it runs. What is due at a time of its own is a durable job. */
export function listSchedule(
  capabilities: Capabilities,
  { runDueMails, sweepExpired, askStorage }: ScheduledRuns,
): { inOneProcess: Periodic[]; inEachProcess: Periodic[] } {
  const { connections, disconnecting, keys, deletions, inbox, numbering, sending, unsubscribes, watching, webhooks } =
    capabilities;
  const { resubscribes } = disconnecting;
  const { whoIsWho, earlyEventService } = inbox;
  return {
    inOneProcess: [
      { name: 'check numbers', at: '*/5 * * * * *', run: () => watching.checkDue() },
      // A person may be waiting for a link.
      { name: 'mail', at: '*/5 * * * * *', run: runDueMails },
      { name: 'look at numbers', at: '*/30 * * * * *', run: () => watching.lookDue() },
      { name: 'logins that open again', at: '25 * * * * *', run: () => watching.comeBack() },
      { name: 'old changes', at: '40 */5 * * * *', run: () => inbox.changes.sweep() },
      { name: 'count and listen', at: '20 */10 * * * *', run: () => watching.countAndListen() },
      // It lists the whole bucket.
      { name: 'orphaned files', at: '10 15 3 * * *', run: () => sending.sweepOrphans() },
    ],
    inEachProcess: [
      { name: 'takeover', at: '*/2 * * * * *', run: () => webhooks.projector.takeOverAbandoned() },
      { name: 'heartbeat', at: '*/3 * * * * *', run: () => webhooks.projector.recordHeartbeat() },
      { name: 'life sign', at: '*/5 * * * * *', run: () => sending.giveLifeSign() },
      { name: 'keys', at: '*/5 * * * * *', run: () => keys.rollout.announce() },
      { name: 'deletion', at: '*/5 * * * * *', run: () => deletions.job.runDue() },
      { name: 'strays', at: '*/10 * * * * *', run: () => earlyEventService.settle() },
      { name: 'merged threads', at: '*/10 * * * * *', run: () => whoIsWho.bringAlong() },
      { name: 'unsubscribe', at: '*/15 * * * * *', run: () => unsubscribes.job.runDue() },
      { name: 'resubscribe', at: '*/15 * * * * *', run: () => resubscribes.job.runDue() },
      { name: 'threads left half done', at: '*/15 * * * * *', run: () => whoIsWho.settleAbandoned() },
      { name: 'object storage', at: '*/15 * * * * *', run: askStorage },
      { name: 'undo', at: '*/20 * * * * *', run: () => connections.destroyUndoTokens() },
      { name: 'replay', at: '15 * * * * *', run: () => webhooks.quarantine.replayAll() },
      { name: 'reseal', at: '30 * * * * *', run: () => keys.rotation.run() },
      { name: 'threads from before', at: '35 * * * * *', run: () => whoIsWho.repair() },
      { name: 'phones', at: '45 * * * * *', run: () => numbering.phoneSync.runDue() },
      { name: 'count numbers', at: '50 * * * * *', run: () => watching.countNumbers() },
      { name: 'sweep', at: '0 */5 * * * *', run: sweepExpired },
      { name: 'all strays', at: '40 20 * * * *', run: () => earlyEventService.settleAll() },
    ],
  };
}

export function plan(scheduler: Scheduler, { inOneProcess, inEachProcess }: ReturnType<typeof listSchedule>): void {
  for (const { name, at, run } of inOneProcess) scheduler.every(name, at, run);
  for (const { name, at, run } of inEachProcess) scheduler.everywhere(name, at, run);
}
