import { randomBytes } from 'node:crypto';
import type { ConversationDto } from '@switchboard/contracts';
import { buildDelivery, type Change, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { type Meta, metaFor, newWamid, said, secondNumber } from '../../test/deliveries.js';
import { type Business, type Inbox, newPerson, openInbox, readText, startBusiness } from '../../test/inbox.js';
import { hours, minutes, seconds } from '../platform/clock.js';

let business: Business;
let meta: Meta;
let owner: Client;
let inbox: Inbox;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
  ({ owner, inbox } = business);
});
afterAll(() => business.stop());

type Person = ReturnType<typeof newPerson>;
const ago = (ms: number) => Math.floor((business.api.clock.now().getTime() - ms) / 1000);
const from = (who: Person, text: string, over: Parameters<typeof said>[1] = {}): Change =>
  said(text, { from: who.waId, name: who.name, at: ago(0), ...over });
const namesIn = (conversations: readonly ConversationDto[]) => conversations.map(({ customer }) => customer.name);
/** Lists hold what other tests left, too: of it only these are looked at. */
const only = (people: readonly Person[], conversations: readonly ConversationDto[]) =>
  namesIn(conversations).filter((name) => people.some((who) => who.name === name));
const people = (count: number) => Array.from({ length: count }, newPerson);

describe('the list of conversations', () => {
  it('has the latest first, and a conversation moves up when something is written in it', async () => {
    const [first, second, third] = people(3) as [Person, Person, Person];
    await meta.deliver(from(first, 'one', { at: ago(minutes(3)) }));
    await meta.deliver(from(second, 'two', { at: ago(minutes(2)) }));
    await meta.deliver(from(third, 'three', { at: ago(minutes(1)) }));
    expect(only([first, second, third], await inbox.conversations())).toEqual([third.name, second.name, first.name]);
    await meta.deliver(from(first, 'four'));
    expect(only([first, second, third], await inbox.conversations())).toEqual([first.name, third.name, second.name]);
    // What Meta brings late belongs to its own time.
    await meta.deliver(from(second, 'late', { at: ago(minutes(30)) }));
    expect(only([first, second, third], await inbox.conversations())).toEqual([first.name, third.name, second.name]);
  });

  it('is read page by page without a double while messages come in, and nothing is missed that the changes do not tell', async () => {
    const crowd = people(23);
    // Five of them in each second: the place between two of the same time is kept too.
    for (const [index, who] of crowd.entries()) {
      await meta.deliver(from(who, 'hello', { at: ago(minutes(10)) + Math.floor(index / 5) }));
    }
    const seen: (string | null)[] = [];
    const { seq } = await inbox.list('?limit=1');
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await inbox.list(`?limit=4${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      expect(page.conversations.length).toBeLessThanOrEqual(4);
      seen.push(...only(crowd, page.conversations));
      cursor = page.nextCursor;
      pages += 1;
      // One that was to be on a later page comes to the top, and somebody new writes.
      if (pages <= 3) {
        await meta.deliver(from(crowd[pages] as Person, 'me again'), from(newPerson(), 'new'));
      }
    }
    expect(new Set(seen).size).toBe(seen.length);
    const told = namesIn((await inbox.changes(seq)).change.conversations);
    expect(crowd.map(({ name }) => name).filter((name) => ![...seen, ...told].includes(name))).toEqual([]);
    expect(seen.length).toBeGreaterThanOrEqual(20);
  });

  it('can be of one number', async () => {
    const [first, second] = people(2) as [Person, Person];
    await meta.deliver(from(first, 'to the first number'), from(second, 'to the second', { number: secondNumber }));
    const ofSecond = await inbox.conversations(`?phoneNumberId=${secondNumber.id}`);
    expect(only([first, second], ofSecond)).toEqual([second.name]);
    expect(new Set(ofSecond.map((one) => one.phoneNumberId))).toEqual(new Set([secondNumber.id]));
    expect(await inbox.conversations(`?phoneNumberId=${seedNumbers.blueBicycle.id}`)).toEqual([]);
  });

  it('can be of what nobody has read', async () => {
    const [read, unread] = people(2) as [Person, Person];
    await meta.deliver(from(read, 'hello'), from(unread, 'hello'));
    await inbox.markRead((await business.with(read)).id);
    expect(only([read, unread], await inbox.conversations('?unread=true&limit=100'))).toEqual([unread.name]);
    expect(only([read, unread], await inbox.conversations('?unread=false&limit=100')).length).toBe(2);
  });

  it.each([
    'cursor=1.2',
    'cursor=x',
    `cursor=${'9'.repeat(16)}.cnv_1`,
    'cursor[$gt]=1',
    'limit=0',
    'limit=101',
    'limit=x',
    'order=oldest',
    'unread=maybe',
    'phoneNumberId=%7B%22$ne%22:1%7D',
    'phoneNumberId[$ne]=1',
    'search[$regex]=.',
    'search=roses',
    'something=else',
  ])('is not to be asked for with %s', async (query) => {
    const response = await owner.get(`/api/conversations?${query}`);
    expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('a search in a body', () => {
  const search = (body: unknown) => owner.post('/api/conversations/search', body);

  it.each([
    {},
    { search: { $regex: '.' } },
    { search: 'x'.repeat(201) },
    { search: 'x', limit: '10' },
    { search: 'x', limit: 101 },
    { search: 'x', unread: 'true' },
    { search: 'x', phoneNumberId: { $ne: '1' } },
    { search: 'x', cursor: 'x' },
    { search: 'x', something: 'else' },
  ])('is not to be asked for with %j', async (body) => {
    const response = await search(body);
    expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
  });

  it('leaves its words in no address and no log line', async () => {
    const words = 'chrysanthemums for Mrs Appleby';
    expect((await search({ search: words })).status).toBe(200);
    expect((await owner.get(`/api/conversations?search=${encodeURIComponent(words)}`)).status).toBe(400);
    const logs = business.api.logs();
    expect(logs).toContain('/api/conversations/search');
    for (const word of ['chrysanthemums', 'Appleby']) expect(logs).not.toContain(word);
  });
});

describe('by the time that is left to answer', () => {
  it('who has the least of it is first, and whose time is over is not listed', async () => {
    const [over, soon, later, echoed] = people(4) as [Person, Person, Person, Person];
    await meta.deliver(from(over, 'too late', { at: ago(hours(24) + seconds(5)) }));
    await meta.deliver(from(later, 'just now'));
    await meta.deliver(from(soon, 'yesterday', { at: ago(hours(23)) }));
    business.api.sandbox.addCustomer(echoed);
    business.api.sandbox.phoneAppWrites({
      customerId: echoed.id,
      phoneNumberId: seedNumbers.acmeFlowers.id,
      content: { type: 'text', body: 'We wrote first' },
    });
    await business.settle();
    const byWindow = await inbox.conversations('?order=window&limit=100');
    expect(only([over, soon, later, echoed], byWindow)).toEqual([soon.name, later.name]);
    const closings = byWindow.map((one) => one.windowClosesAt ?? '');
    expect(closings).toEqual(closings.toSorted());

    // Page by page it is the same list.
    const paged: ConversationDto[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await inbox.list(`?order=window&limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      paged.push(...page.conversations);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(byWindow);
  });

  it('can be those that wait for us: the customer had the last word', async () => {
    const [asks, answered, closed] = people(3) as [Person, Person, Person];
    await meta.deliver(from(asks, 'Hello?'), from(answered, 'Are you open?'));
    await meta.deliver(from(closed, 'Yesterday', { at: ago(hours(30)) }));
    const { id } = await business.with(answered);
    const clientId = '00000000-0000-4000-8000-000000000a06';
    const sent = await owner.post(`/api/conversations/${id}/messages`, { clientId, type: 'text', text: 'Until six' });
    expect(sent.status).toBe(201);
    const found = async (query: string) =>
      only([asks, answered, closed], await inbox.conversations(`${query}&limit=100`));
    expect(await found('?waiting=true')).toEqual([asks.name, closed.name]);
    expect(await found('?order=window')).toEqual([asks.name]);
    // Read or not makes no difference.
    await inbox.markRead((await business.with(asks)).id);
    expect(await found('?waiting=true')).toEqual([asks.name, closed.name]);
    await meta.deliver(from(answered, 'Thank you. And tomorrow?'));
    expect(await found('?waiting=true')).toEqual([answered.name, asks.name, closed.name]);
  });

  it('the time counts from when the customer wrote, not from when Meta told', async () => {
    const who = newPerson();
    const at = ago(hours(20));
    await meta.deliver(from(who, 'told late', { at }));
    const closes = new Date((at + 24 * 60 * 60) * 1000).toISOString();
    expect((await business.with(who)).windowClosesAt).toBe(closes);
    await meta.deliver(from(who, 'told later still', { at: at - 60 }));
    expect((await business.with(who)).windowClosesAt).toBe(closes);
    const system = { type: 'user_changed_number', body: 'moved', wa_id: who.waId };
    await meta.deliver(from(who, '', { message: { type: 'system', system } }));
    expect((await business.with(who)).windowClosesAt).toBe(closes);
    await meta.deliver(from(who, 'now'));
    expect((await business.with(who)).windowClosesAt).not.toBe(closes);
  });
});

describe('a search', () => {
  const gus = { ...newPerson(), name: 'Gus O’Brien (Zürich) [VIP]' };
  const ida = { ...newPerson(), name: 'Ida' };
  beforeAll(async () => {
    await meta.deliver(
      from(gus, 'Do you deliver "white lilies" to Köln? 100% sure? a.b*c (soon) \\ C++'),
      from(ida, 'Two white roses, please'),
      from(ida, 'and a card that says: Happy   Birthday'),
    );
  });
  const found = async (search: string) =>
    only([gus, ida], await inbox.conversations(`?limit=100&search=${encodeURIComponent(search)}`));

  it.each([
    ['a name', 'Ida', [ida.name]],
    ['a part of a name, in another case', 'o’brIEN', [gus.name]],
    ['letters with dots', 'ZÜRICH', [gus.name]],
    ['brackets in a name', '(zürich) [vip]', [gus.name]],
    ['a number with plus', `+${gus.waId}`, [gus.name]],
    [
      'a number as people write it',
      `+${gus.waId.slice(0, 1)} (${gus.waId.slice(1, 4)}) ${gus.waId.slice(4, 7)}-${gus.waId.slice(7)}`,
      [gus.name],
    ],
    ['the end of a number', ida.waId.slice(-8), [ida.name]],
    ['a word of a message', 'lilies', [gus.name]],
    ['a word in another case', 'LILIES', [gus.name]],
    ['words of one message in another order', 'roses two', [ida.name]],
    ['a word of both', 'white', [gus.name, ida.name]],
    ['a word beside one that is in no message', 'white tulips', []],
    ['words of two messages', 'roses birthday', []],
    ['words with more space between them', '  happy      birthday ', [ida.name]],
    ['words with a mark', 'Köln?', [gus.name]],
    ['words in quotes', '"white lilies"', [gus.name]],
    ['a quote that is not closed', '"white', [gus.name, ida.name]],
    ['a word that Mongo would take for "not"', '-lilies', []],
    ['an expression', '.*', []],
    ['another one', 'I.a', []],
    ['one that never ends', '(a+)+$', []],
    ['an operator', '{"$gt":""}', []],
    ['a backslash', '\\', []],
    ['a null character', 'q\u0000z', []],
    ['a null character beside a word', 'ida\u0000', [ida.name]],
    ['nothing but quotes', '""', []],
    ['a letter of every script', '你好', []],
  ])('for %s', async (_what, search, names) => {
    expect((await found(search)).toSorted()).toEqual(names.toSorted());
  });

  it('for nothing but space is none', async () => {
    expect(await inbox.conversations('?limit=100&search=%20%20')).toEqual(await inbox.conversations('?limit=100'));
  });

  it('goes with the other filters, and is of one’s own account', async () => {
    expect(await inbox.conversations(`?search=lilies&phoneNumberId=${secondNumber.id}`)).toEqual([]);
    expect(only([ida], await inbox.conversations('?search=roses&unread=true'))).toEqual([ida.name]);
    const stranger = openInbox(await business.api.owner());
    expect(await stranger.conversations('?search=lilies')).toEqual([]);
    expect(await stranger.conversations('?search=Ida')).toEqual([]);
  });
});

describe('a thread', () => {
  it('is read backwards page by page, without a double and without a gap, while messages come in', async () => {
    const who = newPerson();
    const texts = Array.from({ length: 25 }, (_, index) => `message ${index}`);
    await meta.deliver(...texts.map((text) => from(who, text)));
    const { id } = await business.with(who);
    const seen: string[] = [];
    for (let before = ''; ; ) {
      const page = await inbox.page(id, `?limit=7${before && `&before=${before}`}`);
      seen.unshift(...page.messages.map(readText));
      await meta.deliver(from(who, 'one more'));
      if (page.nextBefore === null) break;
      before = page.nextBefore;
    }
    expect(seen).toEqual(texts);
  });

  it('is in the order of Meta’s time, with what came late in its place', async () => {
    const who = newPerson();
    await meta.deliver(from(who, 'second', { at: ago(minutes(2)) }));
    await meta.deliver(from(who, 'third', { at: ago(minutes(1)) }));
    await meta.deliver(from(who, 'first', { at: ago(minutes(3)) }));
    const conversation = await business.with(who);
    expect(conversation.messages.map(readText)).toEqual(['first', 'second', 'third']);
    expect(conversation.lastMessage?.preview).toBe('third');
    const keys = conversation.messages.map(({ sortKey }) => sortKey);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('opens around one message, with both sides of it, and reads on from there', async () => {
    const who = newPerson();
    const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`);
    await meta.deliver(...texts.map((text) => from(who, text)));
    const { id, messages } = await business.with(who);
    const at = (index: number) => messages[index]?.id ?? '';
    const middle = await inbox.page(id, `?around=${at(15)}&limit=10`);
    expect(middle.messages.map(readText)).toEqual(texts.slice(11, 21));
    const older = await inbox.page(id, `?before=${middle.nextBefore}&limit=100`);
    expect([...older.messages, ...middle.messages].map(readText)).toEqual(texts.slice(0, 21));
    expect(older.nextBefore).toBeNull();
    const beginning = await inbox.page(id, `?around=${at(0)}&limit=10`);
    expect(beginning.messages.map(readText)).toEqual(texts.slice(0, 6));
    expect(beginning.nextBefore).toBeNull();
    const end = await inbox.page(id, `?around=${at(29)}&limit=10`);
    expect(end.messages.map(readText)).toEqual(texts.slice(25));
    expect((await inbox.page(id, `?around=${at(3)}&limit=1`)).messages.map(({ id: one }) => one)).toContain(at(3));
  });

  it('that is another one’s, or around a message of another thread, is not found', async () => {
    const [mine, other] = people(2) as [Person, Person];
    await meta.deliver(from(mine, 'hello'), from(other, 'hello'));
    const [{ id }, elsewhere] = [await business.with(mine), await business.with(other)];
    const stranger = await business.api.owner();
    const fetchCode = async (client: Client, path: string) => (await client.get(path)).body.code;
    expect(await fetchCode(stranger, `/api/conversations/${id}`)).toBe('conversation_not_found');
    expect(await fetchCode(stranger, `/api/conversations/${id}/messages`)).toBe('conversation_not_found');
    const around = `/api/conversations/${id}/messages?around=${elsewhere.messages[0]?.id}`;
    expect(await fetchCode(owner, around)).toBe('message_not_found');
    for (const query of ['before[$gt]=1', 'around=x', 'around[$ne]=1', 'limit=1000', `before=${'x'.repeat(101)}`]) {
      expect(await fetchCode(owner, `/api/conversations/${id}/messages?${query}`)).toBe('invalid_request');
    }
  });
});

describe('reading', () => {
  let who: Person;
  beforeEach(() => {
    who = newPerson();
  });
  const unread = async () => (await business.with(who)).unread;

  it('up to a message leaves what came after it', async () => {
    for (const text of ['one', 'two', 'three']) await meta.deliver(from(who, text));
    const { id, messages } = await business.with(who);
    const response = await inbox.markRead(id, messages[1]?.id);
    expect(response.body.conversation).toMatchObject({ id, unread: 1 });
    expect(await unread()).toBe(1);
    // Somebody who is behind takes nothing back.
    await inbox.markRead(id, messages[0]?.id);
    expect(await unread()).toBe(1);
    await inbox.markRead(id);
    expect(await unread()).toBe(0);
  });

  it('leaves unread what comes afterwards, also when the customer wrote it before', async () => {
    await meta.deliver(from(who, 'seen'));
    const { id } = await business.with(who);
    await inbox.markRead(id);
    await meta.deliver(from(who, 'written before, told now', { at: ago(hours(2)) }));
    expect(await unread()).toBe(1);
    await meta.deliver(from(who, 'new'));
    expect(await unread()).toBe(2);
    await inbox.markRead(id);
    expect(await unread()).toBe(0);
  });

  it('leaves unread what had reached us and was not in its place yet: nobody has seen it', async () => {
    await meta.deliver(from(who, 'seen'));
    const { id } = await business.with(who);
    // Acknowledged by a process that died before it was projected.
    const writer = randomBytes(6).toString('hex');
    const now = business.api.clock.now().getTime();
    const database = business.api.connection;
    await database.collection<{ _id: string }>('deliveries').insertOne({
      _id: `${now.toString(36).padStart(9, '0')}00000001.${writer}`,
      writer,
      body: new mongo.Binary(serializeLikeMeta(buildDelivery([from(who, 'on its way')]))),
    } as never);
    await database
      .collection<{ _id: string }>('deliveryWriters')
      .insertOne({ _id: writer, projectedTo: '', aliveUntil: new Date(0), finished: false } as never);
    await expect.poll(() => business.api.clock.now().getTime()).toBeGreaterThan(now);
    await inbox.markRead(id);
    expect(await unread()).toBe(0);
    await business.api.app.takeOverDeliveries();
    expect((await business.with(who)).messages.map(readText)).toEqual(['seen', 'on its way']);
    expect(await unread()).toBe(1);
  });

  it('counts exactly while messages come in', async () => {
    const wamids = Array.from({ length: 30 }, newWamid);
    await meta.deliver(from(who, 'first'));
    const { id } = await business.with(who);
    await Promise.all([
      ...wamids.map((wamid) => meta.deliver(from(who, 'more', { wamid }))),
      ...Array.from({ length: 10 }, () => inbox.markRead(id)),
    ]);
    const conversation = await business.with(who);
    const stored = await business.api.connection.collection('conversations').findOne({ _id: id as never });
    const counted = await business.api.connection
      .collection('messages')
      .countDocuments({ conversationId: id, direction: 'in', arrivedAt: { $gt: stored?.readUpTo ?? new Date(0) } });
    expect(conversation.unread).toBe(counted);
    expect(conversation.messages).toHaveLength(31);
    await inbox.markRead(id);
    expect(await unread()).toBe(0);
  });

  it('begins at the first message that nobody has read, however many came', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    await meta.deliver(...texts.slice(0, 10).map((text) => from(who, text)));
    const { id } = await business.with(who);
    await inbox.markRead(id);
    await meta.deliver(...texts.slice(10).map((text) => from(who, text)));
    const page = await inbox.page(id, '?around=unread&limit=6');
    const first = page.messages.find((message) => message.id === page.firstUnread);
    expect(first && readText(first)).toBe('message 10');
    expect(page.messages.map(readText)).toEqual(texts.slice(8, 14));
    await inbox.markRead(id);
    const read = await inbox.page(id, '?around=unread&limit=6');
    expect([read.firstUnread, read.messages.map(readText)]).toEqual([null, texts.slice(34)]);
  });

  it('is taken back for the last message, for everybody, as a change with a number', async () => {
    for (const text of ['one', 'two', 'three']) await meta.deliver(from(who, text));
    const { id } = await business.with(who);
    await inbox.markRead(id);
    const colleague = openInbox(await owner.invite('support'));
    const { seq } = await inbox.summary();
    expect((await colleague.markUnread(id)).body.conversation).toMatchObject({ id, unread: 1 });
    // Pressed twice: it is unread already.
    expect((await colleague.markUnread(id)).body.conversation).toMatchObject({ id, unread: 1 });
    const { change } = await inbox.changes(seq);
    expect([change.seq, change.conversations.map((one) => [one.id, one.unread])]).toEqual([seq + 1, [[id, 1]]]);
    const page = await inbox.page(id, '?around=unread');
    expect(page.firstUnread).toBe(page.messages.at(-1)?.id);
    await meta.deliver(from(who, 'four'));
    expect(await unread()).toBe(2);
    await inbox.markRead(id);
    expect(await unread()).toBe(0);
  });

  it('cannot be taken back where no customer wrote, and of what is another one’s', async () => {
    await meta.deliver(from(who, 'hello'));
    const { id } = await business.with(who);
    await inbox.markRead(id);
    const stranger = await business.api.owner();
    expect((await stranger.post(`/api/conversations/${id}/unread`, {})).body.code).toBe('conversation_not_found');
    expect((await owner.post(`/api/conversations/${id}/unread`, { upTo: 'x' })).body.code).toBe('invalid_request');
    expect(await unread()).toBe(0);
    await business.api.connection.collection('messages').updateMany({ conversationId: id }, { $set: { isPast: true } });
    expect((await inbox.markUnread(id)).body.conversation).toMatchObject({ id, unread: 0 });
  });

  it('of what is another one’s, or was never written, is not found', async () => {
    await meta.deliver(from(who, 'hello'));
    const { id } = await business.with(who);
    const stranger = await business.api.owner();
    expect((await stranger.post(`/api/conversations/${id}/read`, {})).body.code).toBe('conversation_not_found');
    expect((await inbox.markRead(id, 'msg_nobody')).body.code).toBe('message_not_found');
    expect((await owner.post(`/api/conversations/${id}/read`, { upTo: { $ne: '' } })).body.code).toBe(
      'invalid_request',
    );
    expect(await unread()).toBe(1);
  });
});

describe('the summary', () => {
  it('counts conversations with something unread, and knows up to which change', async () => {
    const colleague = await owner.invite('support');
    const before = await inbox.summary();
    const [first, second] = people(2) as [Person, Person];
    await meta.deliver(from(first, 'one'), from(first, 'two'), from(second, 'three'));
    const after = await inbox.summary();
    expect(after.unreadConversations).toBe(before.unreadConversations + 2);
    expect(after.seq).toBe(before.seq + 1);
    expect(await openInbox(colleague).summary()).toEqual({ ...after, quarantined: 0 });
    await openInbox(colleague).markRead((await business.with(first)).id);
    expect(await inbox.summary()).toEqual({
      ...after,
      unreadConversations: before.unreadConversations + 1,
      seq: after.seq + 1,
    });
    expect((await inbox.list('?limit=1')).seq).toBe(after.seq + 1);
    expect(await openInbox(await business.api.owner()).summary()).toMatchObject({ unreadConversations: 0, seq: 0 });
  });
});
