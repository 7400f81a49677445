import type { Model } from 'mongoose';
import type { ChangeRecord } from '../change.model.js';

export const atOnce = 500;

export const ofNumbers = (accountId: string, phoneNumberIds: readonly string[]) => ({
  accountId,
  phoneNumberId: { $in: [...phoneNumberIds] },
});

/** Takes ids out of the numbered changes; the numbers stay, so that no browser finds a gap. */
export async function takeOutOfChanges(
  changeRecords: Model<ChangeRecord>,
  accountId: string,
  field: 'messageIds' | 'conversationIds' | 'refilledIds',
  ids: string[],
): Promise<void> {
  // The id begins with the account, and has the only index there is.
  const ofAccount = { _id: { $gte: `${accountId}.`, $lte: `${accountId}.~` } };
  await changeRecords.collection.updateMany(
    { ...ofAccount, [field]: { $in: ids } } as never,
    { $pull: { [field]: { $in: ids } } } as never,
  );
}
