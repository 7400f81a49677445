import { callContent, isCallNews, withEvent } from '../calls/call.js';
import { readPeer } from '../identity/peers.js';
import { lineId, toSortKey } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import type { PeerMessage } from '../receiving/people.js';
import type { RoutedLine, RoutedUpdate } from '../receiving/receive.types.js';
import { toHandover } from './responder.js';

export function toLineId({ accountId, update }: RoutedLine): string {
  const { phoneNumberId } = update;
  if (update.kind === 'call') return lineId(accountId, phoneNumberId, 'call', update.id);
  const { contact, action, at, previousRole = '', newRole = '', summary = '' } = update;
  const who = contact.userId ?? contact.waId ?? '';
  return lineId(accountId, phoneNumberId, 'handover', who, at.toISOString(), action, previousRole, newRole, summary);
}

const lineTime = (update: RoutedLine['update']): Date =>
  update.kind === 'call' ? (update.startedAt ?? update.at) : update.at;

/** A call says who the customer is, as a message does. */
export function toPeerMessage(line: RoutedLine): PeerMessage & { id: string } {
  const { update } = line;
  const id = toLineId(line);
  const content = { type: 'unsupported', metaType: update.kind } as const;
  return {
    id,
    isTheirs: update.kind === 'call' && update.direction === 'in',
    contact: update.contact,
    message: { id, timestamp: lineTime(update), content },
  };
}

export function toLineUpdate(line: RoutedLine): RoutedUpdate {
  const { accountId, arrivedAt, place, update } = line;
  const { id, isTheirs, contact, message } = toPeerMessage(line);
  const { entryId, field, phoneNumberId } = update;
  const kind = isTheirs ? ('message' as const) : ('echo' as const);
  return { accountId, arrivedAt, place, lineId: id, update: { kind, entryId, field, phoneNumberId, contact, message } };
}

/** Pure. */
export function newLine(line: RoutedLine, conversationId: string, arrivedAt: Date): MessageRecord {
  const { accountId, place, update } = line;
  const _id = toLineId(line);
  const common = {
    _id,
    accountId,
    phoneNumberId: update.phoneNumberId,
    conversationId,
    arrivedAt,
    peer: readPeer(toPeerMessage(line)),
    revision: 1,
  };
  if (update.kind === 'handover') {
    const { at, from, to, summary } = toHandover(update);
    return {
      ...common,
      at,
      sortKey: toSortKey(at, arrivedAt, place, _id),
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
    sortKey: toSortKey(call.at, arrivedAt, place, _id),
    direction: update.direction,
    origin: isIn ? 'customer' : 'other_app',
    call,
    content: callContent(call, update.direction),
    status: isIn ? 'received' : 'sent',
  };
}

/** @returns whether the event said anything new. */
export function addCallEvent(stored: MessageRecord, { place, update }: RoutedLine): boolean {
  if (update.kind !== 'call' || !stored.call || !isCallNews(stored.call, update)) return false;
  stored.call = withEvent(stored.call, update);
  stored.content = callContent(stored.call, stored.direction);
  stored.at = stored.call.at;
  stored.sortKey = toSortKey(stored.at, stored.arrivedAt, place, stored._id);
  return true;
}
