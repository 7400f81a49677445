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

/** Projects what processes that are gone have left, and what is to be replayed, until `closing`; `stopped` ends the batch under way. */
export function createTakeover({ log, progress, projectBatch, lag, roundLimits, logger }: TakeoverDeps) {
  async function projectRest(gone: DeliveryWriterRecord, closing: AbortSignal, stopped: AbortSignal): Promise<number> {
    const { replayOf, replayTo } = gone;
    let { projectedTo: from, aliveUntil } = gone;
    let count = 0;
    while (!closing.aborted) {
      const read = await log.read(replayOf ?? gone._id, from, `${replayTo ?? ''}${endOfLog}`, roundLimits());
      const batch = replayOf === undefined ? read : read.map((one) => ({ ...one, isReplayed: true as const }));
      const last = batch.at(-1);
      if (!last) {
        await progress.finishClaimed(gone._id, aliveUntil);
        break;
      }
      // A replay is no backlog, however old its deliveries are.
      if (replayOf === undefined) lag.begin('takenOver', batch[0]?.receivedAt);
      const isWhole = await projectBatch(batch, true, stopped);
      if (replayOf === undefined) lag.end('takenOver', isWhole);
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
      if (deliveries === 0) continue;
      const { _id: writer, replayOf } = gone;
      if (replayOf !== undefined) logger.info({ writer: replayOf, deliveries }, 'deliveries were replayed');
      else logger.info({ writer, deliveries }, 'took over deliveries of a process that is gone');
    }
  };
}
