import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Meta, metaFor, said } from '../../../test/deliveries.js';
import type { TestApi } from '../../../test/harness.js';
import { type Business, newPerson, openInbox, startBusiness } from '../../../test/inbox.js';
import { startBeside } from '../../../test/instances.js';
import { later, minutes } from '../../platform/clock.js';
import { createLogger } from '../../platform/logger.js';
import { longestSilenceMs } from '../lifetimes.js';
import { createLifeSign, lifeSignModel } from './lifeSign.js';

let business: Business;
let meta: Meta;
let anna: ReturnType<typeof newPerson>;
let id: string;
const started: TestApi[] = [];
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(async () => {
  for (const api of started.splice(0)) await api.stop();
  anna = newPerson();
  await meta.deliver(said('Hello', { from: anna.waId, userId: anna.userId, name: anna.name, at: nowSeconds() - 60 }));
  id = (await business.with(anna)).id;
});
afterAll(async () => {
  for (const api of started.splice(0)) await api.stop();
});

const nowSeconds = () => Math.floor(business.api.clock.now().getTime() / 1000);
const write = async (text: string): Promise<string> => {
  const request = { clientId: randomUUID(), type: 'text', text };
  return (await business.owner.post(`/api/conversations/${id}/messages`, request)).body.message.id;
};
const sent = (text: string) =>
  business.api.sandbox.sentMessages().filter(({ body }) => (body.text as { body?: string } | undefined)?.body === text)
    .length;

/** The whole database as it is at this moment. */
async function backup(): Promise<() => Promise<void>> {
  const { db } = business.api.connection;
  if (!db) throw new Error('the database is open');
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const copies: [string, mongo.Document[]][] = [];
  for (const name of names) copies.push([name, await db.collection(name).find().toArray()]);
  return async () => {
    for (const { name } of await db.listCollections().toArray()) await db.collection(name).deleteMany({});
    for (const [name, rows] of copies) {
      // The process of before goes on, and writes down meanwhile that it is alive.
      const puts = rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } }));
      if (puts.length > 0) await db.collection(name).bulkWrite(puts);
    }
  };
}

/** When this database was last used to send, as its copy says. */
const lastUsed = (ago: number) =>
  business.api.connection
    .collection('lifeSigns')
    .updateOne({ _id: 'sending' as never }, { $set: { at: later(new Date(), -ago) } });

/** The process that is started on whatever the database holds now, with the owner signed in. */
async function restarted(): Promise<{ api: TestApi; inbox: ReturnType<typeof openInbox>; owner: Business['owner'] }> {
  const api = await startBeside(business.api);
  started.push(api);
  const owner = api.client();
  owner.token = business.owner.token;
  return { api, owner, inbox: openInbox(owner) };
}

describe('what was queued in a backup that is put back', () => {
  it('does not go out a second time by itself: a person is asked, and decides', async () => {
    const [text, second] = [`Queued ${anna.waId}`, `Queued too ${anna.waId}`];
    const [messageId, secondId] = [await write(text), await write(second)];
    const restore = await backup();
    await business.api.app.runDueSending();
    expect([sent(text), sent(second)]).toEqual([1, 1]);

    await restore();
    await lastUsed(longestSilenceMs + minutes(1));
    const { api, owner, inbox } = await restarted();
    await api.app.runDueSending();
    expect([sent(text), sent(second)]).toEqual([1, 1]);
    const held = { status: 'queued', held: { to: `+${anna.waId}`, reason: 'interrupted' } };
    expect((await inbox.thread(id)).filter(({ direction }) => direction === 'out')).toMatchObject([held, held]);
    expect(api.logs()).toContain('nothing was sent for a while');

    const decide = (one: string, what: string) => owner.post(`/api/conversations/${id}/messages/${one}/${what}`, {});
    const withheld = (await decide(messageId, 'withhold')).body.message;
    expect(withheld).toMatchObject({ status: 'failed', held: null, problem: { title: 'Not sent' } });
    expect(withheld.problem.message).toContain('interrupted');
    expect((await decide(secondId, 'release')).body.message).toMatchObject({ held: null });
    await api.app.runDueSending();
    expect([sent(text), sent(second)]).toEqual([1, 2]);
  });

  it('holds up nothing that is written afterwards', async () => {
    const [old, fresh] = [`Old ${anna.waId}`, `Fresh ${anna.waId}`];
    await write(old);
    await lastUsed(longestSilenceMs + minutes(1));
    const { api, owner } = await restarted();
    await owner.post(`/api/conversations/${id}/messages`, { clientId: randomUUID(), type: 'text', text: fresh });
    await api.app.runDueSending();
    expect([sent(old), sent(fresh)]).toEqual([0, 1]);
  });

  it('is asked about by every process, not only by the one that noticed', async () => {
    const text = `Several ${anna.waId}`;
    await write(text);
    await lastUsed(longestSilenceMs + minutes(1));
    const [first, second] = [await restarted(), await restarted()];
    await second.api.app.runDueSending();
    await first.api.app.runDueSending();
    expect(sent(text)).toBe(0);
  });

  it('is asked about by a process that goes on over it, however young the backup is', async () => {
    const { connection, clock } = business.api;
    const lifeSigns = lifeSignModel(connection);
    const lifeSign = createLifeSign({ lifeSigns, clock, logger: createLogger({ level: 'silent' }) });
    await write(`Beneath it ${anna.waId}`);
    const writtenAt = clock.now();
    const restore = await backup();
    await lifeSign.give();
    expect(await lifeSign.isFromBefore(writtenAt)).toBe(false);
    await restore();
    await lifeSign.give();
    expect(await lifeSign.isFromBefore(writtenAt)).toBe(true);
    expect(await lifeSign.isFromBefore(later(clock.now(), 1))).toBe(false);
  });
});

it('what is queued over a restart that is soon over goes out by itself', async () => {
  const text = `Deployed ${anna.waId}`;
  await write(text);
  await lastUsed(longestSilenceMs - minutes(1));
  const { api } = await restarted();
  await api.app.runDueSending();
  expect(sent(text)).toBe(1);
});
