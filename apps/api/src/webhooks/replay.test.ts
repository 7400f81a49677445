import { randomBytes } from 'node:crypto';
import { buildDelivery, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { acmeNumber, metaFor, said } from '../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness } from '../../test/inbox.js';
import { runReleaseStep } from '../../test/releaseStep.js';
import { later, minutes } from '../platform/clock.js';
import { toFirstId } from './delivery.js';
import { createReplays, type ReplayRequest } from './replay.js';
import { isOfAnEarlierHolder } from './updateRouting.js';
import { webhookModels } from './webhooks.js';

let business: Business;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());
beforeEach(() => {
  who = newPerson();
});

const collection = (name: string) => business.api.connection.collection<{ _id: string } & mongo.Document>(name);
const from = (text: string) => said(text, { from: who.waId, userId: who.userId, name: who.name });
const deliver = (text: string) => metaFor(business.api, business.url).deliver(from(text));
const replays = () => createReplays({ ...webhookModels(business.api.connection), clock: business.api.clock });

/** Of a process before this one, all of whose deliveries were projected. */
async function keptAt(at: Date, text: string): Promise<void> {
  const writer = randomBytes(6).toString('hex');
  const _id = `${toFirstId(at)}00000001.${writer}`;
  const body = new mongo.Binary(serializeLikeMeta(buildDelivery([from(text)])));
  await collection('deliveries').insertOne({ _id, writer, body });
  const aliveUntil = new Date(0);
  await collection('deliveryWriters').insertOne({ _id: writer, projectedTo: _id, aliveUntil, finished: true });
}

async function replay(since: Date): Promise<ReplayRequest> {
  const asked = await replays().request(since);
  await business.api.app.takeOverDeliveries();
  expect(await replays().look(asked.ids)).toEqual({ done: asked.ids.length, passedOver: 0 });
  return asked;
}

it('brings back what a backup lacks, of processes that are gone and of this one, and nothing from before its time', async () => {
  const now = business.api.clock.now();
  await keptAt(later(now, -minutes(30)), 'long before');
  await keptAt(later(now, -minutes(10)), 'of the process before');
  await deliver('of this one');
  await collection('messages').deleteMany({});
  await collection('conversations').deleteMany({});

  const { ids, deliveries, firstAt } = await replay(later(now, -minutes(20)));
  expect([ids.length, deliveries, firstAt]).toEqual([2, 2, later(now, -minutes(10))]);
  const found = await business.with(who);
  expect(found.messages.map(readText).sort()).toEqual(['of the process before', 'of this one']);
  expect(found.unread).toBe(2);
});

it('changes nothing that is there, however often, while new deliveries come', async () => {
  await deliver('one');
  await deliver('two');
  const { id } = await business.with(who);
  await business.inbox.markRead(id);
  const before = await business.with(who);
  const since = later(business.api.clock.now(), -minutes(1));
  await Promise.all([replay(since), deliver('three')]);
  await replay(since);
  const after = await business.with(who);
  expect(after.messages.map(readText)).toEqual(['one', 'two', 'three']);
  expect(after.messages.slice(0, 2)).toEqual(before.messages);
  expect(after.unread).toBe(1);
});

it('under way is no process that runs: nothing waits for it', async () => {
  await deliver('one');
  const { ids } = await replays().request(later(business.api.clock.now(), -minutes(1)));
  await collection('deliveryWriters').updateMany(
    { _id: { $in: ids } },
    { $set: { aliveUntil: later(business.api.clock.now(), minutes(1)) } },
  );
  await collection('deliveryWriters').updateMany(
    { replayOf: { $exists: false } },
    { $set: { aliveUntil: new Date(0) } },
  );
  expect(await replays().isAnybodyThere()).toBe(false);
});

/** It starts a process, which may compile the sources first: on a busy machine that takes its time. */
const patience = { timeout: 240_000 };

it('asked for by the command, where no instance runs, is left for the first one to start', patience, async () => {
  await deliver('one');
  await collection('deliveryWriters').updateMany({}, { $set: { aliveUntil: new Date(0) } });
  await collection('messages').deleteMany({});
  const step = await runReleaseStep(business.api.config, ['replay', '--since', '2026-01-01T00:00:00Z']);
  expect(step).toMatchObject({ code: 0, output: expect.stringContaining('the first one to start replays them') });
  await business.api.app.takeOverDeliveries();
  expect((await business.with(who)).messages.map(readText)).toEqual(['one']);
});

it('gives an account nothing that came while another one held the number', () => {
  const connectedAt = new Date();
  const holder = { accountId: 'b', phoneNumberId: acmeNumber.id, wabaId: '1', isActive: true, connectedAt };
  const before = { receivedAt: later(connectedAt, -1) };
  const replayed = { ...before, isReplayed: true as const };
  expect(isOfAnEarlierHolder(replayed, { ...holder, isShared: true })).toBe(true);
  expect(isOfAnEarlierHolder({ ...replayed, receivedAt: connectedAt }, { ...holder, isShared: true })).toBe(false);
  expect(isOfAnEarlierHolder(before, { ...holder, isShared: true })).toBe(false);
  expect(isOfAnEarlierHolder(replayed, holder)).toBe(false);
});
