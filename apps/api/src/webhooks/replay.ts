import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { readReceivedAt, toFirstId } from './delivery.js';
import type { DeliveryRecord, DeliveryWriterRecord } from './delivery.model.js';
import { createWriterProgress } from './writerProgress.js';

export interface ReplayDeps {
  deliveries: Model<DeliveryRecord>;
  writers: Model<DeliveryWriterRecord>;
  clock: Clock;
}

export interface ReplayRequest {
  /** The rows that ask for it, one for each process that kept deliveries. */
  ids: string[];
  deliveries: number;
  /** When the first of them was received; null: there are none. */
  firstAt: Date | null;
}

export interface ReplayState {
  /** How many of the rows are done. */
  done: number;
  /** Rows that somebody called done before their last delivery: a process of a version that knows no replays. */
  passedOver: number;
}

interface Kept {
  _id: string;
  count: number;
  first: string;
  last: string;
}

/**
 * Has kept deliveries projected once more by the processes that run, or the first that starts. They claim the rows as they do those
 * of a process that is gone, so a replay goes on wherever one of them ends, and what is stored already does not change.
 */
export function createReplays({ deliveries, writers, clock }: ReplayDeps) {
  const progress = createWriterProgress(writers, clock);
  return {
    /** Asks for what was received at or after a time and is kept by now. */
    async request(since: Date): Promise<ReplayRequest> {
      const after = toFirstId(since);
      const kept = await deliveries.collection
        .aggregate<Kept>([
          { $match: { _id: { $gte: after } } },
          { $group: { _id: '$writer', count: { $sum: 1 }, first: { $min: '$_id' }, last: { $max: '$_id' } } },
          { $sort: { _id: 1 } },
        ])
        .toArray();
      const rows = kept.map(
        ({ _id: replayOf, last }): DeliveryWriterRecord => ({
          _id: `replay.${replayOf}.${randomBytes(6).toString('hex')}`,
          ...{ replayOf, replayTo: last, projectedTo: after, aliveUntil: new Date(0), finished: false },
        }),
      );
      if (rows.length > 0) await writers.insertMany(rows);
      const [first] = kept.map((one) => one.first).sort();
      return {
        ids: rows.map(({ _id }) => _id),
        deliveries: kept.reduce((sum, { count }) => sum + count, 0),
        firstAt: first ? readReceivedAt(first) : null,
      };
    },

    async look(ids: readonly string[]): Promise<ReplayState> {
      const rows = await writers.find({ _id: { $in: [...ids] }, finished: true }).lean<DeliveryWriterRecord[]>();
      return {
        done: rows.length,
        passedOver: rows.filter(({ projectedTo, replayTo = '' }) => projectedTo < replayTo).length,
      };
    },

    /** Whether a process is there to do it. */
    isAnybodyThere: async (): Promise<boolean> => (await progress.findLive()).length > 0,
  };
}
export type Replays = ReturnType<typeof createReplays>;
