import type { MessageStatus } from '@switchboard/contracts';
import {
  type WebhookContact,
  type WebhookContent,
  type WebhookMessage,
  type WebhookUpdate,
  wamidKey,
} from '@switchboard/graph';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeWamid } from '../../../test/wamids.js';
import type { ConversationRecord } from '../conversation.model.js';
import { listAddresses } from '../ids.js';
import { toShownPreview } from '../inbox.dto.js';
import type { MessageRecord } from '../message.model.js';
import { opensWindow } from '../reading.js';
import { isAnswerOnPhone, isUnread } from './answered.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import { toLastMessage } from './lastMessage.js';
import { applyFact } from './messageFacts.js';
import { planReceive } from './receive.js';
import type { ReceivePlan, RoutedUpdate } from './receive.types.js';

// ---------------------------------------------------------------------------------------------------------------------
// Statuses, in every order there is

const statusWords = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
type StatusWord = (typeof statusWords)[number];

/** Every list of up to so many statuses: all orders, and all duplications. */
function* enumerateLists(most: number): Generator<StatusWord[]> {
  yield [];
  if (most === 0) return;
  for (const first of statusWords) for (const rest of enumerateLists(most - 1)) yield [first, ...rest];
}

/** What a person is to see in the end, said without the code's own table. */
function foldStatuses(begun: MessageStatus, heard: readonly StatusWord[]): MessageStatus {
  if (heard.includes('played')) return 'played';
  if (heard.includes('read')) return 'read';
  if (heard.includes('delivered')) return 'delivered';
  if (heard.includes('failed')) return 'failed';
  return heard.includes('sent') ? 'sent' : begun;
}

/** Steps that somebody who looks at the message may see. Anything else would be a step back. */
const forward: Partial<Record<MessageStatus, MessageStatus[]>> = {
  queued: ['sent', 'failed', 'delivered', 'read', 'played'],
  unclear: ['sent', 'failed', 'delivered', 'read', 'played'],
  sent: ['failed', 'delivered', 'read', 'played'],
  failed: ['delivered', 'read', 'played'],
  delivered: ['read', 'played'],
  read: ['played'],
};

const second = (count: number) => new Date(Date.UTC(2026, 10, 18, 12, 0, count));
const momentOf: Record<StatusWord, Date> = {
  sent: second(1),
  delivered: second(2),
  read: second(3),
  played: second(4),
  failed: second(5),
};

const ours = (status: MessageStatus): MessageRecord => ({
  _id: 'msg_1',
  accountId: 'acc_1',
  phoneNumberId: '700',
  conversationId: 'cnv_1',
  wamid: 'wamid.1',
  direction: 'out',
  origin: 'phone_app',
  at: second(0),
  arrivedAt: second(0),
  sortKey: '1',
  content: { kind: 'text', text: 'Hello' },
  status,
  revision: 1,
});

describe('the statuses of a message', () => {
  const begins = ['queued', 'unclear', 'sent'] as const;
  // 5 + 5² + … + 5⁶ lists, and the empty one.
  const count = [0, 1, 2, 3, 4, 5, 6].reduce((sum, length) => sum + 5 ** length, 0) * begins.length;

  it(`end in the same state and never go back, in all ${count} orders and repetitions of up to six`, () => {
    let tried = 0;
    const wrong: unknown[] = [];
    for (const begun of begins) {
      for (const heard of enumerateLists(6)) {
        const message = ours(begun);
        for (const status of heard) {
          const before = message.status;
          const isNews = applyFact(message, { kind: 'status', status, at: momentOf[status] });
          const isStep = before !== message.status;
          if (isStep && !(isNews && forward[before]?.includes(message.status))) wrong.push([begun, heard, 'back']);
        }
        if (message.status !== foldStatuses(begun, heard)) wrong.push([begun, heard, message.status]);
        if ((message.problem !== undefined) !== (message.status === 'failed')) wrong.push([begun, heard, 'problem']);
        tried += 1;
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(tried).toBe(count);
  });

  it('keep the time of each one that was said, whatever came before it', () => {
    const wrong: unknown[] = [];
    for (const heard of enumerateLists(5)) {
      const message = ours('sent');
      for (const status of heard) applyFact(message, { kind: 'status', status, at: momentOf[status] });
      const findFirst = (...words: StatusWord[]) => {
        const times = words.filter((word) => heard.includes(word)).map((word) => momentOf[word].getTime());
        return times.length === 0 ? undefined : Math.min(...times);
      };
      const times = {
        sent: findFirst('sent'),
        delivered: findFirst('delivered'),
        // Whoever has listened to it has seen it.
        read: findFirst('read', 'played'),
        failed: findFirst('failed'),
      };
      for (const key of ['sent', 'delivered', 'read', 'failed'] as const) {
        if (message.statusTimes?.[key]?.getTime() !== times[key]) wrong.push([heard, key]);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('say nothing new when they are said again', () => {
    for (const heard of enumerateLists(4)) {
      const message = ours('sent');
      for (const status of heard) applyFact(message, { kind: 'status', status, at: momentOf[status] });
      const before = structuredClone(message);
      for (const status of heard) {
        expect(applyFact(message, { kind: 'status', status, at: momentOf[status] })).toBe(false);
      }
      expect(message).toEqual(before);
    }
  });
});

// ---------------------------------------------------------------------------------------------------------------------
// Whatever Meta says, in whatever order

/** A database that takes plans, with its unique indexes and its revisions. */
class Store {
  readonly messages = new Map<string, MessageRecord>();
  readonly conversations = new Map<string, ConversationRecord>();
  readonly earlyEvents = new Map<string, EarlyEventRecord>();

  receive(routed: readonly RoutedUpdate[], again: boolean): ReceivePlan {
    const known = {
      messages: [...this.messages.values()],
      conversations: [...this.conversations.values()],
      earlyEvents: [...this.earlyEvents.values()],
    };
    const plan = planReceive(routed, known, second(0), again);
    for (const message of plan.newMessages) {
      expect([...this.messages.values()].some(({ wamid }) => wamid === message.wamid)).toBe(false);
      this.messages.set(message._id, message);
    }
    for (const conversation of plan.newConversations) {
      this.#expectFree(conversation);
      this.conversations.set(conversation._id, conversation);
    }
    for (const { after } of plan.changedMessages) {
      expect(after.revision).toBe((this.messages.get(after._id)?.revision ?? 0) + 1);
      this.messages.set(after._id, after);
    }
    for (const { after } of plan.changedConversations) {
      expect(after.revision).toBe((this.conversations.get(after._id)?.revision ?? 0) + 1);
      this.#expectFree(after);
      this.conversations.set(after._id, after);
    }
    for (const earlyEvent of plan.newEarlyEvents) this.earlyEvents.set(earlyEvent._id, earlyEvent);
    for (const id of plan.usedEarlyEventIds) this.earlyEvents.delete(id);
    for (const id of plan.recount) this.#recount(id);
    return plan;
  }

  /** One conversation a customer: no two share an address. */
  #expectFree({ _id, addresses }: ConversationRecord) {
    const others = [...this.conversations.values()].filter((one) => one._id !== _id);
    expect(others.flatMap((one) => one.addresses).filter((address) => addresses.includes(address))).toEqual([]);
  }

  of = (conversationId: string) =>
    [...this.messages.values()]
      .filter((message) => message.conversationId === conversationId)
      .sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));

  /** As the recount service does it. */
  #recount(conversationId: string) {
    const conversation = this.conversations.get(conversationId);
    const last = this.of(conversationId).at(-1);
    if (!conversation || !last) return;
    const inbound = this.of(conversationId).filter(opensWindow);
    const live = inbound.filter(({ isPast }) => !isPast);
    const unread = inbound.filter((message) => isUnread(message, conversation));
    this.conversations.set(conversationId, {
      ...conversation,
      unread: unread.length,
      lastMessage: toLastMessage(last),
      lastActivityAt: last.at,
      lastInboundAt: inbound.at(-1)?.at,
      lastInboundWamid: live.at(-1)?.wamid,
      revision: conversation.revision + 1,
    });
  }
}

/** What a message shows of the one it answers. */
function quotedBy(store: Store, { replyTo }: MessageRecord) {
  if (!replyTo) return undefined;
  const quoted = store.messages.get(replyTo.id ?? '');
  return { wamid: wamidKey(quoted?.wamid ?? ''), preview: replyTo.preview, direction: replyTo.direction };
}

/** What a person would see, by customer: without ids, and without what depends on when it came. */
function seen(store: Store, customers: readonly Person[]) {
  return customers.map(({ addresses }) => {
    const conversations = [...store.conversations.values()].filter((one) =>
      one.addresses.some((address) => addresses.includes(address)),
    );
    return {
      conversations: conversations.length,
      unread: conversations.map((one) => one.unread),
      lastActivityAt: conversations.map((one) => one.lastActivityAt),
      lastInboundAt: conversations.map((one) => one.lastInboundAt),
      messages: conversations
        .flatMap((one) => store.of(one._id))
        .map((message) => ({
          // Which of its two forms came first is nobody's business.
          wamid: wamidKey(message.wamid ?? ''),
          answers: quotedBy(store, message),
          direction: message.direction,
          isPast: message.isPast,
          at: message.at,
          content: message.content,
          searchText: message.searchText,
          status: message.status,
          statusTimes: message.statusTimes ?? {},
          problem: message.problem,
          reactions: (message.reactions ?? []).toSorted((a, b) => (a.by < b.by ? -1 : 1)),
          edited: message.editedAt !== undefined,
          deleted: message.deletedAt !== undefined,
          deletedBy: message.deletedBy,
        }))
        .sort((a, b) => (String(a.wamid) < String(b.wamid) ? -1 : 1)),
    };
  });
}

/** What must hold in a conversation at any time. */
function expectWhole(store: Store) {
  for (const conversation of store.conversations.values()) {
    const messages = store.of(conversation._id);
    const inbound = messages.filter(opensWindow);
    const last = messages.at(-1);
    expect(last).toBeDefined();
    if (!last) continue;
    const answered = Math.max(...messages.filter(isAnswerOnPhone).map(({ at }) => at.getTime()));
    expect(conversation.unread).toBe(inbound.filter(({ isPast, at }) => !isPast && at.getTime() > answered).length);
    for (const message of messages) {
      const quoted = store.messages.get(message.replyTo?.id ?? '');
      if (quoted)
        expect(message.replyTo).toMatchObject({ preview: toShownPreview(quoted), direction: quoted.direction });
      if (message.deletedAt) expect(message.searchText).toBeUndefined();
    }
    const keys = messages.map(({ wamid = '' }) => wamidKey(wamid));
    expect(new Set(keys).size).toBe(keys.length);
    expect(conversation.lastMessage).toEqual(toLastMessage(last));
    expect(conversation.lastActivityAt).toEqual(new Date(Math.max(...messages.map(({ at }) => at.getTime()))));
    const lastInboundAt = inbound.length === 0 ? undefined : Math.max(...inbound.map(({ at }) => at.getTime()));
    expect(conversation.lastInboundAt?.getTime()).toBe(lastInboundAt);
  }
}

interface Person {
  /** By what Meta names this customer, from one message to the next. */
  faces: WebhookContact[];
  addresses: string[];
}
const person = (...faces: WebhookContact[]): Person => ({ faces, addresses: faces.flatMap(listAddresses) });
const people: readonly Person[] = [
  person({ waId: '15550190001', name: 'Phone only' }),
  person({ userId: 'US.2', name: 'Id only' }),
  person({ waId: '15550190003', userId: 'US.3', name: 'Both' }),
  // Older deliveries and echoes have only the phone number; newer ones may leave it out.
  person(
    { waId: '15550190004', userId: 'US.4', name: 'Both or phone' },
    { waId: '15550190004', name: 'Both or phone' },
  ),
  person({ waId: '15550190005', userId: 'US.5', name: 'Both or id' }, { userId: 'US.5', name: 'Both or id' }),
];

const phoneNumberId = seedNumbers.acmeFlowers.id;
const base = { entryId: '900', field: 'messages', phoneNumberId };
const said = (
  who: WebhookContact,
  wamid: string,
  at: number,
  content: WebhookContent,
  echo = false,
  context?: WebhookMessage['context'],
): WebhookUpdate => ({
  kind: echo ? 'echo' : 'message',
  ...base,
  contact: who,
  message: { id: wamid, timestamp: second(at), content, context },
});

/** The same as the phone tells it, without the names that only customers give. A file comes after its placeholder. */
function toldByPhone(
  { waId, userId }: WebhookContact,
  wamid: string,
  at: number,
  content: WebhookContent,
  isEcho: boolean,
  status: 'pending' | 'delivered' | undefined,
  context: WebhookMessage['context'],
): WebhookUpdate[] {
  const update = (shown: WebhookContent, contact?: WebhookContact): WebhookUpdate => ({
    kind: 'past',
    ...base,
    direction: isEcho ? 'out' : 'in',
    contact,
    message: { id: wamid, timestamp: second(at), content: shown, context },
    status: isEcho ? status : undefined,
  });
  const contact = { waId, userId };
  if (content.type === 'text') return [update(content, contact)];
  // Of the business's own nothing tells whose chat they are in.
  return [update({ type: 'media_placeholder' }, contact), update(content, isEcho ? undefined : contact)];
}

const time = fc.nat({ max: 6 });
const emoji = fc.constantFrom('👍', '❤️', '😂', null);
const pickFace = (who: Person, pick: number) => who.faces[pick % who.faces.length] ?? {};

/** A message, and everything that is said about it afterwards. */
const story = fc
  .record({
    who: fc.nat({ max: people.length - 1 }),
    face: fc.nat({ max: 1 }),
    at: time,
    isEcho: fc.boolean(),
    isImage: fc.boolean(),
    told: fc.constantFrom('live', 'by phone', 'both'),
    pastStatus: fc.constantFrom('pending' as const, 'delivered' as const, undefined),
    statuses: fc.subarray([...statusWords]),
    reactions: fc.array(fc.record({ by: fc.boolean(), emoji, at: time, face: fc.nat({ max: 1 }) }), { maxLength: 3 }),
    edits: fc.array(fc.record({ at: time, body: fc.constantFrom('one', 'two', null) }), { maxLength: 2 }),
    deletions: fc.array(fc.record({ by: fc.boolean(), at: time }), { maxLength: 2 }),
    /** Which of the stories it answers, if that is in the same chat. */
    answers: fc.option(fc.nat({ max: 7 }), { nil: undefined }),
    /** By which form of its wamid it is named, from one time to the next. */
    forms: fc.array(fc.boolean(), { minLength: 5, maxLength: 5, size: 'max' }),
  })
  .map((one) => ({ ...one, person: people[one.who] ?? people[0] }));

type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

/** A message’s id, by the phone number or by the business-scoped id of whom it is with. */
const named = ({ who, isEcho }: Story, index: number, byPhone: boolean) =>
  makeWamid({ peer: byPhone ? `1555019000${who + 1}` : `US.${who + 1}`, token: `TOKEN${index}`, isOurs: isEcho });

function listUpdates(stories: readonly Story[]): WebhookUpdate[] {
  return stories.flatMap((one, index) => {
    const { person: who, face, at, isEcho, isImage, told, pastStatus, statuses, reactions, edits, deletions } = one;
    if (!who) return [];
    const form = (place: number) => named(one, index, one.forms[place % one.forms.length] ?? false);
    const answered = one.answers === undefined || one.answers === index ? undefined : stories[one.answers];
    const context =
      answered?.who === one.who ? { repliesTo: named(answered, one.answers ?? 0, one.forms[1] ?? false) } : undefined;
    const content: WebhookContent = isImage
      ? { type: 'image', media: { id: String(index), mimeType: 'image/png' }, caption: `caption ${index}` }
      : { type: 'text', body: `text ${index}` };
    const changed = (body: string | null): WebhookContent => ({
      type: 'edit',
      target: form(2),
      ...(body === null
        ? {}
        : {
            content: isImage
              ? { type: 'image' as const, media: { id: '1', mimeType: 'image/png' }, caption: body }
              : { type: 'text' as const, body },
          }),
    });
    // An edit that finds a placeholder only says that there was one: which caption counts is not known then.
    const toBody = (body: string | null) => (isImage && told !== 'live' ? null : body);
    return [
      ...(told === 'by phone' ? [] : [said(pickFace(who, face), form(0), at, content, isEcho, context)]),
      ...(told === 'live' ? [] : toldByPhone(pickFace(who, face), form(3), at, content, isEcho, pastStatus, context)),
      ...(isEcho ? statuses : []).map(
        (status): WebhookUpdate => ({
          kind: 'status',
          ...base,
          id: form(4),
          status,
          timestamp: momentOf[status],
          ...(status === 'failed' ? { error: { code: 131026, title: 'Undeliverable' } } : {}),
        }),
      ),
      ...reactions.map(({ by, emoji: shown, at: then, face: seenAs }, place) =>
        said(
          pickFace(who, seenAs),
          `wamid.${index}.r${place}`,
          then,
          { type: 'reaction', target: form(place), emoji: shown },
          by,
        ),
      ),
      ...edits.map(({ at: then, body }, place) =>
        said(pickFace(who, 0), `wamid.${index}.e${place}`, then, changed(toBody(body))),
      ),
      ...deletions.map(({ by, at: then }, place) =>
        said(pickFace(who, 0), `wamid.${index}.d${place}`, then, { type: 'revoke', target: form(place + 1) }, by),
      ),
    ];
  });
}

/** How Meta delivers it: each update one to five times, shuffled, cut into POSTs anywhere. */
interface Delivering {
  order: number[];
  times: number[];
  sizes: number[];
}
const delivering: fc.Arbitrary<Delivering> = fc.record({
  order: fc.array(fc.nat(), { minLength: 150, maxLength: 150, size: 'max' }),
  times: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 20, maxLength: 20, size: 'max' }),
  sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 10, maxLength: 10, size: 'max' }),
});

function toDeliveries(updates: readonly WebhookUpdate[], { order, times, sizes }: Delivering): WebhookUpdate[][] {
  const repeated = updates.flatMap((update, index) =>
    Array.from({ length: times[index % times.length] ?? 1 }, () => update),
  );
  const shuffled = repeated
    .map((update, index) => ({ update, key: (order[index % order.length] ?? 0) + index / 1_000 }))
    .sort((a, b) => a.key - b.key)
    .map(({ update }) => update);
  const parts: WebhookUpdate[][] = [];
  for (let place = 0, part = 0; place < shuffled.length; part += 1) {
    const size = sizes[part % sizes.length] ?? 1;
    parts.push(shuffled.slice(place, place + size));
    place += size;
  }
  return parts;
}

let arrivals = 0;
const place = (updates: readonly WebhookUpdate[]): RoutedUpdate[] => {
  arrivals += 1;
  return updates.map((update, index) => ({
    accountId: 'acc_1',
    arrivedAt: new Date(second(60).getTime() + arrivals),
    place: index,
    update: update as RoutedUpdate['update'],
  }));
};

/** In Meta's own order, one by one. */
function inOrder(stories: readonly Story[]): Store {
  const store = new Store();
  const readTime = (update: WebhookUpdate) =>
    update.kind === 'status'
      ? update.timestamp
      : update.kind === 'message' || update.kind === 'echo' || update.kind === 'past'
        ? update.message.timestamp
        : second(0);
  const updates = listUpdates(stories).toSorted((a, b) => readTime(a).getTime() - readTime(b).getTime());
  for (const update of updates) store.receive(place([update]), false);
  return store;
}

const anything = fc.tuple(fc.array(story, { minLength: 1, maxLength: 8 }), delivering);

describe('whatever Meta says about customers, in whatever order, however often, in whatever POSTs', () => {
  it('the team sees the same in the end, once', () => {
    fc.assert(
      fc.property(anything, ([stories, how]) => {
        const store = new Store();
        for (const part of toDeliveries(listUpdates(stories), how)) {
          store.receive(place(part), false);
        }
        expectWhole(store);
        const expected = seen(inOrder(stories), people);
        expect(seen(store, people)).toEqual(expected);
        for (const { conversations } of expected) expect(conversations).toBeLessThanOrEqual(1);
      }),
      { numRuns: 400 },
    );
  });

  it('a crash after any POST, and all of it told again, changes nothing of that', () => {
    const crashes = fc.array(fc.boolean(), { minLength: 7, maxLength: 7, size: 'max' });
    fc.assert(
      fc.property(anything, crashes, ([stories, how], crash) => {
        const store = new Store();
        for (const [index, part] of toDeliveries(listUpdates(stories), how).entries()) {
          store.receive(place(part), false);
          if (crash[index % crash.length]) store.receive(place(part), true);
        }
        expectWhole(store);
        expect(seen(store, people)).toEqual(seen(inOrder(stories), people));
      }),
      { numRuns: 200 },
    );
  });

  it('what was told before writes nothing and tells the browsers nothing', () => {
    fc.assert(
      fc.property(anything, ([stories, how]) => {
        const store = new Store();
        const parts = toDeliveries(listUpdates(stories), how);
        for (const part of parts) store.receive(place(part), false);
        const before = structuredClone([...store.messages, ...store.conversations, ...store.earlyEvents]);
        for (const part of parts) {
          const plan = store.receive(place(part), false);
          expect(plan).toMatchObject({
            newMessages: [],
            changedMessages: [],
            newConversations: [],
            newEarlyEvents: [],
          });
          expect(plan).toMatchObject({ changedConversations: [], newMedia: [], usedEarlyEventIds: [], fresh: 0 });
          expect(plan.touched.size).toBe(0);
        }
        expect([...store.messages, ...store.conversations, ...store.earlyEvents]).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('one POST touches each message and each conversation once', () => {
    fc.assert(
      fc.property(anything, ([stories, how]) => {
        const store = new Store();
        for (const part of toDeliveries(listUpdates(stories), how)) {
          const plan = store.receive(place(part), false);
          for (const { messages, conversations } of plan.touched.values()) {
            expect(new Set(messages.map(({ _id }) => _id)).size).toBe(messages.length);
            expect(new Set(conversations.map(({ _id }) => _id)).size).toBe(conversations.length);
          }
          const written = [...plan.newMessages, ...plan.changedMessages.map(({ after }) => after)];
          expect(new Set(written.map(({ _id }) => _id)).size).toBe(written.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});
