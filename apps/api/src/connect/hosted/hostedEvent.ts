import type { AccountUpdate } from '@switchboard/graph';
import { readAccessEvent } from '../../disconnect/accessEvents.js';
import { phoneNamedBy } from '../../numbers/namedPhone.js';

/** What an event of Meta's means for a sign-up on the hosted page. Pure. */
export type HostedEvent = { kind: 'shared'; businessId: string | null } | { kind: 'gone' };

export function readHostedEvent(
  update: Pick<AccountUpdate, 'field' | 'event' | 'value' | 'displayPhone'>,
): HostedEvent | null {
  if (update.field === 'account_update' && update.event === 'PARTNER_ADDED') {
    return { kind: 'shared', businessId: businessIdIn(update.value) };
  }
  // One phone of a WhatsApp account that leaves does not take the account with it.
  if (phoneNamedBy(update) !== null) return null;
  return readAccessEvent(update)?.meaning === 'lost' ? { kind: 'gone' } : null;
}

function businessIdIn({ waba_info: info }: Record<string, unknown>): string | null {
  const { owner_business_id: id } = Object(info) as { owner_business_id?: unknown };
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && /^\d{1,32}$/.test(text) ? text : null;
}
