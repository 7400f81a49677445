import { readWebhook } from '@switchboard/graph';
import type { NumberService } from '../numbers/number.service.js';
import type { Delivery } from './deliveryLog.js';
import type { ToQuarantine } from './projection.types.js';

export interface SetAsideDeps {
  numbers: Pick<NumberService, 'holdersOf'>;
  keep: (items: readonly ToQuarantine[]) => Promise<void>;
}

const ourObject = 'whatsapp_business_account';

function updatesOf(body: Buffer) {
  try {
    const delivery = readWebhook(JSON.parse(body.toString('utf8')));
    return delivery?.object === ourObject ? delivery.updates : [];
  } catch {
    return [];
  }
}

/**
 * Keeps a delivery that cannot be projected, however often it is tried: each of its updates for the account it belongs to,
 * so that its owner sees that something is missing, and a newer Switchboard can read it. As it came where it says nothing.
 */
export function createSetAside({ numbers, keep }: SetAsideDeps): (delivery: Delivery) => Promise<void> {
  return async ({ id, receivedAt, body }) => {
    const updates = updatesOf(body);
    if (updates.length === 0) {
      await keep([{ _id: `${id}.whole`, reason: 'not_understood', receivedAt, place: 0, body }]);
      return;
    }
    const ids = updates.flatMap((update) => ('phoneNumberId' in update && update.phoneNumberId) || []);
    const holders = await numbers.holdersOf([...new Set(ids)]);
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
  };
}
