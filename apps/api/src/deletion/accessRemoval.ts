import type { PendingUnsubscribes } from '../disconnect/pendingUnsubscribes.js';
import type { ResubscribeService } from '../disconnect/resubscribe.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { DeletionRecord, NumberToErase } from './deletion.model.js';

export interface AccessRemovalDeps {
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'deactivate' | 'destroyUndoToken'>;
  unsubscribes: Pick<PendingUnsubscribes, 'forget'>;
  resubscribes: Pick<ResubscribeService, 'forget'>;
}

/** Takes a number out of use, with every token. @returns how many tokens there were. */
export type RemoveAccess = (number: NumberToErase, record: DeletionRecord) => Promise<number>;

export function createRemoveAccess({
  numbers,
  connections,
  unsubscribes,
  resubscribes,
}: AccessRemovalDeps): RemoveAccess {
  return async ({ accountId, phoneNumberId, wabaId }, { metaUserId = '', numbers: found = [] }) => {
    const [row] = (await numbers.findEverGrantedBy(metaUserId)).filter(
      (one) => one.accountId === accountId && one.phoneNumberId === phoneNumberId,
    );
    if (!row) return 0;
    const wasActive = (await connections.deactivate(row, null)) !== null;
    const wasKept = await connections.destroyUndoToken(row);
    // What is pending at Meta holds a token too. It stays only where it may be of somebody else's number.
    const ids = found.filter((one) => one.accountId === accountId).map((one) => one.phoneNumberId);
    const isOthers = (await numbers.isWabaNeeded(wabaId)) && (await numbers.hasOthersOn(accountId, wabaId, ids));
    const pending = await unsubscribes.forget(accountId, wabaId, isOthers ? metaUserId : undefined);
    // This one holds none; people have a button for it where other numbers stay.
    await resubscribes.forget(accountId, wabaId);
    return (wasActive ? 1 : 0) + (wasKept ? 1 : 0) + pending;
  };
}
