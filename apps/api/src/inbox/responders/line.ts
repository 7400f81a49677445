import { callContent, isCallNews, withEvent } from '../calls/call.js';
import { peerOf } from '../identity/peers.js';
import { lineId, sortKeyOf } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import type { Told } from '../receiving/people.js';
import type { PlacedLine, PlacedUpdate } from '../receiving/receive.types.js';
import { handoverOf } from './responder.js';

export function idOfLine({ accountId, update }: PlacedLine): string {
  const { phoneNumberId } = update;
  if (update.kind === 'call') return lineId(accountId, phoneNumberId, 'call', update.id);
  const { contact, action, at, previousRole = '', newRole = '', summary = '' } = update;
  const who = contact.userId ?? contact.waId ?? '';
  return lineId(accountId, phoneNumberId, 'handover', who, at.toISOString(), action, previousRole, newRole, summary);
}

const lineTime = (update: PlacedLine['update']): Date =>
  update.kind === 'call' ? (update.startedAt ?? update.at) : update.at;

/** A call says who the customer is, as a message does. */
export function toldOf(line: PlacedLine): Told & { id: string } {
  const { update } = line;
  const id = idOfLine(line);
  const content = { type: 'unsupported', metaType: update.kind } as const;
  return {
    id,
    isTheirs: update.kind === 'call' && update.direction === 'in',
    contact: update.contact,
    message: { id, timestamp: lineTime(update), content },
  };
}

export function toldByLine(line: PlacedLine): PlacedUpdate {
  const { accountId, arrivedAt, place, update } = line;
  const { id, isTheirs, contact, message } = toldOf(line);
  const { entryId, field, phoneNumberId } = update;
  const kind = isTheirs ? ('message' as const) : ('echo' as const);
  return { accountId, arrivedAt, place, lineId: id, update: { kind, entryId, field, phoneNumberId, contact, message } };
}

/** Pure. */
export function newLine(line: PlacedLine, conversationId: string, arrivedAt: Date): MessageRecord {
  const { accountId, place, update } = line;
  const _id = idOfLine(line);
  const common = {
    _id,
    accountId,
    phoneNumberId: update.phoneNumberId,
    conversationId,
    arrivedAt,
    peer: peerOf(toldOf(line)),
    revision: 1,
  };
  if (update.kind === 'handover') {
    const { at, from, to, summary } = handoverOf(update);
    return {
      ...common,
      at,
      sortKey: sortKeyOf(at, arrivedAt, place, _id),
      direction: 'in',
      origin: from.who === 'meta_agent' ? 'meta_agent' : 'other_app',
      content: { kind: 'handover', from, to, isOwn: false, summary: summary ?? null },
      status: 'received',
    };
  }
  const call = withEvent(undefined, update);
  const isIn = update.direction === 'in';
  return {
    ...common,
    at: call.at,
    sortKey: sortKeyOf(call.at, arrivedAt, place, _id),
    direction: update.direction,
    origin: isIn ? 'customer' : 'other_app',
    call,
    content: callContent(call, update.direction),
    status: isIn ? 'received' : 'sent',
  };
}

/** @returns whether the event said anything new. */
export function tellCall(stored: MessageRecord, { place, update }: PlacedLine): boolean {
  if (update.kind !== 'call' || !stored.call || !isCallNews(stored.call, update)) return false;
  stored.call = withEvent(stored.call, update);
  stored.content = callContent(stored.call, stored.direction);
  stored.at = stored.call.at;
  stored.sortKey = sortKeyOf(stored.at, stored.arrivedAt, place, stored._id);
  return true;
}
