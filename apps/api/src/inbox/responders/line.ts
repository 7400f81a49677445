import { callContent, isCallNews, withEvent } from '../calls/call.js';
import { lineId, sortKeyOf } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import type { PlacedLine } from '../receiving/receive.types.js';
import { handoverOf } from './responder.js';

/** The same call, or the same hand-over told again, has the same id. */
export function idOfLine({ accountId, update }: PlacedLine): string {
  const { phoneNumberId } = update;
  if (update.kind === 'call') return lineId(accountId, phoneNumberId, 'call', update.id);
  const { contact, action, at, previousRole = '', newRole = '', summary = '' } = update;
  const who = contact.userId ?? contact.waId ?? '';
  return lineId(accountId, phoneNumberId, 'handover', who, at.toISOString(), action, previousRole, newRole, summary);
}

/** The line as it is stored when it is told of for the first time. Pure. */
export function newLine(line: PlacedLine, conversationId: string, arrivedAt: Date): MessageRecord {
  const { accountId, place, update } = line;
  const _id = idOfLine(line);
  const common = {
    ...{ _id, accountId, phoneNumberId: update.phoneNumberId, conversationId, arrivedAt },
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
    // Nobody calls from here.
    origin: isIn ? 'customer' : 'other_app',
    call,
    content: callContent(call, update.direction),
    status: isIn ? 'received' : 'sent',
  };
}

/**
 * Puts one more event of a call into its line.
 *
 * @returns whether it said anything new.
 */
export function tellCall(stored: MessageRecord, { place, update }: PlacedLine): boolean {
  if (update.kind !== 'call' || !stored.call || !isCallNews(stored.call, update)) return false;
  stored.call = withEvent(stored.call, update);
  stored.content = callContent(stored.call, stored.direction);
  stored.at = stored.call.at;
  stored.sortKey = sortKeyOf(stored.at, stored.arrivedAt, place, stored._id);
  return true;
}
