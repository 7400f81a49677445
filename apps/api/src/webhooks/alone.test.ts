import type { InboxChange } from '@switchboard/contracts';
import { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { type Meta, metaFor, newWamid, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import { type Business, newPerson, startBusiness, textOf } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { type Watched, watch } from '../../test/sockets.js';

let business: Business;
let meta: Meta;
let second: TestApi;
let secondUrl: string;
let secondMeta: Meta;
let browser: Watched;
let who: ReturnType<typeof newPerson>;
let bulkWrites: MockInstance<mongo.MongoClient['bulkWrite']>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
  second = await startBeside(business.api);
  secondUrl = await second.listen();
  secondMeta = metaFor(second, secondUrl);
  // Who holds a number is remembered for a second, and a message is written with its delivery only where it is known.
  business.api.clock.standStill();
  second.clock.standStill();
});
afterAll(async () => {
  await second.stop();
  await business.stop();
});
beforeEach(async () => {
  browser = await watch(business.url, business.owner);
  who = newPerson();
  // The conversation, and who holds the number, are known from now on.
  await meta.deliver(from('The first'));
  bulkWrites = vi.spyOn(business.api.connection.getClient(), 'bulkWrite');
});
afterEach(() => {
  browser.socket.disconnect();
  bulkWrites.mockRestore();
});

/** A message that comes a moment after everything before it. */
const from = (text: string, over: Parameters<typeof said>[1] = {}) => {
  for (const { clock } of [business.api, second]) clock.advance(1);
  return said(text, { from: who.waId, name: who.name, ...over });
};
const changes = (): InboxChange[] => browser.of('inbox:change');
/** The collections of the bulk that began with a delivery. */
const writtenTogether = (): string[] => {
  const models = bulkWrites.mock.calls
    .map(([writes]) => writes)
    .find(([first]) => first?.namespace.endsWith('.deliveries'));
  return (models ?? []).map(({ namespace }) => namespace.split('.').at(-1) ?? '');
};
const together = ['deliveries', 'conversations', 'messages', 'inboxChanges'];
/** What was said, as the team reads it and as the browser was told. */
async function expectOnce(...texts: string[]): Promise<void> {
  const { messages, unread, id, lastMessage } = await business.with(who);
  expect(messages.map(textOf)).toEqual(texts);
  expect({ unread, last: lastMessage?.preview }).toEqual({ unread: texts.length, last: texts.at(-1) });
  await eventually(() => {
    const told = changes().flatMap((change) => change.messages.filter(({ conversationId }) => conversationId === id));
    // Told again when it changes: the last one counts.
    expect([...new Map(told.map((message) => [message.id, textOf(message)])).values()]).toEqual(texts);
  });
}

describe('a message that comes alone, in a conversation that is known', () => {
  it('is written together with its delivery, and told', async () => {
    expect(await meta.deliver(from('The second'))).toMatchObject({ status: 200 });
    expect(writtenTogether()).toEqual(together);
    await expectOnce('The first', 'The second');
    const [first, next] = changes();
    expect(changes()).toHaveLength(2);
    expect(next?.seq).toBe((first?.seq ?? 0) + 1);
  });

  it('finds that somebody has read the conversation meanwhile', async () => {
    await second.connection
      .collection('conversations')
      .updateOne(
        { searchKey: new RegExp(who.waId) },
        { $set: { unread: 0, readUpTo: new Date(), name: 'Renamed' }, $inc: { revision: 1 } },
      );
    await meta.deliver(from('The second'));
    expect(writtenTogether()).toEqual(together);
    const { messages, unread } = await business.with(who);
    expect(messages.map(textOf)).toEqual(['The first', 'The second']);
    expect(unread).toBe(1);
  });

  it('and that another process has placed already, is there once', async () => {
    const wamid = newWamid();
    await secondMeta.deliver(from('The second', { wamid }));
    // What comes next brings the memory of this process up to date; it has not seen the second one itself.
    await meta.deliver(from('The third'));
    bulkWrites.mockClear();
    const { seq } = await business.inbox.summary();
    await meta.deliver(from('The second', { wamid }));
    expect(writtenTogether()).toEqual(together);
    // For a moment it was counted twice, and whoever looked then is told the right count.
    await eventually(() => expect(changes().at(-1)).toMatchObject({ seq: seq + 1, conversations: [{ unread: 3 }] }));
    const { messages, unread } = await business.with(who);
    expect(messages.map(textOf)).toEqual(['The first', 'The second', 'The third']);
    expect(unread).toBe(3);
  });

  it('gets the next number when another process has given its own away', async () => {
    await secondMeta.deliver(said('Somebody else', { from: newPerson().waId }));
    await meta.deliver(from('The second'));
    expect(writtenTogether()).toEqual(together);
    const { seq } = await business.inbox.summary();
    await eventually(() => expect(changes().at(-1)?.seq).toBe(seq));
    const { messages, unread } = await business.with(who);
    expect(messages.map(textOf)).toEqual(['The first', 'The second']);
    expect(unread).toBe(2);
    expect(changes().at(-1)?.messages.map(textOf)).toEqual(['The second']);
  });

  it('whose write went through while the answer was lost is not acknowledged, and is there once', async () => {
    const write = business.api.connection.getClient().bulkWrite;
    bulkWrites.mockImplementationOnce(async function (this: mongo.MongoClient, ...asked) {
      bulkWrites.mockRestore();
      await write.apply(this, asked);
      throw new mongo.MongoNetworkError('connection closed');
    });
    const wamid = newWamid();
    expect(await meta.deliver(from('The second', { wamid }))).toMatchObject({ status: 503 });
    await eventually(async () =>
      expect(await meta.deliver(from('The second', { wamid }))).toMatchObject({ status: 200 }),
    );
    await expectOnce('The first', 'The second');
  });

  it('is told to somebody who comes while the disk is waited for', async () => {
    // Nobody is at the second process, until the write is under way.
    await secondMeta.deliver(from('The second'));
    const client = second.connection.getClient();
    const write = client.bulkWrite;
    let colleague: Watched | undefined;
    const slow = vi.spyOn(client, 'bulkWrite').mockImplementationOnce(async (...asked) => {
      colleague = await watch(secondUrl, business.owner);
      return write.apply(client, asked);
    });
    await secondMeta.deliver(from('The third'));
    slow.mockRestore();
    await eventually(() =>
      expect(colleague?.of('inbox:change').flatMap((change) => change.messages.map(textOf))).toEqual(['The third']),
    );
    colleague?.socket.disconnect();
  });

  describe('about which Meta has said something before it came', () => {
    let wamid: string;
    beforeEach(async () => {
      wamid = newWamid();
      const edit = { original_message_id: wamid, message: { type: 'text', text: { body: 'The second, corrected' } } };
      await meta.deliver(from('', { message: { type: 'edit', edit } }));
    });

    it('is changed by it', async () => {
      await meta.deliver(from('The second', { wamid }));
      expect(writtenTogether()).toEqual(together);
      await expectOnce('The first', 'The second, corrected');
    });

    it('is changed by it a little later when looking for it fails', async () => {
      const strays = business.api.connection.models.Stray;
      if (!strays) throw new Error('strays have a model');
      const failing = vi.spyOn(strays, 'find').mockImplementationOnce(() => {
        throw new Error('the database is away');
      });
      await meta.deliver(from('The second', { wamid }));
      expect(failing).toHaveBeenCalled();
      failing.mockRestore();
      await eventually(() => expectOnce('The first', 'The second, corrected'));
    });
  });
});
