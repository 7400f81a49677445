import { splitLineId, toSortKey } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import type { Component, Move } from './arrange.js';

const words = {
  left: 'Messages of somebody else stood here: the phone number had passed to another person. They are in a conversation of their own now.',
  came: 'These messages stood in another conversation: the phone number had belonged to somebody else before.',
};

/**
 * The lines that both threads show after a split, at the time of the first moved message. @param now when it was found.
 */
export function splitLines(component: Component, moves: readonly Move[], now: Date): MessageRecord[] {
  const { accountId, phoneNumberId, said } = component;
  const keys = new Map(said.map(({ id, sortKey }) => [id, sortKey]));
  const ways = new Map<string, { from: string; into: string; at: Date }>();
  for (const { messageId, from, into } of moves) {
    const at = new Date(Number((keys.get(messageId) ?? '').split('.')[0]) * 1000 || now.getTime());
    const way = ways.get(`${from} ${into}`);
    if (!way || at < way.at) ways.set(`${from} ${into}`, { from, into, at });
  }
  const line = (conversationId: string, otherId: string, text: string, at: Date): MessageRecord => {
    const _id = splitLineId(conversationId, otherId);
    return {
      _id,
      accountId,
      phoneNumberId,
      conversationId,
      at,
      arrivedAt: now,
      direction: 'in',
      origin: 'customer',
      sortKey: toSortKey(at, new Date(0), 0, _id),
      content: { kind: 'system', event: 'identity_changed', text },
      status: 'received',
      revision: 1,
    };
  };
  return [...ways.values()].flatMap(({ from, into, at }) => [
    line(from, into, words.left, at),
    line(into, from, words.came, at),
  ]);
}
