import { setTimeout as pause } from 'node:timers/promises';
import { isConnectionBroken, isDatabaseGone } from '../platform/databaseErrors.js';
import type { Logger } from '../platform/logger.js';
import { noteSpan } from '../platform/tracing.js';
import type { Delivery } from './delivery.js';
import { brokenRetryMs, projectRetryDelaysMs } from './lifetimes.js';
import { maxBroken, maxRefusals } from './limits.js';
import type { Projection } from './projection.js';

export interface ProjectBatchDeps {
  projection: Pick<Projection, 'project'>;
  setAside: (delivery: Delivery) => Promise<void>;
  isDatabaseThere: () => Promise<boolean>;
  logger: Logger;
  /** The waits before each new try, in milliseconds; the last one goes on. */
  retryDelaysMs?: readonly number[];
}

/** A batch is projected as one: each of its deliveries gets a span of that time in its own trace. */
function noteProjected(batch: readonly Delivery[], tookMs: number): void {
  const facts = { 'switchboard.batch.deliveries': batch.length };
  for (const { trace } of batch) {
    if (trace) noteSpan('project webhook', facts, { kind: 'consumer', parent: trace, tookMs });
  }
}

type Failure = 'refused' | 'broken' | 'outage';

/** Projects a batch until it is done. A delivery that cannot be projected is found by halving, and set aside. */
export function createProjectBatch(deps: ProjectBatchDeps) {
  const { projection, setAside, isDatabaseThere, logger, retryDelaysMs = projectRetryDelaysMs } = deps;

  async function judge(error: unknown): Promise<Failure> {
    if (!isDatabaseGone(error)) return 'refused';
    return isConnectionBroken(error) && (await isDatabaseThere()) ? 'broken' : 'outage';
  }

  async function trySetAside(delivery: Delivery): Promise<boolean> {
    try {
      await setAside(delivery);
      logger.error({ delivery: delivery.id }, 'a delivery cannot be projected; it waits in quarantine');
      return true;
    } catch (error) {
      logger.error({ err: error }, 'a delivery could not be set aside');
      return false;
    }
  }

  async function projectHalves(batch: readonly Delivery[], stopped: AbortSignal): Promise<boolean> {
    const middle = Math.ceil(batch.length / 2);
    return (
      (await project(batch.slice(0, middle), stopped, true, true)) &&
      (await project(batch.slice(middle), stopped, true, true))
    );
  }

  async function project(
    batch: readonly Delivery[],
    stopped: AbortSignal,
    isSecond: boolean,
    isPart: boolean,
  ): Promise<boolean> {
    const [first] = batch;
    const isOne = batch.length === 1;
    let refusedCount = 0;
    let brokenCount = 0;
    const begunAt = performance.now();
    for (let tries = 0; ; tries += 1) {
      try {
        await projection.project(batch, isSecond || tries > 0);
        noteProjected(batch, performance.now() - begunAt);
        return true;
      } catch (error) {
        logger.error({ err: error, deliveries: batch.length, tries }, 'projecting failed; it will be tried again');
        if (stopped.aborted) return false;
        const failure = await judge(error);
        if (failure === 'refused') refusedCount += 1;
        else brokenCount = failure === 'broken' ? brokenCount + 1 : 0;
        const maxRefused = isOne ? maxRefusals.ofOne : isPart ? maxRefusals.ofPart : maxRefusals.ofBatch;
        const isCause = refusedCount >= maxRefused || brokenCount >= (isOne ? maxBroken.ofOne : maxBroken.ofBatch);
        if (isCause && batch.length > 1) return projectHalves(batch, stopped);
        if (isCause && first && (await trySetAside(first))) return true;
        const waitMs = retryDelaysMs[Math.min(tries, retryDelaysMs.length - 1)] ?? 0;
        await pause(brokenCount > 0 ? Math.min(waitMs, brokenRetryMs) : waitMs, undefined, { ref: false });
        if (stopped.aborted) return false;
      }
    }
  }

  /** @param isSecond whether a part may have been projected before. @returns false where it was stopped before the end. */
  return (batch: readonly Delivery[], isSecond: boolean, stopped: AbortSignal): Promise<boolean> =>
    project(batch, stopped, isSecond, false);
}
export type ProjectBatch = ReturnType<typeof createProjectBatch>;
