import { readWebhook, type WebhookUpdate } from '@switchboard/graph';
import { isParsable } from './jsonShape.js';
import { plainBytes, storable } from './limits.js';
import { type OverLimit, overLimitIn, withoutValue } from './storable.js';

const ourObject = 'whatsapp_business_account';

export type ReadDelivery =
  | { result: 'not_json' | 'not_understood' | 'other_object' }
  | {
      result: 'read';
      /** In order, each within the limits of `storable`. */
      updates: WebhookUpdate[];
      /** Why an update lost its value: the bytes are to be kept. */
      over: OverLimit | null;
    };

/** Reads the bytes of a delivery. Never throws, whatever is in them. Pure. */
export function readDelivery(body: Buffer): ReadDelivery {
  if (body.length > plainBytes && !isParsable(body)) return { result: 'not_understood' };
  const json = parse(body);
  if (json === undefined) return { result: 'not_json' };
  const delivery = readWebhook(json);
  if (!delivery || delivery.updates.length > storable.updates) return { result: 'not_understood' };
  if (delivery.object !== ourObject) return { result: 'other_object' };
  let over: OverLimit | null = null;
  const updates = delivery.updates.map((update) => {
    const why = overLimitIn(update, body.length);
    over ??= why;
    return why ? withoutValue(update) : update;
  });
  return { result: 'read', updates, over };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
