import request, { type Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metaFor, said } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { type Business, startBusiness } from '../../test/inbox.js';
import { readLimits } from '../platform/readBudget.js';

let business: Business;
beforeAll(async () => {
  business = await startBusiness({ limits: { reads: readLimits } });
});
afterAll(() => business.stop());

const since = (seq: number) => business.owner.get(`/api/inbox/changes?since=${seq}`);

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
    const large = Array.from({ length: 50 }, (_, index) => said(`${index} ${'x'.repeat(4_000)}`));
    await metaFor(business.api, business.url).deliver(...large);
    const answers: Response[] = [];
    for (let round = 0; round < 20; round += 1) {
      answers.push(...(await Promise.all(Array.from({ length: 10 }, () => since(0)))));
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
