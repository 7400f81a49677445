import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readError, TestSandbox } from '../../test/client.js';
import { Receiver } from '../../test/receiver.js';
import { seedBusinesses, seedNumbers, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const acme = seedWabas.acmeFlowers.id;
const northwind = seedWabas.northwind.id;

const listPage = z.object({
  data: z.array(z.object({ id: z.string() })),
  paging: z
    .object({
      cursors: z.object({ before: z.string(), after: z.string() }),
      next: z.string().optional(),
      previous: z.string().optional(),
    })
    .optional(),
});

describe('a WhatsApp account', () => {
  it('answers id and name, or the fields it is asked for', async () => {
    const token = await meta.token();
    expect((await meta.get(acme, { token })).body).toEqual({ id: acme, name: 'Acme Flowers' });
    const query = { fields: 'name,currency,account_review_status,owner_business_info{id,name}' };
    expect((await meta.get(acme, { token, query })).body).toEqual({
      id: acme,
      name: 'Acme Flowers',
      currency: 'USD',
      account_review_status: 'APPROVED',
      owner_business_info: { id: seedBusinesses.acme.id, name: 'Acme Flowers' },
    });
  });

  it('knows no made-up field', async () => {
    const answer = await meta.get(acme, { token: await meta.token(), query: { fields: 'id,colour' } });
    expect(readError(answer)).toMatchObject({
      code: 100,
      message: '(#100) Tried accessing nonexisting field (colour) on node type (WhatsAppBusinessAccount)',
    });
  });
});

describe('the list of numbers', () => {
  it('answers the default fields', async () => {
    const { body } = await meta.get(`${acme}/phone_numbers`, { token: await meta.token() });
    expect(body.data).toHaveLength(2);
    expect(Array.isArray(body.data) && body.data[0]).toEqual({
      id: seedNumbers.acmeFlowers.id,
      verified_name: 'Acme Flowers',
      code_verification_status: 'VERIFIED',
      display_phone_number: seedNumbers.acmeFlowers.displayPhoneNumber,
      quality_rating: 'GREEN',
      platform_type: 'CLOUD_API',
      throughput: { level: 'STANDARD' },
      last_onboarded_time: '2026-10-01T10:00:00+0000',
    });
  });

  it('gives 25 a page, and the rest behind the next link or the cursor', async () => {
    const token = await meta.token({ wabaIds: [northwind] });
    const read = async (query: Record<string, string> = {}) =>
      listPage.parse((await meta.get(`${northwind}/phone_numbers`, { token, query: { fields: 'id', ...query } })).body);
    const first = await read();
    expect(first.data).toHaveLength(25);
    const rest = listPage.parse(await (await fetch(String(first.paging?.next))).json());
    expect(rest.data).toHaveLength(5);
    expect(rest.paging).not.toHaveProperty('next');
    expect(await read({ after: String(first.paging?.cursors.after) })).toMatchObject({ data: rest.data });
    const back = await read({ before: String(rest.paging?.cursors.before) });
    expect(back.data).toEqual(first.data);
    const ids = [...first.data, ...rest.data].map(({ id }) => id);
    expect(new Set(ids).size).toBe(30);
  });

  it('gives up to 100 at once and refuses limits and cursors that make no sense', async () => {
    const token = await meta.token({ wabaIds: [northwind] });
    for (let index = 0; index < 80; index += 1) meta.sandbox.world.addNumber({ wabaId: northwind });
    const all = await meta.get(`${northwind}/phone_numbers`, { token, query: { limit: '500' } });
    expect(all.body.data).toHaveLength(100);
    for (const [name, value] of [
      ['limit', '0'],
      ['limit', 'many'],
      ['after', 'nonsense'],
    ] as const) {
      const answer = await meta.get(`${northwind}/phone_numbers`, { token, query: { [name]: value } });
      expect(readError(answer)).toMatchObject({ status: 400, code: 100 });
    }
  });

  it('is empty and has no paging for an account without numbers', async () => {
    const token = await meta.token({ wabaIds: [seedWabas.paperAndPine.id] });
    expect((await meta.get(`${seedWabas.paperAndPine.id}/phone_numbers`, { token })).body).toEqual({ data: [] });
  });

  it('calls an unrated number UNKNOWN where the number itself says NA', async () => {
    const token = await meta.token({ wabaIds: [seedWabas.quietHarbour.id] });
    const fields = 'quality_rating,status,platform_type,throughput';
    const list = await meta.get(`${seedWabas.quietHarbour.id}/phone_numbers`, { token, query: { fields } });
    const unregistered = {
      status: 'PENDING',
      platform_type: 'NOT_APPLICABLE',
      throughput: { level: 'NOT_APPLICABLE' },
    };
    expect(list.body.data).toEqual([{ id: seedNumbers.quietHarbour.id, quality_rating: 'UNKNOWN', ...unregistered }]);
    const node = await meta.get(seedNumbers.quietHarbour.id, { token, query: { fields } });
    expect(node.body).toEqual({ id: seedNumbers.quietHarbour.id, quality_rating: 'NA', ...unregistered });
  });

  it('shows what a helper changed', async () => {
    const token = await meta.token();
    meta.sandbox.world.updateNumber(seedNumbers.acmeFlowers.id, { qualityRating: 'RED', status: 'FLAGGED' });
    const { body } = await meta.get(seedNumbers.acmeFlowers.id, { token, query: { fields: 'quality_rating,status' } });
    expect(body).toMatchObject({ quality_rating: 'RED', status: 'FLAGGED' });
  });
});

describe('subscribing to the webhooks of an account', () => {
  const edge = `${acme}/subscribed_apps`;

  it('can be repeated, read back and undone', async () => {
    const token = await meta.token();
    expect((await meta.get(edge, { token })).body).toEqual({ data: [] });
    for (let time = 0; time < 2; time += 1) {
      expect((await meta.post(edge, { token })).body).toEqual({ success: true });
    }
    expect(meta.sandbox.isSubscribed(acme)).toBe(true);
    expect(meta.sandbox.isSubscribed(seedWabas.acmeEvents.id)).toBe(false);
    expect((await meta.get(edge, { token })).body.data).toEqual([
      { whatsapp_business_api_data: { id: meta.sandbox.appId, name: 'Switchboard', link: expect.any(String) } },
    ]);
    expect((await meta.call('DELETE', edge, { token })).body).toEqual({ success: true });
    expect(meta.sandbox.isSubscribed(acme)).toBe(false);
  });

  it('keeps an address of its own until it is posted without one', async () => {
    const token = await meta.token();
    const receiver = await Receiver.start();
    const override_callback_uri = receiver.url;
    await meta.post(edge, { token, body: { override_callback_uri, verify_token: receiver.verifyToken } });
    await receiver.stop();
    expect((await meta.get(edge, { token })).body.data).toMatchObject([{ override_callback_uri }]);
    await meta.post(edge, { token });
    expect(JSON.stringify((await meta.get(edge, { token })).body)).not.toContain(override_callback_uri);
  });

  it('needs the permission', async () => {
    const token = await meta.token({ scopes: [] });
    expect(readError(await meta.post(edge, { token }))).toMatchObject({ code: 200 });
    expect(meta.sandbox.isSubscribed(acme)).toBe(false);
  });
});
