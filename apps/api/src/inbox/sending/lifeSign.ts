import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { type Clock, later, minutes, seconds } from '../../platform/clock.js';
import { isDuplicateKey } from '../../platform/errors.js';
import type { Logger } from '../../platform/logger.js';

/** One row for the whole installation, beside the messages: whatever puts those back to an earlier day puts it back as well. */
export interface LifeSignRecord {
  _id: string;
  /** When any process last said that it sends. */
  at: Date;
  /** What was queued before is not sent by itself. Missing: there was no such moment yet. */
  interruptedAt?: Date | undefined;
}

const lifeSignSchema = new Schema<LifeSignRecord>(
  { _id: { type: String, required: true }, at: Date, interruptedAt: Date },
  { collection: 'lifeSigns', strict: false, strictQuery: false, versionKey: false },
);
export const lifeSignModel = (connection: Connection): Model<LifeSignRecord> =>
  connection.model<LifeSignRecord>('LifeSign', lifeSignSchema);

const ofSending = 'sending';
/**
 * After so long without a sign of life a person is asked. A deployment is over sooner, and an answer in a chat that comes
 * ten minutes late may be answered already, by phone or by a colleague (decision 0015).
 */
export const longestSilenceMs = minutes(10);
/** How often it is to be said, at least: whoever has not for so long says it before sending anything. */
const freshForMs = seconds(15);

export interface LifeSignDeps {
  lifeSigns: Model<LifeSignRecord>;
  clock: Clock;
  logger: Logger;
}

/**
 * Tells what may have been sent already although it is stored as queued. When nobody has sent for a while, either nothing
 * ran, or the database is a copy of before: then a message may have gone out after the copy was made. The two look the
 * same from inside, and in both a person is to say whether it still goes.
 */
export function createLifeSign({ lifeSigns, clock, logger }: LifeSignDeps) {
  let interruptedAt: Date | null = null;
  let saidAt: Date | null = null;
  let isBeating = false;

  /** One write decides between processes that start together: all of them read the same moment from the row. */
  async function say(now: Date): Promise<LifeSignRecord | null> {
    const wasSilent = { $and: [{ $eq: [{ $type: '$at' }, 'date'] }, { $lt: ['$at', later(now, -longestSilenceMs)] }] };
    return lifeSigns
      .findOneAndUpdate(
        { _id: ofSending },
        [
          {
            $set: {
              interruptedAt: { $cond: [wasSilent, now, '$interruptedAt'] },
              at: { $max: ['$at', now] },
            },
          },
        ],
        { upsert: true, returnDocument: 'after', updatePipeline: true },
      )
      .lean<LifeSignRecord>();
  }

  async function beat(): Promise<void> {
    const now = clock.now();
    const row = await say(now).catch((error: unknown) => {
      // Two that begin it together: the second finds the row.
      if (!isDuplicateKey(error)) throw error;
      return say(now);
    });
    saidAt = now;
    const found = row?.interruptedAt ?? null;
    if (found?.getTime() === now.getTime()) {
      logger.warn({ interruptedAt: found }, 'nothing was sent for a while: what is queued from before is asked about');
    }
    interruptedAt = found;
  }

  return {
    /** Says that this process sends. To be done before the first message, and every few seconds. */
    beat,
    /** From here on it is said by itself every few seconds, or before the next message. */
    begin(): void {
      isBeating = true;
    },
    /**
     * Whether a queued message is from before a time in which nobody sent.
     *
     * @param at when it was queued.
     */
    async isFromBefore(at: Date): Promise<boolean> {
      if (isBeating && (!saidAt || later(saidAt, freshForMs) < clock.now())) await beat();
      return interruptedAt !== null && at <= interruptedAt;
    },
  };
}
export type LifeSign = ReturnType<typeof createLifeSign>;

/** From here on everything that is queued is asked about: a backup was put back. */
export async function markInterrupted(lifeSigns: Model<LifeSignRecord>, now: Date): Promise<void> {
  await lifeSigns.updateOne(
    { _id: ofSending },
    { $max: { interruptedAt: now }, $setOnInsert: { at: now } },
    { upsert: true },
  );
}
