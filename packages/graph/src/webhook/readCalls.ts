import { samePhone } from '../phoneKey.js';
import { readAddresses } from './addresses.js';
import { type ContactFinder, createContactFinder } from './contacts.js';
import { asDigits, asFilledText, asMoment, asNumber, type JsonObject } from './jsonReaders.js';
import { type NumberPlace, type Place, readItems, readPlace, toUnknown } from './place.js';
import { readProblem } from './readProblem.js';
import type { CallUpdate, WebhookUpdate } from './webhook.types.js';

/** The field `calls` (meta-platform 17.3): calls, how a call of the business goes on, and errors. */
export function readCalls(base: Place, value: JsonObject, updates: WebhookUpdate[]): void {
  const place = readPlace(base, value);
  const findContact = createContactFinder(value.contacts);
  const before = updates.length;
  readItems(place, value.calls, updates, (at, item) => readCall(at, item, findContact));
  readItems(place, value.statuses, updates, (at, item) => readCallStatus(at, item, findContact));
  readItems(place, value.errors, updates, readProblem);
  if (updates.length === before) updates.push(toUnknown(place, 'malformed', value));
}

function readCall(place: NumberPlace, item: JsonObject, findContact: ContactFinder): CallUpdate | undefined {
  const id = asFilledText(item.id);
  const event = asFilledText(item.event);
  const at = asMoment(item.timestamp);
  const { direction, phone } = readSides(place, item);
  const contact = findContact(
    readAddresses(phone, item.from_user_id ?? item.to_user_id, item.from_parent_user_id ?? item.to_parent_user_id),
  );
  if (id === undefined || event === undefined || at === undefined || contact === undefined) return undefined;
  const durationSeconds = asNumber(item.duration);
  return {
    kind: 'call',
    ...place,
    contact,
    id,
    direction,
    event,
    at,
    status: asFilledText(item.status),
    startedAt: asMoment(item.start_time),
    endedAt: asMoment(item.end_time),
    durationSeconds: durationSeconds !== undefined && durationSeconds >= 0 ? durationSeconds : undefined,
  };
}

/** Who called. Meta's word decides; the customer is whoever has not the business's number, which is not always in `to`. */
function readSides(
  { displayPhone }: NumberPlace,
  { from, to, direction: word }: JsonObject,
): { direction: CallUpdate['direction']; phone: unknown } {
  const isOwn = (phone: unknown) => {
    const digits = asDigits(phone);
    return digits !== undefined && displayPhone !== undefined && samePhone(digits, displayPhone);
  };
  const isOut = word === 'BUSINESS_INITIATED' || (word !== 'USER_INITIATED' && isOwn(from));
  const direction = isOut ? 'out' : 'in';
  if (isOwn(from)) return { direction, phone: to };
  if (isOwn(to)) return { direction, phone: from };
  return { direction, phone: isOut ? (to ?? from) : from };
}

/** How a call of the business goes on: `RINGING`, `ACCEPTED`, `REJECTED`. Told like a status, and of no message. */
export function readCallStatus(
  place: NumberPlace,
  item: JsonObject,
  findContact: ContactFinder,
): CallUpdate | undefined {
  const id = asFilledText(item.id);
  const status = asFilledText(item.status);
  const at = asMoment(item.timestamp);
  if (id === undefined || status === undefined || at === undefined) return undefined;
  if (item.type !== 'call' && !id.startsWith('wacid.') && place.field !== 'calls') return undefined;
  const contact = findContact(readAddresses(item.recipient_id, item.recipient_user_id, item.recipient_parent_user_id));
  return contact && { kind: 'call', ...place, contact, id, direction: 'out', event: 'status', at, status };
}
