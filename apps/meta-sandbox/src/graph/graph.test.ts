import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { faultOn } from '../index.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const acme = seedWabas.acmeFlowers.id;

describe('the version in the path', () => {
  it.each([
    ['v27.0', 'v27.0'],
    ['v26.0', 'v26.0'],
    ['v21.0', 'v21.0'],
    ['v19.0', 'v21.0'],
    ['v3.2', 'v21.0'],
  ])('%s is answered by %s', async (asked, served) => {
    const { status, headers } = await meta.get(acme, { token: await meta.token(), version: asked });
    expect([status, headers.get('facebook-api-version')]).toEqual([200, served]);
  });

  it('moves on when the oldest version expires', async () => {
    meta.later(61 * 24 * 3600);
    const { headers } = await meta.get(acme, { token: await meta.token(), version: 'v21.0' });
    expect(headers.get('facebook-api-version')).toBe('v22.0');
  });

  it('may be left out', async () => {
    const response = await fetch(`${meta.sandbox.url}/${acme}?access_token=${await meta.token()}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('facebook-api-version')).toBe('v26.0');
  });

  it('is refused when Meta never had it', async () => {
    const answer = await meta.get(acme, { token: await meta.token(), version: 'v99.0' });
    expect(readError(answer)).toMatchObject({ status: 400, code: 2500 });
  });
});

describe('a path that leads nowhere', () => {
  it.each([
    ['GET', 'nobody', { status: 404, code: 803 }],
    ['GET', '123456789', { status: 400, code: 100, error_subcode: 33 }],
    ['GET', `${acme}/colours`, { status: 400, code: 100 }],
    ['POST', `${acme}/colours`, { status: 400, code: 100, error_subcode: 33 }],
    ['DELETE', acme, { status: 400, code: 100, error_subcode: 33 }],
    ['GET', '', { status: 400, code: 100 }],
  ])('%s %s gets the error of the Graph API', async (method, path, expected) => {
    expect(readError(await meta.call(method, path, { token: await meta.token() }))).toMatchObject(expected);
  });

  it('gets one for a body that is not JSON, too', async () => {
    const response = await fetch(`${meta.sandbox.url}/v26.0/${acme}/subscribed_apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 100, fbtrace_id: expect.any(String) } });
  });
});

describe('the headers of an answer', () => {
  const readUse = async (wabaId: string, headers: Headers) =>
    JSON.parse(String(headers.get('x-business-use-case-usage')))[wabaId][0];

  it('tell how much of the hour is used, in percent, and trace the call', async () => {
    const token = await meta.token({ wabaIds: [seedWabas.paperAndPine.id] });
    for (let call = 0; call < 3; call += 1) await meta.get(seedWabas.paperAndPine.id, { token });
    const { headers } = await meta.get(seedWabas.paperAndPine.id, { token });
    // 4 of the 200 calls an account without a registered number has.
    expect(await readUse(seedWabas.paperAndPine.id, headers)).toEqual({
      type: 'whatsapp_business_management',
      call_count: 2,
      total_cputime: 2,
      total_time: 2,
      estimated_time_to_regain_access: 0,
    });
    expect(JSON.parse(String(headers.get('x-app-usage')))).toHaveProperty('call_count', 0);
    expect(headers.get('x-fb-trace-id')).toMatch(/.{10}/);
    expect(headers.get('content-type')).toMatch(/application\/json/);
  });

  it('come with 80007 after 200 calls when the limits are enforced, until the hour has passed', async () => {
    meta.sandbox.setDials({ enforceRateLimits: true });
    const token = await meta.token({ wabaIds: [seedWabas.paperAndPine.id] });
    const read = () => meta.get(seedWabas.paperAndPine.id, { token });
    for (let call = 0; call < 200; call += 1) await read();
    const refused = await read();
    expect(readError(refused)).toMatchObject({ status: 400, code: 80007 });
    expect(await readUse(seedWabas.paperAndPine.id, refused.headers)).toMatchObject({
      call_count: 100,
      estimated_time_to_regain_access: 60,
    });
    meta.later(3600);
    expect((await read()).status).toBe(200);
  });
});

describe('the record of calls', () => {
  it('tells method, edge, ids, time and status, and holds no secret', async () => {
    const token = await meta.token({ tokenValue: 'EAA-marker' });
    await meta.post(`${acme}/subscribed_apps`, { token });
    await meta.get(seedNumbers.acmeFlowers.id, { query: { access_token: token } });
    expect(meta.sandbox.calls()).toMatchObject([
      { method: 'GET', edge: 'oauth/access_token', wabaId: null, status: 200 },
      {
        method: 'POST',
        edge: '{waba}/subscribed_apps',
        path: `${acme}/subscribed_apps`,
        version: 'v26.0',
        wabaId: acme,
        at: meta.now,
        status: 200,
      },
      { method: 'GET', edge: '{phone}', phoneId: seedNumbers.acmeFlowers.id, wabaId: null },
    ]);
    const record = JSON.stringify(meta.sandbox.calls());
    for (const secret of ['EAA-marker', meta.sandbox.appSecret]) expect(record).not.toContain(secret);
  });
});

describe('a reset', () => {
  it('brings back the first start', async () => {
    const token = await meta.token();
    await meta.post(`${acme}/subscribed_apps`, { token });
    meta.sandbox.world.updateNumber(seedNumbers.acmeFlowers.id, { qualityRating: 'RED' });
    meta.sandbox.world.addBusiness({ name: 'Another' });
    meta.sandbox.faults.add(faultOn('*', { kind: 'hang' }));
    meta.sandbox.reset();
    expect(meta.sandbox.tokens()).toEqual([]);
    expect(meta.sandbox.calls()).toEqual([]);
    expect(meta.sandbox.faults.list()).toEqual([]);
    expect(meta.sandbox.isSubscribed(acme)).toBe(false);
    expect(meta.sandbox.world.number(seedNumbers.acmeFlowers.id)).toMatchObject({ qualityRating: 'GREEN' });
    expect(meta.sandbox.world.businesses).toHaveLength(6);
    expect(readError(await meta.get(acme, { token }))).toMatchObject({ code: 190 });
  });
});

describe('what a helper adds to the world', () => {
  it('is there for the next token', async () => {
    const { world } = meta.sandbox;
    const waba = world.addWaba({ businessId: world.addBusiness({ name: 'New' }).id, name: 'New account' });
    const number = world.addNumber({ wabaId: waba.id, displayPhoneNumber: '+1 555-010-0999' });
    const token = await meta.token({ wabaIds: [waba.id] });
    const { body } = await meta.get(`${waba.id}/phone_numbers`, { token, query: { fields: 'display_phone_number' } });
    expect(body.data).toEqual([{ id: number.id, display_phone_number: '+1 555-010-0999' }]);
  });

  it('is refused when it hangs in the air', () => {
    const { world } = meta.sandbox;
    expect(() => world.addWaba({ businessId: '1', name: 'x' })).toThrow('There is no portfolio 1');
    expect(() => world.addNumber({ wabaId: '1' })).toThrow('There is no WhatsApp account 1');
    expect(() => world.updateNumber('1', {})).toThrow('There is no number 1');
    expect(() => meta.sandbox.issueCode({ wabaIds: ['1'] })).toThrow('There is no WhatsApp account 1');
    expect(() => meta.sandbox.revokeToken('x')).toThrow('did not issue');
  });
});
