import { setTimeout as pause } from 'node:timers/promises';
import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { apartFromTraces } from '../platform/tracing.js';
import type { Delivery } from './delivery.js';
import type { DeliveryWriterRecord } from './delivery.model.js';
import { createDeliveryBacklog } from './deliveryBacklog.js';
import type { DeliveryLog } from './deliveryLog.js';
import { gatherMs, progressStoredEveryMs, rereadMs, settlePollMs, stopPatienceMs } from './lifetimes.js';
import { maxWaitingBytes, roundUnderLoad, usualRound } from './limits.js';
import type { ProjectBatch } from './projectBatch.js';
import { ProjectionLag } from './projectionLag.js';
import { createProjectionThrottle } from './projectionThrottle.js';
import { createTakeover } from './takeover.js';
import { createWriterProgress } from './writerProgress.js';

export interface ProjectorDeps {
  log: DeliveryLog;
  writers: Model<DeliveryWriterRecord>;
  projectBatch: ProjectBatch;
  metrics: Pick<Metrics, 'onProjectionAsked'>;
  clock: Clock;
  logger: Logger;
  maxBytesHeld?: number;
}

/** Projects the deliveries of this process in order. What a process leaves behind when it dies, any other one projects. */
export function createProjector(deps: ProjectorDeps) {
  const { log, projectBatch, clock, logger, maxBytesHeld = maxWaitingBytes } = deps;
  const throttle = createProjectionThrottle(log);
  const roundLimits = () => (throttle.isUnderLoad() ? roundUnderLoad : usualRound);
  const backlog = createDeliveryBacklog(log, maxBytesHeld);
  const progress = createWriterProgress(deps.writers, clock);
  const lag = new ProjectionLag(clock);
  const takeOverGone = createTakeover({ log, progress, projectBatch, lag, roundLimits, logger });
  const closing = new AbortController();
  const stopped = new AbortController();
  let working: Promise<void> | null = null;
  let gathering: NodeJS.Timeout | undefined;
  let savedTo: string | null = null;
  let savedAt = 0;
  deps.metrics.onProjectionAsked(() => lag.figures(backlog.oldestAt()));

  const isRoundDue = () => closing.signal.aborted || backlog.isWorthARound();

  function beginSoon(): void {
    if (!working && !stopped.signal.aborted) gathering ??= setTimeout(begin, gatherMs);
  }

  function begin(): void {
    clearTimeout(gathering);
    gathering = undefined;
    if (!working && !stopped.signal.aborted && !backlog.isEmpty()) working = apartFromTraces(work);
  }

  async function work(): Promise<void> {
    try {
      while (!stopped.signal.aborted) {
        const batch = await nextBatch();
        const last = batch?.at(-1);
        if (!batch || !last) {
          if (batch && backlog.isEmpty()) break;
          continue;
        }
        lag.begin('own', batch[0]?.receivedAt);
        const begunAt = performance.now();
        if (!(await projectBatch(batch, false, stopped.signal))) return;
        lag.end('own', true);
        backlog.advance(last.id);
        saveInTime();
        await throttle.rest(performance.now() - begunAt, () => closing.signal.aborted);
        if (!isRoundDue()) break;
      }
    } finally {
      working = null;
      if (backlog.isEmpty()) throttle.reset();
      else beginSoon();
    }
  }

  /** Null where the log could not be read; it is tried again. */
  async function nextBatch(): Promise<Delivery[] | null> {
    try {
      return await backlog.next(roundLimits);
    } catch (error) {
      logger.error({ err: error }, 'deliveries could not be read; it will be tried again');
      await pause(rereadMs, undefined, { ref: false });
      return null;
    }
  }

  async function drain(): Promise<void> {
    for (begin(); working; begin()) await working;
  }

  const warnUnsaved = (error: unknown) => logger.warn({ err: error }, 'progress could not be written down');

  /** Not at every step: projecting the rest twice after a crash does no harm. */
  function saveInTime(): void {
    if (performance.now() - savedAt < progressStoredEveryMs || savedTo === backlog.projectedTo()) return;
    void save().catch(warnUnsaved);
  }

  async function save(isFinished = false): Promise<void> {
    savedAt = performance.now();
    const projectedTo = backlog.projectedTo();
    await progress.save(log.writer, projectedTo, isFinished);
    savedTo = projectedTo;
  }

  return {
    add(delivery: Delivery): { isCrowd: boolean } {
      const added = backlog.add(delivery);
      if (isRoundDue()) begin();
      else beginSoon();
      return added;
    },

    /** Before the first delivery is acknowledged: nobody would find what an unknown process leaves. */
    open: () => save(),

    /** Says that this process is alive, and how far it is. */
    async recordHeartbeat(): Promise<void> {
      if (!closing.signal.aborted) await save();
    },

    /** The ids under which living processes keep deliveries. */
    findLiveWriters: () => progress.findLive(),

    takeOverAbandoned: (): Promise<void> => takeOverGone(closing.signal, stopped.signal),

    /** Settles when everything that was acknowledged here so far is projected. */
    drain,

    /** Takes nothing more, and projects what was acknowledged; others take over what is left after five seconds. */
    async stop(): Promise<void> {
      log.close();
      closing.abort();
      begin();
      const deadline = performance.now() + stopPatienceMs;
      while (!log.isSettled() && performance.now() < deadline) await pause(settlePollMs);
      const patience = new Promise((resolve) => setTimeout(resolve, deadline - performance.now()).unref());
      await Promise.race([drain(), patience]);
      stopped.abort();
      clearTimeout(gathering);
      await save(working === null && backlog.isEmpty() && log.isSettled()).catch(warnUnsaved);
    },

    sweep: (keptSince: Date): Promise<void> => progress.sweep(keptSince),
  };
}
