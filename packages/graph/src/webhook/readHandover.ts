import { readAddresses } from './addresses.js';
import { createContactFinder } from './contacts.js';
import { asFilledText, asList, asMoment, asObject, asText, type JsonObject } from './jsonReaders.js';
import { type Place, readPlace, toUnknown } from './place.js';
import type { HandoverUpdate, WebhookUpdate } from './webhook.types.js';

/**
 * The field `messaging_handovers` (meta-platform 17.1): one change tells of one conversation. It has no `metadata`: the
 * number is in `recipient`, the customer in `sender`. Where Meta may not tell the customer's number, nothing says whose
 * conversation it is, and it is unknown.
 */
export function readHandover(base: Place, value: JsonObject, entryTime: unknown, updates: WebhookUpdate[]): void {
  const { phoneNumberId, displayPhone } = readPlace(base, value);
  const action = readAction(value);
  const sender = asObject(value.sender);
  const contact = createContactFinder(value.contacts)(
    readAddresses(sender?.phone_number ?? sender?.wa_id, sender?.user_id, sender?.parent_user_id),
  );
  const at = asMoment(value.timestamp) ?? asMoment(entryTime);
  if (phoneNumberId === undefined || action === undefined || contact === undefined || at === undefined) {
    updates.push(toUnknown({ ...base, phoneNumberId }, 'malformed', value));
    return;
  }
  const told = asObject(value[`control_${action}`]) ?? {};
  updates.push({
    kind: 'handover',
    entryId: base.entryId,
    field: base.field,
    phoneNumberId,
    displayPhone,
    contact,
    action,
    at,
    previousRole: asFilledText(told.previous_owner_role),
    newRole: asFilledText(told.new_owner_role),
    previousAppRole:
      asFilledText(told.previous_owner_app_role) ?? asFilledText(asObject(told.previous_owner)?.app_role),
    newAppRole: asFilledText(told.new_owner_app_role) ?? asFilledText(asObject(told.new_owner)?.app_role),
    metadata: asFilledText(told.metadata),
    summary: readSummary(told.conversation_context ?? value.conversation_context),
  });
}

function readAction(value: JsonObject): HandoverUpdate['action'] | undefined {
  const word = asText(value.type);
  if (word === 'control_passed') return 'passed';
  if (word === 'control_taken') return 'taken';
  if (asObject(value.control_passed)) return 'passed';
  return asObject(value.control_taken) ? 'taken' : undefined;
}

const mostTurns = 100;
/**
 * What the responder before wrote about a conversation: a summary in words, or, as partners were told first, its last
 * turns.
 */
export function readSummary(value: unknown): string | undefined {
  const context = asObject(value);
  const summary = asFilledText(asObject(context?.summary)?.text);
  if (summary !== undefined) return summary;
  const turns = (asList(asObject(context?.history)?.items) ?? []).slice(-mostTurns).flatMap((turn) => readTurn(turn));
  return turns.length > 0 ? turns.join('\n') : undefined;
}

function readTurn(value: unknown): string[] {
  const turn = asObject(value);
  const sent = asObject(asObject(turn?.message_echo)?.message);
  const text = asFilledText(asObject((asObject(turn?.message) ?? sent ?? turn)?.text)?.body);
  const who = asFilledText(turn?.sender_type) ?? asFilledText(turn?.role) ?? asFilledText(turn?.from);
  if (text === undefined) return [];
  return [who === undefined ? text : `${who}: ${text}`];
}
