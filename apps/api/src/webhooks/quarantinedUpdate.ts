import type { WebhookUpdate } from '@switchboard/graph';
import { mongo } from 'mongoose';
import { maxNameLength } from './limits.js';

/** An update in quarantine. Meta's own value, whose keys and depth are unknown, is stored as the bytes of its JSON. */
export type QuarantinedUpdate = Omit<WebhookUpdate, 'value'> & { value?: unknown };

export function toQuarantined(update: WebhookUpdate): QuarantinedUpdate {
  if (update.kind !== 'account' && update.kind !== 'unknown') return update;
  const { value, ...rest } = update;
  return value === undefined ? rest : { ...rest, value: new mongo.Binary(Buffer.from(JSON.stringify(value))) };
}

/** Old rows have the value as a document. */
export function fromQuarantined(kept: QuarantinedUpdate): WebhookUpdate {
  const { value } = kept;
  if (!(value instanceof mongo.Binary)) return kept as WebhookUpdate;
  const json = Buffer.from(value.buffer.subarray(0, value.position)).toString('utf8');
  return { ...kept, value: JSON.parse(json) } as WebhookUpdate;
}

/** Meta's type of a value that was not understood. */
export function readType(update: WebhookUpdate): string | undefined {
  const value: unknown = update.kind === 'unknown' ? update.value : undefined;
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return typeof type === 'string' ? type.slice(0, maxNameLength) : undefined;
}
