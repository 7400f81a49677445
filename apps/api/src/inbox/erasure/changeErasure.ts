import type { Model } from 'mongoose';
import type { ChangeRecord } from '../change.model.js';

/** How many documents one write names. */
export const atOnce = 500;

/** Everything of an account that is about some of its numbers. */
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
