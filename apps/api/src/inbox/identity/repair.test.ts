import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Meta, metaFor, said } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import type { TestApi } from '../../../test/harness.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { startBeside } from '../../../test/instances.js';
import { watch } from '../../../test/sockets.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';
import { createRepairService, mend, type RepairRecord, repairPass } from './repair.service.js';

let business: Business;
let meta: Meta;
let second: TestApi;
let secondMeta: Meta;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
  second = await startBeside(business.api);
  secondMeta = metaFor(second, await second.listen());
});
afterAll(async () => {
  await second.stop();
  await business.stop();
});

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const rows = () => business.api.connection.collection<ConversationRecord>('conversations');
const messages = () => business.api.connection.collection<MessageRecord>('messages');
/** A conversation as it was stored before addresses had a time. */
async function storedBefore(
  waId: string | null,
  userId: string | null,
  text: string,
  addresses: string[],
): Promise<string> {
  const from = waId ?? '';
  await meta.deliver(said(text, { from, userId, at: now() - 60 }));
  const message = await messages().findOne({ 'content.text': text });
  const id = message?.conversationId ?? '';
  await messages().updateMany({ conversationId: id }, { $unset: { peer: 1 } });
  await rows().updateOne({ _id: id }, { $set: { addresses }, $unset: { namedAt: 1 } });
  return id;
}
const texts = async (id: string) => (await business.inbox.thread(id)).map(readText);
const again = () => business.api.connection.collection('repairs').deleteMany({});

describe('conversations from before', () => {
  it('a number that led to one and was shown in another becomes one conversation', async () => {
    const who = newPerson();
    const byPhone = await storedBefore(who.waId, null, `phone ${who.id}`, [`w:${who.waId}`]);
    const byId = await storedBefore(null, who.userId, `id ${who.id}`, [`u:${who.userId}`]);
    await rows().updateOne({ _id: byId }, { $set: { waId: who.waId } });
    // Twice, and in two processes at once.
    await Promise.all([business.api.app.repairPeople(), second.app.repairPeople()]);
    await again();
    await Promise.all([business.api.app.repairPeople(), second.app.repairPeople()]);
    expect((await texts(byPhone)).sort()).toEqual([`id ${who.id}`, `phone ${who.id}`]);
    expect(await texts(byId)).toEqual(await texts(byPhone));
    expect(await rows().countDocuments({ addresses: { $in: [`w:${who.waId}`, `u:${who.userId}`] } })).toBe(1);
  });

  it('the digits of an id that were taken for a phone are no phone any more', async () => {
    await again();
    const who = newPerson();
    const digits = who.userId.slice(3);
    const id = await storedBefore(null, who.userId, `digits ${who.id}`, [`w:${digits}`, `u:${who.userId}`]);
    await rows().updateOne({ _id: id }, { $set: { waId: digits } });
    expect(await business.api.app.repairPeople()).toBe(true);
    const row = await rows().findOne({ _id: id });
    expect(row).toMatchObject({ addresses: [`u:${who.userId}`], userId: who.userId });
    expect(row).not.toHaveProperty('waId');
    expect(await messages().findOne({ conversationId: id })).toMatchObject({ peer: { userId: who.userId } });
  });

  it('two spellings of one phone become one conversation', async () => {
    await again();
    const tail = newPerson().waId.slice(-8);
    const one = await storedBefore(`5411${tail}`, null, `one ${tail}`, [`w:5411${tail}`]);
    await rows().updateOne({ _id: one }, { $set: { addresses: [`w:elsewhere${tail}`] } });
    const other = await storedBefore(`54911${tail}`, null, `other ${tail}`, [`w:54911${tail}`]);
    await rows().updateOne({ _id: one }, { $set: { addresses: [`w:5411${tail}`] } });
    expect(await business.api.app.repairPeople()).toBe(true);
    expect((await texts(one)).sort()).toEqual([`one ${tail}`, `other ${tail}`]);
    expect(await texts(other)).toEqual(await texts(one));
  });

  it('are gone on with from where a process stopped between two batches, as soon as its claim has ended', async () => {
    await again();
    const { models, clock } = { models: business.api.connection.models, clock: business.api.clock };
    const repairs = business.api.connection.collection<RepairRecord>('repairs');
    const accountId = 'acc_of_many';
    // Before all others, and more than a batch: each has the digits of its id for a phone.
    const many = Array.from({ length: 230 }, (_, index) => {
      const digits = String(100_000_000_000_000 + index);
      return {
        ...{ _id: `cnv_!${digits}`, accountId, phoneNumberId: '700', searchKey: '', unread: 0, revision: 1 },
        ...{ addresses: [`w:${digits}`], waId: digits, userId: `US.${digits}`, lastActivityAt: clock.now() },
      };
    });
    // The process ends at one that has to be settled, in the second batch.
    const last = many.at(-1);
    if (last) Object.assign(last, { addresses: [`u:${last.userId}`], waId: '15550190099' });
    await rows().insertMany(many);
    const wrong = async () => {
      const left = await rows().find({ accountId, waId: /^1000/ }).sort({ _id: 1 }).toArray();
      return left.map(({ _id }) => _id);
    };
    const { Repair, Conversation, Message } = models;
    if (!Repair || !Conversation || !Message) throw new Error('a model has another name');
    const stopping = createRepairService({
      ...{ repairs: Repair, conversations: Conversation, messages: Message, clock },
      people: { settleAround: () => Promise.reject(new Error('the process ended')) },
    });
    await expect(stopping.run()).rejects.toThrow('the process ended');
    expect((await repairs.findOne({ _id: repairPass }))?.after).toBe(many[199]?._id);
    expect(await wrong()).toEqual([]);
    // One of each batch is wrong once more: only what was not seen to yet is looked at again.
    for (const index of [0, 210]) {
      const { _id, waId } = many[index] ?? { _id: '', waId: '' };
      await rows().updateOne({ _id }, { $set: { waId } });
    }
    expect(await second.app.repairPeople()).toBe(false);
    expect(await wrong()).toEqual([many[0]?._id, many[210]?._id]);
    await repairs.updateOne({ _id: repairPass }, { $set: { claimedUntil: new Date(clock.now().getTime() - 1) } });
    expect(await second.app.repairPeople()).toBe(true);
    expect(await wrong()).toEqual([many[0]?._id]);
    expect(await rows().findOne({ _id: last?._id ?? '' })).toMatchObject({
      addresses: expect.arrayContaining(['w:15550190099', `u:${last?.userId}`]),
    });
    const left = await repairs.findOne({ _id: repairPass });
    expect(left?.doneAt).toBeInstanceOf(Date);
    expect(left).not.toHaveProperty('claimedUntil');
    await rows().deleteMany({ accountId });
  });

  it('what is as it should be is left alone', () => {
    const row = {
      ...{ _id: 'cnv_1', accountId: 'acc_1', phoneNumberId: '700', searchKey: '', unread: 0, revision: 3 },
      ...{ addresses: ['w:15550190001', 'u:US.1'], waId: '15550190001', userId: 'US.1', lastActivityAt: new Date(0) },
    };
    expect(mend(row)).toEqual({ row: null, peer: { waId: '15550190001', userId: 'US.1' }, isToSettle: false });
  });
});

describe('two conversations become one while both are open', () => {
  it('nothing that is written in either at that moment is lost, and whoever was away is told which one it is', async () => {
    const who = newPerson();
    await meta.deliver(said(`phone ${who.id}`, { from: who.waId, at: now() - 50 }));
    await meta.deliver(said(`id ${who.id}`, { from: '', userId: who.userId, at: now() - 40 }));
    const findConversationId = async (text: string) =>
      (await messages().findOne({ 'content.text': text }))?.conversationId ?? '';
    const [one, other] = [await findConversationId(`phone ${who.id}`), await findConversationId(`id ${who.id}`)];
    const { seq } = await business.inbox.summary();
    // Both are answered at the same moment, and the message that joins them comes to another process.
    const answer = (id: string, text: string) =>
      business.owner.post(`/api/conversations/${id}/messages`, {
        ...{ clientId: crypto.randomUUID(), type: 'text', text },
      });
    const [first, last] = await Promise.all([
      answer(one, 'to the one'),
      answer(other, 'to the other'),
      secondMeta.deliver(said(`joins ${who.id}`, { from: who.waId, userId: who.userId, at: now() - 30 })),
    ]);
    expect([first.status, last.status]).toEqual([201, 201]);
    await business.api.app.settlePeople();
    const whole = [`id ${who.id}`, `joins ${who.id}`, `phone ${who.id}`, 'to the one', 'to the other'];
    for (const id of [one, other]) expect((await texts(id)).sort()).toEqual(whole);
    const merged = { from: other, into: one };
    expect((await business.inbox.changes(seq)).change.merged).toContainEqual(merged);
  });

  it('every open browser is told once which one it is', async () => {
    const who = newPerson();
    await meta.deliver(said(`phone ${who.id}`, { from: who.waId, at: now() - 50 }));
    await meta.deliver(said(`id ${who.id}`, { from: '', userId: who.userId, at: now() - 40 }));
    const browsers = [await watch(business.url, business.owner), await watch(business.url, business.owner)];
    await meta.deliver(said(`joins ${who.id}`, { from: who.waId, userId: who.userId, at: now() - 30 }));
    for (const browser of browsers) {
      await eventually(() => {
        const told = browser.of('inbox:change').flatMap((change) => change.merged ?? []);
        expect(told).toHaveLength(1);
      });
      browser.socket.disconnect();
    }
  });
});
