import { randomBytes } from 'node:crypto';
import { buildDelivery, type Change, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { became, metaFor, newWamid, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import { type Business, newPerson, openInbox, readText, startBusiness } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { type Watched, watch } from '../../test/sockets.js';
import { minutes, seconds } from '../platform/clock.js';

let business: Business;
/** The process that is still there. */
let other: TestApi;
let otherUrl: string;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  other = await startBeside(business.api);
  otherUrl = await other.listen();
});
afterAll(async () => {
  await other.stop();
  await business.stop();
});
const open: Watched[] = [];
beforeEach(() => {
  who = newPerson();
});
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.disconnect();
});

const collection = (name: string) => business.api.connection.collection<{ _id: string } & mongo.Document>(name);
const from = (text: string, over: Parameters<typeof said>[1] = {}) =>
  said(text, { from: who.waId, userId: who.userId, name: who.name, ...over });

/** A process that acknowledged these POSTs and died before it did anything with them. Gives its id. */
async function deadAfter(posts: Change[][], over: { aliveUntil?: Date; finished?: boolean } = {}): Promise<string> {
  const writer = randomBytes(6).toString('hex');
  const now = business.api.clock.now().getTime();
  // A millisecond apart, so that their order is told by more than chance.
  const makeId = (index: number) =>
    `${(now - posts.length + index).toString(36).padStart(9, '0')}${(index + 1).toString(36).padStart(8, '0')}.${writer}`;
  await collection('deliveries').insertMany(
    posts.map((changes, index) => ({
      _id: makeId(index),
      writer,
      body: new mongo.Binary(serializeLikeMeta(buildDelivery(changes))),
    })),
  );
  await collection('deliveryWriters').insertOne({
    _id: writer,
    projectedTo: '',
    aliveUntil: new Date(now - 1),
    finished: false,
    ...over,
  });
  return writer;
}
/** It is as if nobody had written down how far the process came. */
const forgetProgress = (writer: string) =>
  collection('deliveryWriters').updateOne(
    { _id: writer },
    { $set: { projectedTo: '', finished: false, aliveUntil: new Date(0) } },
  );
const findWriter = (writer: string) => collection('deliveryWriters').findOne({ _id: writer });

describe('a process that dies after it answered Meta', () => {
  it('leaves nothing behind: another one puts all of it in its place, counts it and tells the browsers', async () => {
    const colleague = await watch(otherUrl, business.owner);
    open.push(colleague);
    const ours = newWamid();
    const writer = await deadAfter([
      [from('one')],
      [from('two'), from('three')],
      [from('', { message: { type: 'reaction', reaction: { message_id: ours, emoji: '👍' } } })],
      [became(ours, 'read', { to: who.waId })],
    ]);
    const { seq } = await business.inbox.summary();
    await other.app.takeOverDeliveries();
    const conversation = await business.with(who);
    expect(conversation.messages.map(readText)).toEqual(['one', 'two', 'three']);
    expect(conversation).toMatchObject({ unread: 3, lastMessage: { preview: 'three' } });
    await eventually(() => {
      const heard = colleague.of('inbox:change').filter((change) => change.seq > seq);
      expect(new Set(heard.flatMap(({ messages }) => messages.map(readText)))).toEqual(
        new Set(['one', 'two', 'three']),
      );
      expect(heard.at(-1)?.conversations[0]).toMatchObject({ id: conversation.id, unread: 3 });
    });
    expect(await findWriter(writer)).toMatchObject({ finished: true });
  });

  it('leaves nothing that counts as read, though what came after it has been read meanwhile', async () => {
    await deadAfter([[from('early')]]);
    await metaFor(business.api, business.url).deliver(from('late'));
    const { id } = await business.with(who);
    expect((await business.inbox.markRead(id)).status).toBe(200);
    await other.app.takeOverDeliveries();
    const conversation = await business.with(who);
    expect(conversation.messages.map(readText)).toEqual(['early', 'late']);
    expect(conversation.unread).toBe(1);
    await business.inbox.markRead(id);
    expect((await business.with(who)).unread).toBe(0);
  });

  it('and had done everything but to say so leaves no doubles', async () => {
    const wamid = newWamid();
    const writer = await deadAfter([[from('once', { wamid })], [from('and twice')]]);
    await other.app.takeOverDeliveries();
    const before = await business.with(who);
    for (let times = 0; times < 2; times += 1) {
      await forgetProgress(writer);
      await other.app.takeOverDeliveries();
    }
    // Meta, too, may not have heard the answer.
    await metaFor(business.api, business.url).deliver(from('once', { wamid }));
    const after = await business.with(who);
    expect(after.messages).toEqual(before.messages);
    expect({ ...after, revision: 0 }).toEqual({ ...before, revision: 0 });
    expect(after.unread).toBe(2);
  });

  it('halfway is continued from where it had come', async () => {
    const writer = await deadAfter([[from('one')], [from('two')]]);
    const [first] = await collection('deliveries').find({ writer }).sort({ _id: 1 }).toArray();
    await collection('deliveryWriters').updateOne({ _id: writer }, { $set: { projectedTo: first?._id } });
    await other.app.takeOverDeliveries();
    expect((await business.with(who)).messages.map(readText)).toEqual(['two']);
  });

  it('is taken over once, by whoever is first', async () => {
    const third = await startBeside(business.api);
    await deadAfter([[from('one')], [from('two')]]);
    const { seq } = await business.inbox.summary();
    await Promise.all([other.app.takeOverDeliveries(), third.app.takeOverDeliveries(), other.app.takeOverDeliveries()]);
    await third.stop();
    expect(await business.with(who)).toMatchObject({ unread: 2 });
    expect((await business.inbox.summary()).seq).toBe(seq + 1);
  });

  it.each([
    ['is alive', { aliveUntil: new Date('2100-01-01') }],
    ['has finished', { finished: true }],
  ])('but %s is left alone', async (_what, over) => {
    await deadAfter([[from('not mine to project')]], over);
    await other.app.takeOverDeliveries();
    expect((await business.inbox.conversations()).some((one) => one.customer.name === who.name)).toBe(false);
  });
});

describe('a process that is only stuck', () => {
  it('is taken over, and doubles nothing when it goes on', async () => {
    const stuck = await startBeside(business.api);
    const stuckMeta = metaFor(stuck, await stuck.listen());
    const client = stuck.connection.getClient();
    const fails = vi.spyOn(client, 'bulkWrite').mockRejectedValue(new Error('no answer'));
    try {
      const body = (text: string) => serializeLikeMeta(buildDelivery([from(text)]));
      expect((await stuckMeta.postRaw(body('one'))).status).toBe(200);
      expect((await stuckMeta.postRaw(body('two'))).status).toBe(200);
      await eventually(() => expect(fails).toHaveBeenCalled());
      expect((await business.inbox.conversations()).some((one) => one.customer.name === who.name)).toBe(false);
      other.clock.advance(seconds(11));
      await other.app.takeOverDeliveries();
      expect((await business.with(who)).messages.map(readText)).toEqual(['one', 'two']);
    } finally {
      fails.mockRestore();
    }
    await stuck.app.drainDeliveries();
    const conversation = await business.with(who);
    expect(conversation.messages.map(readText)).toEqual(['one', 'two']);
    expect(conversation.unread).toBe(2);
    await stuck.stop();
  });

  it('while its writes go through and only the answers are lost, doubles nothing either', async () => {
    const unlucky = await startBeside(business.api);
    const meta = metaFor(unlucky, await unlucky.listen());
    const client = unlucky.connection.getClient();
    const real = client.bulkWrite.bind(client);
    let lost = 0;
    const loses = vi.spyOn(client, 'bulkWrite').mockImplementation(async (...args) => {
      const result = await real(...args);
      lost += 1;
      if (lost % 2 === 1) throw new Error('the answer was lost');
      return result;
    });
    try {
      await meta.deliver(from('one'), from('two'));
      await meta.deliver(from('three'));
    } finally {
      loses.mockRestore();
    }
    const conversation = await business.with(who);
    expect(conversation.messages.map(readText)).toEqual(['one', 'two', 'three']);
    expect(conversation).toMatchObject({ unread: 3, lastMessage: { preview: 'three' } });
    await unlucky.stop();
  });
});

describe('what a process left half written', () => {
  const findConversation = () => collection('conversations').findOne({ searchKey: { $regex: who.waId } });
  const damages: [string, () => Promise<unknown>][] = [
    [
      'the message without its conversation',
      async () => collection('conversations').deleteOne({ _id: (await findConversation())?._id ?? '' }),
    ],
    ['a conversation without its message', () => collection('messages').deleteOne({ searchText: 'the last one' })],
    [
      'a conversation that has not counted it',
      async () =>
        collection('conversations').updateOne(
          { _id: (await findConversation())?._id ?? '' },
          { $set: { unread: 0, lastActivityAt: new Date(0), lastInboundAt: new Date(0) }, $unset: { lastMessage: 1 } },
        ),
    ],
    [
      'a conversation that has counted it twice',
      async () =>
        collection('conversations').updateOne({ _id: (await findConversation())?._id ?? '' }, { $inc: { unread: 2 } }),
    ],
    [
      'a message without the errand to fetch its file',
      async () => collection('media').deleteOne({ accountId: business.accountId }),
    ],
    [
      'a message whose customer’s other address was not kept',
      async () =>
        collection('conversations').updateOne(
          { _id: (await findConversation())?._id ?? '' },
          { $set: { addresses: [`w:${who.waId}`] }, $unset: { userId: 1 } },
        ),
    ],
  ];

  it.each(damages)('%s: is made whole by the next one, and told', async (_what, damage) => {
    await collection('media').deleteMany({});
    const image = { type: 'image', image: { id: '800100', mime_type: 'image/png', sha256: 'x', caption: 'a photo' } };
    const writer = await deadAfter([[from('', { message: image })], [from('the last one')]]);
    await other.app.takeOverDeliveries();
    const before = await business.with(who);
    const files = await collection('media').find().toArray();
    expect(before).toMatchObject({ unread: 2, lastMessage: { preview: 'the last one' } });

    await damage();
    const { seq } = await business.inbox.summary();
    await forgetProgress(writer);
    await other.app.takeOverDeliveries();
    const after = await business.with(who);
    const plain = ({ messages, ...rest }: typeof before) => ({
      ...rest,
      revision: 0,
      messages: messages.map((message) => ({ ...message, revision: 0 })),
    });
    expect(plain(after)).toEqual(plain(before));
    const keys = (rows: mongo.Document[]) => rows.map(({ _id, state, messageId }) => ({ _id, state, messageId }));
    expect(keys(await collection('media').find().toArray())).toEqual(keys(files));
    const { change } = await business.inbox.changes(seq);
    expect(change.messages.map((message) => message.id).sort()).toEqual(after.messages.map(({ id }) => id).sort());
    expect(change.conversations.map(({ id }) => id)).toEqual([after.id]);

    // Whatever the customer is called by next, it is the same conversation.
    await metaFor(business.api, business.url).deliver(
      from('by the id', { from: '' }),
      from('by phone', { userId: null }),
    );
    expect((await business.with(who)).messages.map(readText)).toEqual([
      'media',
      'the last one',
      'by the id',
      'by phone',
    ]);
  });

  it('a customer’s new number is learned all the same', async () => {
    const newNumber = `${who.waId}8`;
    const system = { type: 'user_changed_number', body: 'A new number', wa_id: newNumber };
    const writer = await deadAfter([
      [from('Hello', { userId: null })],
      [from('', { userId: null, message: { type: 'system', system } })],
    ]);
    await other.app.takeOverDeliveries();
    const { id } = await business.with(who);
    await collection('conversations').updateOne(
      { _id: id },
      { $set: { addresses: [`w:${who.waId}`], waId: who.waId, searchKey: who.waId } },
    );
    await forgetProgress(writer);
    await other.app.takeOverDeliveries();
    await metaFor(business.api, business.url).deliver(from('It is me', { from: newNumber, userId: null }));
    const conversation = await business.with(who);
    expect(conversation.messages.map(({ content }) => content.kind)).toEqual(['text', 'system', 'text']);
    expect(conversation.customer.phone).toBe(`+${newNumber}`);
  });
});

describe('a process that stops as it should', () => {
  it('has finished what it answered, and nobody takes it over', async () => {
    const leaving = await startBeside(business.api);
    const meta = metaFor(leaving, await leaving.listen());
    const before = new Set((await collection('deliveryWriters').find().toArray()).map(({ _id }) => _id));
    await meta.postRaw(serializeLikeMeta(buildDelivery([from('just before')])));
    const [writer] = (await collection('deliveries').find().sort({ _id: -1 }).limit(1).toArray()).map(
      (row) => row.writer,
    );
    expect(before).toContain(writer);
    await leaving.stop();
    expect((await business.with(who)).messages.map(readText)).toEqual(['just before']);
    expect(await findWriter(writer)).toMatchObject({ finished: true });
    const { seq } = await business.inbox.summary();
    other.clock.advance(minutes(1));
    await other.app.takeOverDeliveries();
    const { change } = await openInbox(business.owner).changes(seq);
    expect(change.conversations.map(({ id }) => id)).not.toContain((await business.with(who)).id);
  });
});
