import type { Model } from 'mongoose';
import type { AttemptRecord } from './attempt.model.js';

export interface AttemptsToErase {
  accountId: string;
  phoneNumberIds: readonly string[];
  wabaIds: readonly string[];
  attemptIds: readonly string[];
}

const numberFields = [
  'numbers.phoneNumberId',
  'choice.wabas.numbers.phoneNumberId',
  'signup.phone_number_id',
  'reconnect',
  'chosen',
];
const wabaFields = ['hosted.wabaId', 'choice.wabas.wabaId', 'signup.waba_id', 'signup.waba_ids'];

/** The attempts as a record of what happened: they are kept for ever, unless Meta asks to delete them. */
export function createAttemptArchive(attempts: Model<AttemptRecord>) {
  return {
    /** Attempts of an account, the newest first. @param before only what comes after this time and id in that order. */
    list(accountId: string, before: { at: Date; id: string } | null, limit: number): Promise<AttemptRecord[]> {
      const isOlder = before && {
        $or: [{ createdAt: { $lt: before.at } }, { createdAt: before.at, attemptId: { $lt: before.id } }],
      };
      return attempts
        .find({ accountId, ...isOlder })
        .sort({ createdAt: -1, attemptId: -1 })
        .limit(limit)
        .lean<AttemptRecord[]>()
        .exec();
    },

    /** Logins over all accounts, without their numbers. Sign-ups on Meta's hosted page have no browser to come back. */
    loginsSince: (since: Date): AsyncIterable<AttemptRecord> =>
      attempts
        .find({ createdAt: { $gte: since }, flow: { $ne: 'hosted' } }, { numbers: 0 })
        .lean<AttemptRecord[]>()
        .cursor({ batchSize: 500 }),

    /** When a login of this flow last came so far that Meta took its code, over all accounts; null: not since then. */
    async findLastExchanged(
      login: Pick<AttemptRecord, 'flow'> & { redirectUri?: string },
      since: Date,
    ): Promise<Date | null> {
      const attempt = await attempts
        .findOne(
          { ...login, createdAt: { $gte: since }, steps: { $elemMatch: { name: 'code', state: 'done' } } },
          { _id: 0, createdAt: 1 },
        )
        .sort({ createdAt: -1 })
        .lean<Pick<AttemptRecord, 'createdAt'>>();
      return attempt?.createdAt ?? null;
    },

    /** The accounts in which a browser's report named a WhatsApp account: claims, whatever became of them. */
    accountsNaming: (wabaId: string): Promise<string[]> =>
      attempts.distinct('accountId', { 'signup.waba_id': wabaId }).exec(),

    async findStarter(accountId: string, attemptId: string): Promise<string | undefined> {
      const attempt = await attempts.findOne({ attemptId, accountId }, { userId: 1 }).lean<{ userId?: string }>();
      return attempt?.userId;
    },

    /** Deletes attempts that brought or name these numbers or WhatsApp accounts. @returns how many there were. */
    async erase({ accountId, phoneNumberIds, wabaIds, attemptIds }: AttemptsToErase): Promise<number> {
      const { deletedCount } = await attempts.collection.deleteMany({
        accountId,
        $or: [
          { attemptId: { $in: [...attemptIds] } },
          ...numberFields.map((field) => ({ [field]: { $in: [...phoneNumberIds] } })),
          ...wabaFields.map((field) => ({ [field]: { $in: [...wabaIds] } })),
        ],
      });
      return deletedCount;
    },
  };
}
export type AttemptArchive = ReturnType<typeof createAttemptArchive>;
