import type { BusinessNumber } from '../state/world.js';

export type JsonObject = Record<string, unknown>;

/** An element of `entry[].changes[]` with its account. */
export interface Change {
  wabaId: string;
  field: string;
  value: JsonObject;
  /** The id of the entry, if not the account's: partner events carry the partner's portfolio. */
  entryId?: string | undefined;
  /** Seconds since the epoch. Account-level fields have it, `messages` does not. */
  time?: number | undefined;
}

/** A number of the world fits. */
export type ChangeNumber = Pick<BusinessNumber, 'id' | 'wabaId' | 'displayPhoneNumber'>;

export interface Delivery {
  object: 'whatsapp_business_account';
  entry: { id: string; time?: number; changes: { field: string; value: JsonObject }[] }[];
}

export const toDigits = (phone: string): string => phone.replaceAll(/\D/g, '');

/** Webhooks write seconds as a string. */
export const toSeconds = (ms: number): string => String(Math.floor(ms / 1000));

/** The start of every value about a number. */
export const numberValue = (number: ChangeNumber) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: toDigits(number.displayPhoneNumber), phone_number_id: number.id },
});

/** Customers' messages in `messages[]`. */
export function messageChange(input: {
  number: ChangeNumber;
  messages: readonly JsonObject[];
  contacts?: readonly JsonObject[] | undefined;
  /** `errors` or `conversation_context`. */
  beside?: JsonObject | undefined;
}): Change {
  const { number, messages, contacts, beside } = input;
  const value = { ...numberValue(number), ...(contacts ? { contacts } : {}), messages, ...beside };
  return { wabaId: number.wabaId, field: 'messages', value };
}

/** Statuses of the business's messages in `statuses[]`. */
export function statusChange(input: {
  number: ChangeNumber;
  statuses: readonly JsonObject[];
  contacts?: readonly JsonObject[] | undefined;
}): Change {
  const { number, statuses, contacts } = input;
  const value = { ...numberValue(number), ...(contacts ? { contacts } : {}), statuses };
  return { wabaId: number.wabaId, field: 'messages', value };
}

/** Messages from the Business app. */
export function echoChange(input: {
  number: ChangeNumber;
  echoes: readonly JsonObject[];
  contacts?: readonly JsonObject[] | undefined;
}): Change {
  const { number, echoes, contacts } = input;
  const value = { ...numberValue(number), ...(contacts ? { contacts } : {}), message_echoes: echoes };
  return { wabaId: input.number.wabaId, field: 'smb_message_echoes', value };
}

/** Contacts of a coexistence number in `state_sync[]`. */
export function stateSyncChange(input: { number: ChangeNumber; entries: readonly JsonObject[] }): Change {
  const value = { ...numberValue(input.number), state_sync: input.entries };
  return { wabaId: input.number.wabaId, field: 'smb_app_state_sync', value };
}

/** Chats of a coexistence number: chunks or a refusal in `history[]`, or files in `messages[]`. */
export function historyChange(input: {
  number: ChangeNumber;
  history?: readonly JsonObject[];
  messages?: readonly JsonObject[];
}): Change {
  const { number, history, messages } = input;
  const value = { ...numberValue(number), ...(history ? { history } : {}), ...(messages ? { messages } : {}) };
  return { wabaId: number.wabaId, field: 'history', value };
}

/** Any field of an account other than messages. `at` in milliseconds, by default now. */
export function accountChange(input: {
  wabaId: string;
  field: string;
  value: JsonObject;
  entryId?: string | undefined;
  at?: number | undefined;
}): Change {
  const { wabaId, field, value, entryId, at = Date.now() } = input;
  return { wabaId, field, value, entryId, time: Math.floor(at / 1000) };
}

export function buildDelivery(changes: readonly Change[]): Delivery {
  const entries = new Map<string, Delivery['entry'][number]>();
  for (const { wabaId, entryId, field, value, time } of changes) {
    const id = entryId ?? wabaId;
    const key = `${id} ${time ?? ''}`;
    let entry = entries.get(key);
    if (!entry) {
      entry = { id, ...(time === undefined ? {} : { time }), changes: [] };
      entries.set(key, entry);
    }
    entry.changes.push({ field, value });
  }
  return { object: 'whatsapp_business_account', entry: [...entries.values()] };
}
