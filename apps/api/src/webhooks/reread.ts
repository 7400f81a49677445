import { readWebhook, type UnknownUpdate, type WebhookUpdate } from '@switchboard/graph';

/** Meta's lists. Of an item that could not be read, only the item was kept. */
const lists = ['messages', 'statuses', 'message_echoes', 'errors'] as const;

const isKnown = (updates: readonly WebhookUpdate[] | undefined): updates is WebhookUpdate[] =>
  updates !== undefined && updates.length > 0 && updates.every(({ kind }) => kind !== 'unknown');

/** Reads again what an older version did not understand. @returns null when it is still not understood. */
export function reread(update: WebhookUpdate): WebhookUpdate[] | null {
  if (update.kind !== 'unknown') return [update];
  return listCandidates(update).find(isKnown) ?? null;
}

function listCandidates({ entryId, field, phoneNumberId, value }: UnknownUpdate): (WebhookUpdate[] | undefined)[] {
  const read = (changed: unknown) =>
    readWebhook({
      object: 'whatsapp_business_account',
      entry: [{ id: entryId, changes: [{ field, value: changed }] }],
    })?.updates;
  const whole = read(value);
  // A message without its number cannot be routed.
  if (phoneNumberId === undefined) return [whole];
  const metadata = { phone_number_id: phoneNumberId };
  return [whole, ...lists.map((list) => read({ messaging_product: 'whatsapp', metadata, [list]: [value] }))];
}
