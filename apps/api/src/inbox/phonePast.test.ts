import type { MessageDto } from '@switchboard/contracts';
import { echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, bicycleNumber, type Meta, metaFor, newWamid, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { type Business, newPerson, openInbox, readText, startBusiness } from '../../test/inbox.js';
import { addressBook, type PastSaid, pastChunk, pastFile, pastSaid } from '../../test/phone.js';
import { watch } from '../../test/sockets.js';

let business: Business;
let meta: Meta;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  who = newPerson();
});

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
const now = () => seconds(business.api.clock.now());
const day = 24 * 60 * 60;
const past = (text: string, over: PastSaid = {}) => pastSaid(who.waId, text, over);
const tell = (...messages: ReturnType<typeof past>[]) => meta.deliver(pastChunk({ [who.waId]: messages }));
const live = (text: string, over: Parameters<typeof said>[1] = {}) =>
  meta.deliver(said(text, { from: who.waId, name: who.name, at: now(), ...over }));
const thread = async () => (await business.with(who)).messages;
const texts = async () => (await thread()).map(readText);
const image = (id: string) => ({ type: 'image', image: { id, mime_type: 'image/png', caption: 'From the phone' } });
const placeholder = { type: 'media_placeholder' };

describe('the past of a phone', () => {
  it('is in its chat, from both sides, with Meta’s times, in order whatever order the chunks come in', async () => {
    await tell(past('Third', { at: 1_790_000_030 }), past('Fourth', { at: 1_790_000_040, isOurs: true }));
    await tell(past('Second', { at: 1_790_000_020, isOurs: true, status: 'delivered' }), past('First'));
    expect(await texts()).toEqual(['First', 'Second', 'Third', 'Fourth']);
    const look = ({ direction, origin, status, at }: MessageDto) => [direction, origin, status, Date.parse(at) / 1000];
    expect((await thread()).map(look)).toEqual([
      ['in', 'customer', 'received', 1_790_000_000],
      ['out', 'phone_app', 'delivered', 1_790_000_020],
      ['in', 'customer', 'received', 1_790_000_030],
      ['out', 'phone_app', 'read', 1_790_000_040],
    ]);
    expect(await business.with(who)).toMatchObject({
      lastActivityAt: new Date(1_790_000_040_000).toISOString(),
      lastMessage: { preview: 'Fourth', status: 'read' },
    });
  });

  it('is there once, however often Meta tells it, and a message of ours gets only further', async () => {
    const wamid = newWamid();
    const told = (status: string) => past('Our answer', { wamid, isOurs: true, status });
    for (const status of ['sent', 'READ', 'delivered', 'pending']) await tell(told(status));
    expect((await thread()).map(({ status }) => status)).toEqual(['read']);
    expect((await business.with(who)).lastMessage).toMatchObject({ status: 'read' });
  });

  it('stands before what came since, and moves nothing of it', async () => {
    await live('Today');
    const before = await business.with(who);
    await tell(past('Long ago'));
    const { messages, revision: _revision, ...after } = await business.with(who);
    expect(messages.map(readText)).toEqual(['Long ago', 'Today']);
    expect(before).toMatchObject(after);
  });

  it('has everything that the inbox can show, and what is said about it', async () => {
    const [target, gone] = [newWamid(), newWamid()];
    // Before its message: chunks have no order.
    await tell(
      past('', { at: 1_790_000_100, message: { type: 'reaction', reaction: { message_id: target, emoji: '🌷' } } }),
      past('', { at: 1_790_000_101, message: { type: 'revoke', revoke: { original_message_id: gone } } }),
    );
    await tell(
      past('Reacted to', { wamid: target }),
      past('Taken back', { wamid: gone, at: 1_790_000_001 }),
      past('', { at: 1_790_000_002, message: { type: 'location', location: { latitude: 1, longitude: 2 } } }),
      past('', { at: 1_790_000_003, message: { type: 'poll_creation' } }),
      past('An answer', {
        at: 1_790_000_004,
        message: { type: 'text', text: { body: 'An answer' }, context: { id: target } },
      }),
    );
    expect(await thread()).toMatchObject([
      { reactions: [{ by: 'customer', emoji: '🌷' }] },
      { deleted: true },
      { content: { kind: 'location' } },
      { content: { kind: 'unsupported', type: 'poll_creation' } },
      { replyTo: { preview: 'Reacted to' } },
    ]);
  });

  it.each([
    ['Brazil, with and without the ninth digit', '+55 11 98765-4321', '551187654321'],
    ['Brazil, the other way round', '+55 11 8765-4321', '5511987654321'],
    ['Mexico', '+52 55 1234 5678', '5215512345678'],
    ['Argentina', '+54 9 11 2345-6789', '541123456789'],
    ['Ivory Coast', '+225 07 08 123456', '22508123456'],
  ])('of a number that is written in two ways has the business’s own as its own: %s', async (_where, shown, from) => {
    const number = { ...acmeNumber, displayPhoneNumber: shown };
    const ours = { ...past('Our words', { at: now() - 60 }), from, history_context: { status: 'read' } };
    await meta.deliver(pastChunk({ [who.waId]: [ours] }, { number }));
    const conversation = await business.with(who);
    expect(conversation.messages).toMatchObject([
      { direction: 'out', origin: 'phone_app', content: { text: 'Our words' } },
    ]);
    // Only what the customer wrote opens the 24 hours.
    expect(conversation).toMatchObject({ windowClosesAt: null, unread: 0 });
    await meta.deliver(pastChunk({ [who.waId]: [past('Their words', { at: now() - 120 })] }, { number }));
    const closesAt = new Date((now() - 120 + day) * 1000).toISOString().slice(0, 16);
    expect((await business.with(who)).windowClosesAt?.slice(0, 16)).toBe(closesAt);
  });

  it('is called as the phone calls its customer, and found', async () => {
    await meta.deliver(addressBook([{ waId: who.waId, name: `Saved ${who.name}` }]));
    await tell(past(`tulips${who.waId}`));
    expect((await business.with(who)).customer).toMatchObject({ savedName: `Saved ${who.name}`, name: null });
    for (const search of [`saved ${who.name}`, `tulips${who.waId}`]) {
      expect(await business.inbox.conversations(`?search=${search}`)).toHaveLength(1);
    }
  });
});

describe('files of the past', () => {
  const findFile = async (wamid: string) => {
    const message = await business.api.connection.collection('messages').findOne({ wamid });
    const rows = await business.api.connection.collection('media').find({ messageId: message?._id }).toArray();
    return { content: message?.content, metaMediaIds: rows.map((row) => row.metaMediaId) };
  };
  const whole = (id: string) => ({
    content: { kind: 'media', caption: 'From the phone', media: { kind: 'image' } },
    metaMediaIds: [id],
  });

  it('are a placeholder as long as Meta sends nothing else', async () => {
    await tell(past('', { message: placeholder }));
    expect(await thread()).toMatchObject([{ content: { kind: 'placeholder' } }]);
    expect((await business.with(who)).lastMessage).toMatchObject({ preview: 'Photo or file' });
  });

  it.each([
    ['after its placeholder', ['placeholder', 'file']],
    ['before it', ['file', 'placeholder']],
    ['again and again', ['placeholder', 'file', 'placeholder', 'file']],
  ])('the file comes %s', async (_when, order) => {
    const wamid = newWamid();
    for (const one of order) {
      if (one === 'file') await meta.deliver(pastFile(past('', { wamid, message: image('800777') })));
      else await tell(past('', { wamid, message: placeholder }));
    }
    expect(await findFile(wamid)).toMatchObject(whole('800777'));
    expect((await business.with(who)).lastMessage).toMatchObject({ preview: 'From the phone' });
  });

  it.each([
    ['after', ['placeholder', 'file']],
    ['before', ['file', 'placeholder']],
  ])('of ours, which names no chat, comes %s its placeholder', async (_when, order) => {
    const wamid = newWamid();
    for (const one of order) {
      if (one === 'file') await meta.deliver(pastFile(past('', { wamid, isOurs: true, message: image('800778') })));
      else await tell(past('', { wamid, isOurs: true, message: placeholder }));
    }
    expect(await findFile(wamid)).toMatchObject(whole('800778'));
    expect(await business.api.connection.collection('strays').countDocuments({ wamid })).toBe(0);
  });

  it('a file that was fetched is not asked for again', async () => {
    const wamid = newWamid();
    const file = pastFile(past('', { wamid, message: image('800780') }));
    await meta.deliver(file);
    const messages = business.api.connection.collection('messages');
    await messages.updateOne({ wamid }, { $set: { 'content.media.state': 'ready' } });
    await meta.deliver(file);
    expect((await findFile(wamid)).content).toMatchObject({ media: { state: 'ready' } });
  });

  it('a placeholder takes no file away that came live', async () => {
    const wamid = newWamid();
    await live('', { wamid, message: image('800779') });
    await tell(past('', { wamid, message: placeholder }));
    expect(await findFile(wamid)).toMatchObject(whole('800779'));
  });
});

describe('nobody is bothered', () => {
  it('it is not unread, and what is unread stays so', async () => {
    await tell(past('Long ago'));
    expect(await business.with(who)).toMatchObject({ unread: 0 });
    await live('Now');
    await tell(past('Longer ago', { at: 1_780_000_000 }));
    expect(await business.with(who)).toMatchObject({ unread: 1 });
    const { id } = await business.with(who);
    await business.inbox.markRead(id);
    await tell(past('Even longer ago', { at: 1_770_000_000 }));
    expect(await business.with(who)).toMatchObject({ unread: 0 });
    await live('And again');
    expect(await business.with(who)).toMatchObject({ unread: 1 });
  });

  it('who reads up to a message has nothing left to read, whatever came of the past since', async () => {
    await live('Now');
    const { id, messages } = await business.with(who);
    await live('And now');
    await tell(past('Long ago'));
    await business.inbox.markRead(id, messages[0]?.id);
    expect(await business.with(who)).toMatchObject({ unread: 1 });
  });

  it('the customer is not shown that it was read', async () => {
    await tell(past('Long ago'));
    const calls = () => business.api.sandbox.calls().filter(({ edge }) => edge === '{phone}/messages').length;
    const before = calls();
    const { id } = await business.with(who);
    await business.inbox.markRead(id);
    await business.api.app.runDueSending();
    expect(calls()).toBe(before);
  });

  it('a chunk is one push, which names the threads to be read again', async () => {
    const people = [who, newPerson(), newPerson()];
    const browser = await watch(business.url, business.owner);
    const { seq } = await business.inbox.summary();
    const messages = ({ waId }: typeof who) =>
      Array.from({ length: 1_000 }, (_, index) => pastSaid(waId, `Message ${index}`, { at: 1_790_000_000 + index }));
    await meta.deliver(pastChunk(Object.fromEntries(people.map((person) => [person.waId, messages(person)]))));
    // What comes after it is the second change.
    await live('Now');
    await eventually(() => expect(browser.of('inbox:change')).toHaveLength(2));
    browser.socket.disconnect();
    const ids = (await Promise.all(people.map((person) => business.with(person)))).map(({ id }) => id);
    const [pushed] = browser.of('inbox:change');
    expect(pushed?.messages).toEqual([]);
    expect(pushed?.refilled.toSorted()).toEqual(ids.toSorted());
    expect(pushed?.conversations.map(({ id, unread }) => [id, unread]).toSorted()).toEqual(
      ids.toSorted().map((id) => [id, 0]),
    );
    expect((await business.with(who)).messages.map(readText)).toEqual([
      ...Array.from({ length: 1_000 }, (_, index) => `Message ${index}`),
      'Now',
    ]);
    const missed = (await business.inbox.changes(seq)).change;
    expect(missed.refilled.toSorted()).toEqual(ids.toSorted());
    expect(missed.messages.map(readText)).toEqual(['Now']);
  });

  it('it opens no window that is closed, and one that Meta keeps open it opens', async () => {
    const opened = async () => {
      const { windowClosesAt } = await business.with(who);
      return [windowClosesAt, Date.parse(windowClosesAt ?? '') > now() * 1000];
    };
    const twoDaysAgo = now() - 2 * day;
    await tell(past('Two days ago', { at: twoDaysAgo }));
    expect(await opened()).toEqual([new Date((twoDaysAgo + day) * 1000).toISOString(), false]);
    await tell(past('Our own, just now', { at: now() - 60, isOurs: true }));
    expect((await opened())[1]).toBe(false);
    const hourAgo = now() - 3_600;
    await tell(past('An hour ago', { at: hourAgo }));
    expect(await opened()).toEqual([new Date((hourAgo + day) * 1000).toISOString(), true]);
    await tell(past('Three days ago', { at: now() - 3 * day }));
    expect((await opened())[0]).toBe(new Date((hourAgo + day) * 1000).toISOString());
  });

  it('it proves neither that customers are heard, nor how many write', async () => {
    const numbers = business.api.connection.collection('phoneNumbers');
    const heard = async () => (await numbers.findOne({ phoneNumberId: acmeNumber.id }))?.heard?.at;
    const received = async () => {
      await business.api.app.watching.countAndListen();
      const days = await business.api.connection.collection('numberHealth').find({ phoneNumberId: acmeNumber.id });
      return (await days.toArray()).reduce((sum, row) => sum + (row.received ?? 0), 0);
    };
    await live('Live');
    const before = [await heard(), await received()];
    business.api.clock.advance(60_000);
    await tell(past('Past, of this minute', { at: now() }), past('And ours', { at: now(), isOurs: true }));
    expect([await heard(), await received()]).toEqual(before);
    await live('Live again');
    expect((await heard())?.getTime()).toBeGreaterThan(before[0]?.getTime());
    expect(await received()).toBe(Number(before[1]) + 1);
  });
});

describe('a message that comes live and in the past', () => {
  const both = async (order: readonly string[]) => {
    const wamid = newWamid();
    const at = now();
    for (const one of order) {
      if (one === 'live') await live('The same', { wamid, at });
      else await tell(past('The same', { wamid, at }));
    }
  };

  it.each([
    [['live', 'past']],
    [['past', 'live']],
    [['past', 'live', 'past', 'live']],
    [['live', 'live', 'past']],
    [['past', 'past', 'live']],
  ])('is there once and unread once: %s', async (order) => {
    await both(order);
    const conversation = await business.with(who);
    expect(conversation.messages.map(readText)).toEqual(['The same']);
    expect(conversation).toMatchObject({
      unread: 1,
      customer: { name: who.name },
      lastMessage: { preview: 'The same' },
    });
    await business.inbox.markRead(conversation.id);
    expect(await business.with(who)).toMatchObject({ unread: 0 });
  });

  it('is told to the browsers when it comes live', async () => {
    const browser = await watch(business.url, business.owner);
    await both(['past', 'live']);
    await eventually(() =>
      expect(browser.of('inbox:change').flatMap(({ messages }) => messages.map(readText))).toEqual(['The same']),
    );
    browser.socket.disconnect();
  });

  it('is one of ours: an echo', async () => {
    const wamid = newWamid();
    const echo = { id: wamid, from: acmeNumber.digits, to: who.waId, timestamp: String(now()) };
    await tell(past('Ours', { wamid, at: now(), isOurs: true, status: 'delivered' }));
    await meta.deliver(echoChange({ number: acmeNumber, echoes: [{ ...echo, type: 'text', text: { body: 'Ours' } }] }));
    const conversation = await business.with(who);
    expect(conversation.messages).toMatchObject([{ direction: 'out', origin: 'phone_app', status: 'delivered' }]);
    expect(conversation.unread).toBe(0);
  });

  it('is in one webhook with itself', async () => {
    const wamid = newWamid();
    await meta.deliver(
      pastChunk({ [who.waId]: [past('The same', { wamid, at: now() })] }),
      said('The same', { wamid, from: who.waId, name: who.name, at: now() }),
    );
    const { messages, unread } = await business.with(who);
    expect([messages.map(readText), unread]).toEqual([['The same'], 1]);
    const stored = await business.api.connection.collection('messages').findOne({ wamid });
    expect(stored).not.toHaveProperty('isPast');
  });
});

describe('whose it is', () => {
  it('stays with the account that holds the number', async () => {
    const neighbour = await business.api.owner();
    await neighbour.connect(business.api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
    const wamid = newWamid();
    await tell(past('Ours', { wamid }));
    const theirs = pastSaid(who.waId, 'Theirs', { wamid, number: bicycleNumber });
    await meta.deliver(pastChunk({ [who.waId]: [theirs] }, { number: bicycleNumber }));
    expect(await texts()).toEqual(['Ours']);
    const inbox = openInbox(neighbour);
    const [conversation] = await inbox.conversations();
    expect((await inbox.thread(conversation?.id ?? '')).map(readText)).toEqual(['Theirs']);
    expect((await neighbour.get(`/api/conversations/${(await business.with(who)).id}`)).status).toBe(404);
  });

  it('waits while the number rests, and is as quiet when it comes then', async () => {
    const numbers = { phoneNumberIds: [acmeNumber.id] };
    await business.owner.post('/api/integrations/whatsapp/disconnect', { way: 'pause', ...numbers });
    await tell(past('Second', { at: 1_790_000_001 }), past('First'));
    await expect(business.with(who)).rejects.toThrow('there are 0 conversations');
    await business.owner.post('/api/integrations/whatsapp/resume', numbers);
    await business.api.app.replayQuarantine();
    expect(await texts()).toEqual(['First', 'Second']);
    expect(await business.with(who)).toMatchObject({ unread: 0 });
  });
});
