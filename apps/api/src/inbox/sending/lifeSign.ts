import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { isDuplicateKey } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';
import { lifeSignFreshMs, longestSilenceMs } from '../lifetimes.js';

/** One row for the installation. A backup that is restored takes it back together with the messages. */
export interface LifeSignRecord {
  _id: string;
  at: Date;
  /** What was queued before then is held. Missing: never. */
  interruptedAt?: Date | undefined;
}

const lifeSignSchema = new Schema<LifeSignRecord>(
  { _id: { type: String, required: true }, at: Date, interruptedAt: Date },
  { collection: 'lifeSigns', strict: false, strictQuery: false, versionKey: false },
);
export const lifeSignModel = (connection: Connection): Model<LifeSignRecord> =>
  connection.model<LifeSignRecord>('LifeSign', lifeSignSchema);

const ofSending = 'sending';

export interface LifeSignDeps {
  lifeSigns: Model<LifeSignRecord>;
  clock: Clock;
  logger: Logger;
}

/**
 * After a silence either nothing ran, or a backup was restored, and a message may have gone out after the backup was
 * made. The two look alike, and in both a person decides whether a queued message still goes.
 */
export function createLifeSign({ lifeSigns, clock, logger }: LifeSignDeps) {
  let interruptedAt: Date | null = null;
  let saidAt: Date | null = null;
  let isSending = false;

  /** Processes that start together read the same moment from the row. */
  async function say(now: Date): Promise<LifeSignRecord | null> {
    const isKnown = { $eq: [{ $type: '$at' }, 'date'] };
    const isBroken = {
      $or: [
        { $and: [isKnown, { $lt: ['$at', later(now, -longestSilenceMs)] }] },
        // What this process has said is gone: a backup was restored beneath it.
        ...(saidAt ? [{ $lt: ['$at', saidAt] }] : []),
      ],
    };
    return lifeSigns
      .findOneAndUpdate(
        { _id: ofSending },
        [
          {
            $set: {
              interruptedAt: { $cond: [isBroken, now, '$interruptedAt'] },
              at: { $max: ['$at', now] },
            },
          },
        ],
        { upsert: true, returnDocument: 'after', updatePipeline: true },
      )
      .lean<LifeSignRecord>();
  }

  async function give(): Promise<void> {
    const now = clock.now();
    const row = await say(now).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      return say(now);
    });
    saidAt = now;
    const found = row?.interruptedAt ?? null;
    if (found?.getTime() === now.getTime()) {
      logger.warn(
        { interruptedAt: found },
        'nothing was sent for a while, or a backup was restored: what is queued from before is asked about',
      );
    }
    interruptedAt = found;
  }

  return {
    /** Before the first message, and every few seconds. */
    give,
    begin(): void {
      isSending = true;
    },
    /** Whether a message was queued before a silence. @param at when. */
    async isFromBefore(at: Date): Promise<boolean> {
      if (isSending && (!saidAt || later(saidAt, lifeSignFreshMs) < clock.now())) await give();
      return interruptedAt !== null && at <= interruptedAt;
    },
  };
}
export type LifeSign = ReturnType<typeof createLifeSign>;

/** A backup was restored: what is queued is held, also where nobody was silent for long. */
export async function markInterrupted(lifeSigns: Model<LifeSignRecord>, now: Date): Promise<void> {
  await lifeSigns.updateOne(
    { _id: ofSending },
    { $max: { interruptedAt: now }, $setOnInsert: { at: now } },
    { upsert: true },
  );
}
