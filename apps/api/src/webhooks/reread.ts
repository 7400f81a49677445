import { readWebhook, type UnknownUpdate, type WebhookUpdate } from '@switchboard/graph';

/** Lists in which one thing of a number stands. Of what could not be read, only the thing itself was kept. */
const lists = ['messages', 'statuses', 'message_echoes', 'errors'] as const;

const isKnown = (updates: readonly WebhookUpdate[] | undefined): updates is WebhookUpdate[] =>
  updates !== undefined && updates.length > 0 && updates.every(({ kind }) => kind !== 'unknown');

/**
 * Reads once more what an older Switchboard did not understand, as if Meta had just said it.
 *
 * @returns what it says; null when it is still not understood.
 */
export function reread(update: WebhookUpdate): WebhookUpdate[] | null {
  // Understood, and it had no place then.
  if (update.kind !== 'unknown') return [update];
  return candidatesOf(update).find(isKnown) ?? null;
}

function candidatesOf({ entryId, field, phoneNumberId, value }: UnknownUpdate): (WebhookUpdate[] | undefined)[] {
  const read = (changed: unknown) =>
    readWebhook({
      object: 'whatsapp_business_account',
      entry: [{ id: entryId, changes: [{ field, value: changed }] }],
    })?.updates;
  const whole = read(value);
  // Without its number a message has no place, whatever is in it.
  if (phoneNumberId === undefined) return [whole];
  const metadata = { phone_number_id: phoneNumberId };
  return [whole, ...lists.map((list) => read({ messaging_product: 'whatsapp', metadata, [list]: [value] }))];
}
