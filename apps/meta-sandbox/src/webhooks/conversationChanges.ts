import { type Change, type ChangeNumber, type JsonObject, numberValue, toDigits, toSeconds } from './payload.js';

/** Messages of a conversation that somebody else answers: everything is nested (meta-platform 17.1). */
export function standbyChange(input: {
  number: ChangeNumber;
  contacts?: readonly JsonObject[] | undefined;
  messages?: readonly JsonObject[] | undefined;
  statuses?: readonly JsonObject[] | undefined;
  echoes?: readonly JsonObject[] | undefined;
}): Change {
  const { number, contacts, messages, statuses, echoes } = input;
  const standby = {
    ...(contacts ? { contacts } : {}),
    ...(messages ? { messages } : {}),
    ...(statuses ? { statuses } : {}),
    ...(echoes ? { message_echoes: echoes } : {}),
  };
  return { wabaId: number.wabaId, field: 'standby', value: { ...numberValue(number), standby } };
}

/** A hand-over between responders. It has no metadata (meta-platform 17.1). */
export function handoverChange(input: {
  number: ChangeNumber;
  /** A number, a business-scoped id, or both. */
  sender: JsonObject;
  type: 'control_passed' | 'control_taken';
  details: JsonObject;
  at: number;
}): Change {
  const { number, sender, type, details, at } = input;
  const value = {
    messaging_product: 'whatsapp',
    sender,
    recipient: { phone_number_id: number.id, display_phone_number: toDigits(number.displayPhoneNumber) },
    timestamp: toSeconds(at),
    type,
    [type]: details,
  };
  return { wabaId: number.wabaId, field: 'messaging_handovers', value };
}

/** Calls (meta-platform 17.3). */
export function callChange(input: {
  number: ChangeNumber;
  calls?: readonly JsonObject[];
  statuses?: readonly JsonObject[];
  contacts?: readonly JsonObject[];
}): Change {
  const { number, calls, statuses, contacts } = input;
  const value = {
    ...numberValue(number),
    ...(contacts ? { contacts } : {}),
    ...(calls ? { calls } : {}),
    ...(statuses ? { statuses } : {}),
  };
  return { wabaId: number.wabaId, field: 'calls', value };
}

/** Marketing preferences (meta-platform 17.3). */
export function preferenceChange(input: {
  number: ChangeNumber;
  contacts: readonly JsonObject[];
  preferences: readonly JsonObject[];
}): Change {
  const { number, contacts, preferences } = input;
  const value = { ...numberValue(number), contacts, user_preferences: preferences };
  return { wabaId: number.wabaId, field: 'user_preferences', value };
}

export const groupFields = [
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
] as const;

/** Group events; the four fields share a shape. */
export function groupChange(input: {
  number: ChangeNumber;
  field: (typeof groupFields)[number];
  groups: readonly JsonObject[];
}): Change {
  const { number, field, groups } = input;
  return { wabaId: number.wabaId, field, value: { ...numberValue(number), groups } };
}

/** An error of the number or the app, without a message (meta-platform 8.6). */
export function problemChange(input: { number: ChangeNumber; errors: readonly JsonObject[] }): Change {
  const { number, errors } = input;
  return { wabaId: number.wabaId, field: 'messages', value: { ...numberValue(number), errors } };
}
