import { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { acmeNumber, type Meta, metaFor, newWamid, said, secondNumber } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import { type Business, newPerson, readText, startBusiness } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { type Watched, watch } from '../../test/sockets.js';

let business: Business;
let meta: Meta;
let second: TestApi;
let secondMeta: Meta;
let browser: Watched;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
  second = await startBeside(business.api);
  secondMeta = metaFor(second, await second.listen());
  // Who holds a number is remembered for a second. What has to be asked for may be told after the change.
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
  await meta.deliver(from('The first'));
});
afterEach(() => browser.socket.disconnect());

/** A message of the same customer, a moment after everything before it. */
const from = (text: string, over: Parameters<typeof said>[1] = {}) => {
  for (const { clock } of [business.api, second]) clock.advance(1);
  return said(text, { from: who.waId, name: who.name, ...over });
};
const arrivals = () => browser.of('inbox:arrival').map(({ message }) => message);
const changes = () => browser.of('inbox:change');
/** Everything the browser was told of one message, in order. */
const listHeard = (text: string): string[] =>
  browser.events
    .filter(({ payload }) => JSON.stringify(payload).includes(JSON.stringify(text)))
    .map(({ name }) => name);
/** The number of the tests is paused, or goes on. */
async function switchNumber(how: 'pause' | 'resume'): Promise<void> {
  const numbers = { phoneNumberIds: [acmeNumber.id] };
  const whatsapp = '/api/integrations/whatsapp';
  const answer =
    how === 'pause'
      ? await business.owner.post(`${whatsapp}/disconnect`, { way: 'pause', ...numbers })
      : await business.owner.post(`${whatsapp}/resume`, numbers);
  expect(answer.status).toBe(200);
}
/** The message is in its place, once, and what the browser holds of it in the end is what is stored. */
async function expectThread(...texts: string[]): Promise<void> {
  // Another process may be at it still.
  const last = await eventually(async () => {
    const { messages, unread } = await business.with(who);
    expect(messages.map(readText)).toEqual(texts);
    expect(unread).toBe(texts.length);
    return messages.at(-1);
  });
  await eventually(() =>
    expect(
      changes()
        .flatMap((change) => change.messages)
        .findLast(({ id }) => id === last?.id),
    ).toEqual(last),
  );
}

describe('a message in a conversation that is there', () => {
  it('is told when it cannot be lost any more, and once more with its number', async () => {
    expect(await meta.deliver(from('The second'))).toMatchObject({ status: 200 });
    await eventually(() => expect(listHeard('The second')).toEqual(['inbox:arrival', 'inbox:change']));
    const [arrived] = arrivals();
    const placed = changes().at(-1)?.messages[0];
    // What counts is newer, and otherwise the same.
    expect(arrived).toEqual({ ...placed, revision: 0 });
    expect(placed?.revision).toBe(1);
    await expectThread('The first', 'The second');
  });

  it('is told also where another process has begun it', async () => {
    who = newPerson();
    await secondMeta.deliver(from('Hello'));
    await meta.deliver(from('Are you there?'));
    await eventually(() => expect(arrivals().map(readText)).toEqual(['Are you there?']));
    await expectThread('Hello', 'Are you there?');
  });

  it('is not told when the number is paused while the disk is waited for', async () => {
    const { collection } = business.api.connection.models.Delivery ?? {};
    if (!collection) throw new Error('deliveries have a model');
    const insert = collection.insertMany.bind(collection);
    const slow = vi.spyOn(collection, 'insertMany').mockImplementationOnce(async (...asked) => {
      await switchNumber('pause');
      return insert(...asked);
    });
    await meta.deliver(from('Too late'));
    expect(slow).toHaveBeenCalled();
    slow.mockRestore();
    await switchNumber('resume');
    await meta.deliver(from('Afterwards'));
    await eventually(() => expect(listHeard('Afterwards')).toContain('inbox:change'));
    expect(listHeard('Too late')).not.toContain('inbox:arrival');
  });

  it('is told although somebody has read the conversation meanwhile', async () => {
    await second.connection
      .collection('conversations')
      .updateOne({ searchKey: new RegExp(who.waId) }, { $set: { unread: 0, name: 'Renamed' }, $inc: { revision: 1 } });
    await meta.deliver(from('The second'));
    await eventually(() => expect(listHeard('The second')).toEqual(['inbox:arrival', 'inbox:change']));
    const { messages, unread } = await business.with({ name: 'none', waId: who.waId });
    expect(messages.map(readText)).toEqual(['The first', 'The second']);
    expect(unread).toBe(1);
  });

  it('that another process has placed already is there once, and its number is not given twice', async () => {
    const wamid = newWamid();
    await secondMeta.deliver(from('The second', { wamid }));
    await meta.deliver(from('The second', { wamid }));
    await meta.deliver(from('The third'));
    await expectThread('The first', 'The second', 'The third');
    const seqs = changes().map(({ seq }) => seq);
    expect(new Set(seqs).size).toBe(seqs.length);
  });

  it('about which Meta has said something before it came is told as it has become', async () => {
    const wamid = newWamid();
    const edit = { original_message_id: wamid, message: { type: 'text', text: { body: 'The second, corrected' } } };
    await meta.deliver(from('', { message: { type: 'edit', edit } }));
    await meta.deliver(from('The second', { wamid }));
    await eventually(() => expect(arrivals().map(readText)).toEqual(['The second']));
    await expectThread('The first', 'The second, corrected');
  });

  it('that could not be stored is refused, and told only when it has its place', async () => {
    const deliveries = business.api.connection.collection('deliveries');
    const failing = vi
      .spyOn(business.api.connection.models.Delivery?.collection ?? deliveries, 'insertMany')
      .mockRejectedValueOnce(new mongo.MongoNetworkError('connection closed'));
    const wamid = newWamid();
    expect(await meta.deliver(from('The second', { wamid }))).toMatchObject({ status: 503 });
    failing.mockRestore();
    await eventually(async () =>
      expect(await meta.deliver(from('The second', { wamid }))).toMatchObject({ status: 200 }),
    );
    await expectThread('The first', 'The second');
    expect(listHeard('The second')).not.toContain('inbox:arrival');
  });
});

describe('is not told before it has its place', () => {
  const tellsOnlyTheChange = async (text: string) =>
    eventually(() => expect(listHeard(text)).toEqual(['inbox:change']));

  it('the first message of a customer', async () => {
    who = newPerson();
    await meta.deliver(from('Good morning'));
    await tellsOnlyTheChange('Good morning');
  });

  it('an answer to a message', async () => {
    await meta.deliver(
      from('', { message: { type: 'text', text: { body: 'An answer' }, context: { from: '1', id: 'wamid.OTHER' } } }),
    );
    await tellsOnlyTheChange('An answer');
  });

  it('one of several in a delivery', async () => {
    await meta.deliver(from('One of two'), from('Two of two'));
    await tellsOnlyTheChange('One of two');
  });

  it('what Meta delivers late', async () => {
    await meta.deliver(from('Late', { at: Math.floor(business.api.clock.now().getTime() / 1000) - 3_600 }));
    await tellsOnlyTheChange('Late');
  });
});

it('what is repeated, or is not ours to show, is not told at all', async () => {
  const wamid = newWamid();
  await meta.deliver(from('Once', { wamid }));
  await meta.deliver(from('Once', { wamid }));
  await eventually(() => expect(listHeard('Once')).toEqual(['inbox:arrival', 'inbox:change']));

  const stranger = await business.api.owner();
  const elsewhere = await watch(business.url, stranger);
  await meta.deliver(from('Not for strangers'));
  await eventually(() => expect(listHeard('Not for strangers')).toContain('inbox:change'));
  expect(elsewhere.events).toEqual([]);
  elsewhere.socket.disconnect();

  await switchNumber('pause');
  await meta.deliver(from('While paused'));
  const other = said('To the other number', { number: secondNumber, from: who.waId, name: who.name });
  await meta.deliver(other);
  await eventually(() => expect(listHeard('To the other number')).toContain('inbox:change'));
  expect(listHeard('While paused')).toEqual([]);
});
