import type { Logger } from '../platform/logger.js';
import type { DeliveryWriterRecord } from './delivery.model.js';
import type { DeliveryLog, RoundLimits } from './deliveryLog.js';
import type { ProjectBatch } from './projectBatch.js';
import type { ProjectionLag } from './projectionLag.js';
import type { createWriterProgress } from './writerProgress.js';

export interface TakeoverDeps {
  log: Pick<DeliveryLog, 'read' | 'writer'>;
  progress: ReturnType<typeof createWriterProgress>;
  projectBatch: ProjectBatch;
  lag: ProjectionLag;
  roundLimits: () => RoundLimits;
  logger: Logger;
}

const endOfLog = '~';

/** Projects what processes that are gone have left, until `closing`; `stopped` ends the batch under way. */
export function createTakeover({ log, progress, projectBatch, lag, roundLimits, logger }: TakeoverDeps) {
  async function projectRest(gone: DeliveryWriterRecord, closing: AbortSignal, stopped: AbortSignal): Promise<number> {
    let { projectedTo: from, aliveUntil } = gone;
    let count = 0;
    while (!closing.aborted) {
      const batch = await log.read(gone._id, from, endOfLog, roundLimits());
      const last = batch.at(-1);
      if (!last) {
        await progress.finishClaimed(gone._id, aliveUntil);
        break;
      }
      lag.begin('takenOver', batch[0]?.receivedAt);
      const isWhole = await projectBatch(batch, true, stopped);
      lag.end('takenOver', isWhole);
      if (!isWhole) break;
      from = last.id;
      count += batch.length;
      aliveUntil = await progress.saveClaimed(gone._id, from);
    }
    return count;
  }

  return async function takeOverGone(closing: AbortSignal, stopped: AbortSignal): Promise<void> {
    while (!closing.aborted) {
      const gone = await progress.claimGone(log.writer);
      if (!gone) return;
      const deliveries = await projectRest(gone, closing, stopped);
      if (deliveries > 0)
        logger.info({ writer: gone._id, deliveries }, 'took over deliveries of a process that is gone');
    }
  };
}
