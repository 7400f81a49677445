import type { ChangesReply } from '@switchboard/contracts';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metaFor, said } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { type Business, newPerson, startBusiness, textOf } from '../../test/inbox.js';
import { readLimits } from '../platform/readBudget.js';

let business: Business;
beforeAll(async () => {
  business = await startBusiness({ limits: { reads: readLimits } });
});
afterAll(() => business.stop());

const since = (seq: number) => business.owner.get(`/api/inbox/changes?since=${seq}`);

/** Everything after a number, as a browser reads it: part by part, waiting where it is told to. */
async function readOn(from: number): Promise<{ replies: ChangesReply[]; bytes: number[] }> {
  const replies: ChangesReply[] = [];
  const bytes: number[] = [];
  for (let seq = from, more = true; more; ) {
    const { status, body, text, headers } = await since(seq);
    if (status === 429) {
      await new Promise((done) => setTimeout(done, Number(headers['retry-after']) * 1_000));
      continue;
    }
    replies.push(body);
    bytes.push(text.length);
    seq = body.change.seq;
    more = body.more;
  }
  return { replies, bytes };
}

describe('catching up', () => {
  it('comes in answers of a bounded size, and brings everything once', async () => {
    const { seq } = await business.inbox.summary();
    const who = newPerson();
    const texts = Array.from({ length: 450 }, (_, index) => `${index} ${'long '.repeat(index % 40)}`.trim());
    const meta = metaFor(business.api, business.url);
    for (let at = 0; at < texts.length; at += 45) {
      const messages = texts.slice(at, at + 45).map((text) => said(text, { from: who.waId, name: who.name }));
      await meta.deliver(...messages);
    }
    const { replies, bytes } = await readOn(seq);
    expect(replies.length).toBeGreaterThan(2);
    for (const { change, reset } of replies) {
      expect(reset).toBe(false);
      expect(change.messages.length).toBeLessThanOrEqual(200);
    }
    expect(Math.max(...bytes)).toBeLessThan(300 * 1024);
    const told = replies.flatMap(({ change }) => change.messages.map(textOf));
    expect(told.toSorted()).toEqual(texts.toSorted());
  });

  it('is bounded by bytes as well', async () => {
    const { seq } = await business.inbox.summary();
    const who = newPerson();
    const meta = metaFor(business.api, business.url);
    for (let round = 0; round < 4; round += 1) {
      const large = Array.from({ length: 30 }, (_, index) =>
        said(`${round}.${index} ${'x'.repeat(4_000)}`, { from: who.waId, name: who.name }),
      );
      await meta.deliver(...large);
    }
    const { replies, bytes } = await readOn(seq);
    expect(Math.max(...bytes)).toBeLessThan(300 * 1024);
    expect(replies.flatMap(({ change }) => change.messages)).toHaveLength(120);
  });

  it('names the threads of a change that is too large by itself', async () => {
    const { seq } = await business.inbox.summary();
    const who = newPerson();
    const large = Array.from({ length: 90 }, (_, index) =>
      said(`${index} ${'y'.repeat(4_000)}`, { from: who.waId, name: who.name }),
    );
    await metaFor(business.api, business.url).deliver(...large);
    const { replies, bytes } = await readOn(seq);
    expect(Math.max(...bytes)).toBeLessThan(300 * 1024);
    const { id } = await business.with(who);
    const told = new Set(replies.flatMap(({ change }) => change.messages.map((message) => message.id)));
    const again = new Set(replies.flatMap(({ change }) => change.refilled));
    expect(told.size === 90 || again.has(id)).toBe(true);
    expect((await since(replies.at(-1)?.change.seq ?? 0)).body).toMatchObject({ more: false, reset: false });
  });
});

describe('a search', () => {
  it('is reading, though its words come in a body', async () => {
    const api = await startApi({ limits: { reads: { unitsPerSession: 50, unitsPerAccount: 1_000 } } });
    const [owner, stranger] = [await api.owner(), await api.owner()];
    const search = (client = owner) => client.post('/api/conversations/search', { search: 'roses' });
    expect((await search()).status).toBe(200);
    expect((await search()).body.code).toBe('too_many_requests');
    expect((await search(stranger)).status).toBe(200);
    await api.stop();
  });
});

describe('what is read', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ limits: { reads: { unitsPerSession: 20, unitsPerAccount: 1_000 } } });
  });
  afterAll(() => api.stop());

  it('is not used up by writing', async () => {
    const owner = await api.owner();
    for (let count = 0; count < 25; count += 1) await owner.post('/api/conversations/con_none/unread');
    expect((await owner.get('/api/auth/me')).status).toBe(200);
  });

  it('counts without its bodies as well', async () => {
    const owner = await api.owner();
    const look = () => request(api.app.handler).head('/api/auth/me').set('Authorization', `Bearer ${owner.token}`);
    for (let count = 0; count < 25; count += 1) if ((await look()).status === 429) break;
    expect((await look()).status).toBe(429);
  });
});

describe('somebody who reads the same again and again', () => {
  it('is told to wait, and nobody of another account is', async () => {
    const stranger = await business.api.owner();
    const answers: Response[] = [];
    for (let round = 0; round < 20; round += 1) {
      answers.push(...(await Promise.all(Array.from({ length: 10 }, () => since(1)))));
      if (answers.some(({ status }) => status === 429)) break;
    }
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ success: false, code: 'too_many_requests' });
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(10);
    }
    expect((await stranger.get('/api/inbox/changes?since=0')).status).toBe(200);
    // One budget for all that reads much, whatever its method.
    expect((await business.owner.post('/api/quarantine/replay')).status).toBe(429);
    // Who reads too much can still answer a customer: writing is not reading.
    const { status } = await business.owner.post('/api/realtime/ticket');
    expect(status).toBe(201);
  });
});
