import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import type { DeliveryWriterRecord } from './delivery.model.js';
import { writerAliveMs } from './lifetimes.js';

/** How far the deliveries of each process are projected, and which processes are alive, as the database keeps it. */
export function createWriterProgress(writers: Model<DeliveryWriterRecord>, clock: Clock) {
  const aliveUntil = () => later(clock.now(), writerAliveMs);

  return {
    /** Stores how far a process is, and that it is alive, or stops with everything projected. */
    async save(writer: string, projectedTo: string, isFinished = false): Promise<void> {
      await writers.updateOne(
        { _id: writer },
        { $max: { projectedTo }, $set: { aliveUntil: aliveUntil(), finished: isFinished } },
        { upsert: true },
      );
    },

    /** The ids of processes that are alive, and of those whose deliveries are just taken over. */
    async findLive(): Promise<string[]> {
      const rows = await writers
        .find({ finished: false, aliveUntil: { $gte: clock.now() }, replayOf: { $exists: false } }, { _id: 1 })
        .lean<Pick<DeliveryWriterRecord, '_id'>[]>();
      return rows.map(({ _id }) => _id);
    },

    /** Claims a process that is gone and has left deliveries, else a replay that was asked for. Null when there is none. */
    claimGone(except: string): Promise<DeliveryWriterRecord | null> {
      const now = clock.now();
      return writers
        .findOneAndUpdate(
          { finished: false, aliveUntil: { $lt: now }, _id: { $ne: except } },
          { $set: { aliveUntil: later(now, writerAliveMs) } },
          // What has no `replayOf` comes first.
          { sort: { replayOf: 1 }, returnDocument: 'after' },
        )
        .lean<DeliveryWriterRecord>();
    },

    /** Stores progress for a process that is gone. @returns until when it stays claimed. */
    async saveClaimed(writer: string, projectedTo: string): Promise<Date> {
      const until = aliveUntil();
      await writers.updateOne({ _id: writer }, { $max: { projectedTo }, $set: { aliveUntil: until } });
      return until;
    },

    /** Marks a claimed process as finished, unless it came back or another process claimed it meanwhile. */
    async finishClaimed(writer: string, claimedUntil: Date): Promise<void> {
      await writers.updateOne({ _id: writer, aliveUntil: claimedUntil }, { $set: { finished: true } });
    },

    /** Forgets finished processes that have none of the deliveries that are kept. */
    async sweep(keptSince: Date): Promise<void> {
      await writers.deleteMany({ finished: true, aliveUntil: { $lt: keptSince } });
    },
  };
}
