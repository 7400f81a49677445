import type { LiveAccounts } from '../numbers/liveAccounts.js';
import type { Delivery } from './deliveryLog.js';
import type { ToQuarantine } from './projection.types.js';
import { readDelivery } from './readDelivery.js';

export interface SetAsideDeps {
  liveAccounts: Pick<LiveAccounts, 'holdersOf'>;
  keep: (items: readonly ToQuarantine[]) => Promise<void>;
}

/**
 * Keeps a delivery that cannot be projected, however often it is tried: each of its updates for the account it belongs to,
 * so that its owner sees that something is missing, and a newer Switchboard can read it. As it came where it says nothing,
 * or where what it says cannot be kept either: bytes are stored whatever is in them.
 *
 * @throws only for reasons that do not lie in the delivery: the database is away.
 */
export function createSetAside({ liveAccounts, keep }: SetAsideDeps): (delivery: Delivery) => Promise<void> {
  return async ({ id, receivedAt, body }) => {
    const read = readDelivery(body);
    const updates = read.result === 'read' ? read.updates : [];
    const whole: ToQuarantine = { _id: `${id}.whole`, reason: 'not_understood', receivedAt, place: 0, body };
    if (updates.length === 0 || (read.result === 'read' && read.over)) await keep([whole]);
    if (updates.length === 0) return;
    try {
      const ids = updates.flatMap((update) => ('phoneNumberId' in update && update.phoneNumberId) || []);
      const holders = await liveAccounts.holdersOf([...new Set(ids)]);
      await keep(
        updates.map((update, place) => {
          const phoneNumberId = 'phoneNumberId' in update ? update.phoneNumberId : undefined;
          const holder = phoneNumberId === undefined ? undefined : holders.get(phoneNumberId);
          return {
            _id: `${id}.${String(place).padStart(4, '0')}`,
            reason: 'not_understood',
            receivedAt,
            place,
            update,
            wabaId: update.kind === 'account' ? update.wabaId : (holder?.wabaId ?? update.entryId),
            phoneNumberId,
            accountId: holder?.accountId,
          };
        }),
      );
    } catch {
      // Away, and then this fails as well; or something about one of them, and then this does not.
      await keep([whole]);
    }
  };
}
