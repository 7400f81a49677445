import type { LiveAccounts } from '../numbers/liveAccounts.js';
import { type Delivery, toUpdateId } from './delivery.js';
import type { ToQuarantine } from './projection.types.js';
import { readDelivery } from './readDelivery.js';
import { findPhoneNumberId, toWaiting } from './updateRouting.js';

export interface SetAsideDeps {
  liveAccounts: Pick<LiveAccounts, 'find'>;
  keep: (items: readonly ToQuarantine[]) => Promise<void>;
}

/**
 * Keeps a delivery that cannot be projected: each update for its account, which sees that something is missing; as bytes
 * where it has no updates, or where they cannot be stored.
 *
 * @throws only where the database is away.
 */
export function createSetAside({ liveAccounts, keep }: SetAsideDeps): (delivery: Delivery) => Promise<void> {
  return async ({ id, receivedAt, body }) => {
    const read = readDelivery(body);
    const updates = read.result === 'read' ? read.updates : [];
    const whole: ToQuarantine = { _id: `${id}.whole`, reason: 'not_understood', receivedAt, place: 0, body };
    if (updates.length === 0 || (read.result === 'read' && read.over)) await keep([whole]);
    if (updates.length === 0) return;
    try {
      const ids = updates.flatMap((update) => findPhoneNumberId(update) ?? []);
      const holders = await liveAccounts.find([...new Set(ids)]);
      await keep(
        updates.map((update, index) =>
          toWaiting(
            { id: toUpdateId(id, index), receivedAt, index, update },
            holders.get(findPhoneNumberId(update) ?? ''),
            'not_understood',
          ),
        ),
      );
    } catch {
      // Storing the bytes fails only where the database is away.
      await keep([whole]);
    }
  };
}
