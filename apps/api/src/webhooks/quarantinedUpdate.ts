import type { WebhookUpdate } from '@switchboard/graph';
import { mongo } from 'mongoose';

/**
 * An update as it waits in quarantine. What our readers made is kept in its parts; Meta's own value, of whose form nothing
 * is known, as the bytes of its JSON, so that no key and no depth of it is anything to the database.
 */
export type QuarantinedUpdate = Omit<WebhookUpdate, 'value'> & { value?: unknown };

export function toQuarantined(update: WebhookUpdate): QuarantinedUpdate {
  if (update.kind !== 'account' && update.kind !== 'unknown') return update;
  const { value, ...rest } = update;
  return value === undefined ? rest : { ...rest, value: new mongo.Binary(Buffer.from(JSON.stringify(value))) };
}

/** The update again. Older rows have the value in its parts. */
export function fromQuarantined(kept: QuarantinedUpdate): WebhookUpdate {
  const { value } = kept;
  if (!(value instanceof mongo.Binary)) return kept as WebhookUpdate;
  const json = Buffer.from(value.buffer.subarray(0, value.position)).toString('utf8');
  return { ...kept, value: JSON.parse(json) } as WebhookUpdate;
}

const longestWord = 256;
/** Meta's word for what the value is, where it has one. */
export function typeOf(update: WebhookUpdate): string | undefined {
  const value: unknown = update.kind === 'unknown' ? update.value : undefined;
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' ? type.slice(0, longestWord) : undefined;
}
