import type { CallUpdate, HandoverUpdate, InboundMessageUpdate, MessageEchoUpdate } from '@switchboard/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';
import { opensWindow, wantsReading } from '../reading.js';
import { planReceive } from '../receiving/receive.js';
import type { RoutedLine, RoutedUpdate } from '../receiving/receive.types.js';
import { decideResponder } from './responder.js';

const noon = Date.UTC(2026, 10, 30, 12);
const at = (second: number) => new Date(noon + second * 1000);
const place = { entryId: '900', phoneNumberId: '700', contact: { waId: '15550190077', userId: 'US.77' } };

type Happening = InboundMessageUpdate | MessageEchoUpdate | HandoverUpdate | CallUpdate;

const said = (kind: 'message' | 'echo', id: string, second: number, isStandby: boolean): Happening => ({
  ...place,
  kind,
  field: isStandby ? 'standby' : 'messages',
  message: { id: `wamid.${id}`, timestamp: at(second), content: { type: 'text', body: id } },
  ...(isStandby ? { isStandby } : {}),
});
const passed = (second: number, over: Partial<HandoverUpdate> = {}): Happening => ({
  ...place,
  kind: 'handover',
  field: 'messaging_handovers',
  action: 'passed',
  at: at(second),
  previousRole: 'ai_agent',
  newRole: 'customer_service',
  ...over,
});
const called = (event: string, second: number): Happening => ({
  ...place,
  kind: 'call',
  field: 'calls',
  id: 'wacid.1',
  direction: 'in',
  event,
  at: at(second),
});

/** A day of one customer: the agent answers, hands over, the customer writes to us, calls, and the agent takes up again. */
const day: Happening[] = [
  said('message', 'question', 0, true),
  said('echo', 'agent answers', 5, true),
  // Told twice, in both ways.
  said('message', 'to both', 10, true),
  said('message', 'to both', 10, false),
  passed(10, { summary: 'Asks about order 77' }),
  said('message', 'to us', 60, false),
  called('connect', 90),
  called('terminate', 110),
  passed(200, { previousRole: 'customer_service', newRole: 'ai_agent' }),
  said('message', 'to the agent again', 210, true),
  said('echo', 'agent again', 215, true),
];

/** What is stored, and the counts that follow from it as the recount service makes them. */
class Store {
  readonly messages = new Map<string, MessageRecord>();
  readonly conversations = new Map<string, ConversationRecord>();

  hear(updates: readonly Happening[]): void {
    const common = { accountId: 'acc_1', arrivedAt: at(1_000) };
    const lines: RoutedLine[] = [];
    const placed: RoutedUpdate[] = [];
    for (const [index, update] of updates.entries()) {
      if (update.kind === 'call' || update.kind === 'handover') lines.push({ ...common, place: index, update });
      else placed.push({ ...common, place: index, update });
    }
    const known = {
      messages: [...this.messages.values()],
      conversations: [...this.conversations.values()],
      earlyEvents: [],
    };
    const plan = planReceive(placed, known, at(1_000), false, lines);
    for (const one of [...plan.newMessages, ...plan.changedMessages.map(({ after }) => after)]) {
      this.messages.set(one._id, one);
    }
    for (const one of [...plan.newConversations, ...plan.changedConversations.map(({ after }) => after)]) {
      this.conversations.set(one._id, one);
    }
    for (const id of plan.recount) this.#recount(id);
  }

  #recount(id: string): void {
    const conversation = this.conversations.get(id);
    if (!conversation) return;
    const mine = [...this.messages.values()];
    const inbound = mine.filter(opensWindow).map((one) => one.at.getTime());
    const unread = mine.filter(wantsReading).length;
    this.conversations.set(id, { ...conversation, unread, lastInboundAt: new Date(Math.max(...inbound)) });
  }

  seen() {
    const [conversation, ...others] = this.conversations.values();
    return {
      others: others.length,
      unread: conversation?.unread,
      lastInboundAt: conversation?.lastInboundAt,
      lastActivityAt: conversation?.lastActivityAt,
      responder: conversation?.responder && decideResponder(conversation.responder),
      messages: [...this.messages.values()]
        .map(({ _id, at: when, content, isStandby, direction }) => ({ _id, when, content, isStandby, direction }))
        .sort((a, b) => (a._id < b._id ? -1 : 1)),
    };
  }
}

const end = (order: readonly Happening[]) => {
  const store = new Store();
  for (const update of order) store.hear([update]);
  return store.seen();
};

describe('a conversation with several who answer', () => {
  it('is what the agent holds in the end, with what was ours unread', () => {
    const seen = end(day);
    expect(seen).toMatchObject({
      others: 0,
      responder: { who: 'meta_agent', summary: { text: 'Asks about order 77' } },
    });
    // What went to both, what was ours, the call, and being handed it.
    expect(seen.unread).toBe(4);
    expect(seen.messages).toHaveLength(9);
  });

  it('is the same in every order of Meta’s webhooks, told once or twice, one by one or together', () => {
    const expected = end(day);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...day, ...day], { minLength: day.length * 2 }),
        fc.integer({ min: 1, max: 6 }),
        (order, size) => {
          const store = new Store();
          for (let from = 0; from < order.length; from += size) store.hear(order.slice(from, from + size));
          expect(store.seen()).toEqual(expected);
        },
      ),
      { numRuns: 600 },
    );
  });
});
