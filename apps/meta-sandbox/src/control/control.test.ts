import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, redirectUri, TestSandbox } from '../../test/client.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const acme = seedWabas.acmeFlowers.id;
const control = () => request(`${meta.sandbox.url}/__sandbox`);

describe('the control API', () => {
  it('is healthy', async () => {
    const { body } = await control().get('/health').expect(200);
    expect(body).toEqual({ ok: true, appId: meta.sandbox.appId, graphVersion: 'v26.0' });
  });

  it('issues a code that can be exchanged', async () => {
    const { body } = await control()
      .post('/codes')
      .send({ wabaIds: [acme], redirectUri })
      .expect(201);
    expect((await meta.exchange(body.code)).status).toBe(200);
  });

  it('shows tokens and codes by their last four characters only', async () => {
    const token = await meta.token({ tokenValue: 'EAA-secret-marker-9876' });
    const code = meta.sandbox.issueCode();
    const { body, text } = await control().get('/state').expect(200);
    expect(body.tokens).toMatchObject([{ last4: '9876', kind: 'business', state: 'valid', wabaIds: [acme] }]);
    expect(body.codes).toMatchObject([{ state: 'used' }, { state: 'waiting', last4: code.slice(-4) }]);
    const page = await control().get('/').expect(200);
    for (const shown of [text, page.text]) {
      for (const secret of [token, code, meta.sandbox.appSecret]) expect(shown).not.toContain(secret);
    }
    expect(page.text).toContain('9876');
  });

  it('revokes and expires tokens by their handle, or all of them', async () => {
    const [first, second] = [await meta.token(), await meta.token()];
    const [firstId] = meta.sandbox.tokens().map(({ id }) => id);
    await control().post(`/tokens/${firstId}/revoke`).send({ subcode: 460 }).expect(200);
    expect(readError(await meta.get(acme, { token: first }))).toMatchObject({ code: 190, error_subcode: 460 });
    expect((await meta.get(acme, { token: second })).status).toBe(200);
    await control().post('/tokens/all/expire').expect(200);
    expect(readError(await meta.get(acme, { token: second }))).toMatchObject({ error_subcode: 463 });
    await control().post('/tokens/unknown/revoke').expect(404);
  });

  it('sets faults, lists them and takes them away', async () => {
    const token = await meta.token();
    const fault = JSON.parse('{"edge":"{waba}","times":"always","then":{"kind":"error","code":2}}');
    const { body } = await control().post('/faults').send(fault).expect(201);
    expect((await control().get('/faults')).body.faults).toMatchObject([
      { faultId: body.faultId, remaining: 'always' },
    ]);
    expect((await meta.get(acme, { token })).status).toBe(503);
    await control().delete(`/faults/${body.faultId}`).expect(200);
    expect((await meta.get(acme, { token })).status).toBe(200);
    await control().post('/faults').send(fault).expect(201);
    await control().delete('/faults').expect(200);
    expect(meta.sandbox.faults.list()).toEqual([]);
  });

  it('takes Meta down and brings it back', async () => {
    const token = await meta.token();
    await control().post('/down').send({ down: true }).expect(200);
    expect(readError(await meta.get(acme, { token }))).toMatchObject({ status: 503, code: 2, is_transient: true });
    expect((await control().get('/health')).status).toBe(200);
    await control().post('/down').send({ down: false }).expect(200);
    expect((await meta.get(acme, { token })).status).toBe(200);
  });

  it('changes numbers, latency and settings, and resets them all', async () => {
    await control()
      .patch(`/numbers/${seedNumbers.acmeFlowers.id}`)
      .send({ qualityRating: 'RED', status: 'BANNED' })
      .expect(200);
    await control().post('/latency').send({ ms: 5, jitterMs: 1 }).expect(200);
    await control().post('/dials').send({ requireAppSecretProof: true }).expect(200);
    expect((await control().get('/state')).body).toMatchObject({
      latency: { ms: 5, jitterMs: 1 },
      dials: { requireAppSecretProof: true, enforceRateLimits: false },
    });
    expect(meta.sandbox.world.number(seedNumbers.acmeFlowers.id)).toMatchObject({
      qualityRating: 'RED',
      status: 'BANNED',
    });
    await control().post('/reset').expect(200);
    expect((await control().get('/state')).body).toMatchObject({
      latency: { ms: 0 },
      dials: { requireAppSecretProof: false },
    });
    expect(meta.sandbox.world.number(seedNumbers.acmeFlowers.id)).toMatchObject({ qualityRating: 'GREEN' });
  });

  it('lists calls, all or those of one account', async () => {
    const token = await meta.token();
    await meta.get(acme, { token });
    expect((await control().get('/calls')).body.calls).toHaveLength(2);
    expect((await control().get('/calls').query({ wabaId: acme })).body.calls).toMatchObject([{ path: acme }]);
  });

  it.each([
    ['post', '/faults', { edge: '{waba}', colour: 'red' }],
    ['post', '/faults', JSON.parse('{"edge":"{waba}/nothing","then":{"kind":"hang"}}')],
    ['post', '/latency', { ms: -1 }],
    ['post', '/codes', { wabaIds: ['1'] }],
    ['post', '/codes', { wabas: [] }],
    ['patch', `/numbers/${seedNumbers.acmeFlowers.id}`, { qualityRating: 'BLUE' }],
  ] as const)('refuses %s %s with %o and says why', async (method, path, body) => {
    const answer = await control()[method](path).send(body).expect(400);
    expect(answer.body).toMatchObject({ error: 'invalid_request', message: expect.stringMatching(/.{10}/) });
  });

  it('is not found where there is nothing, and does not fall through to Meta', async () => {
    expect((await control().get('/nothing').expect(404)).body).toMatchObject({ error: 'not_found' });
    expect(meta.sandbox.calls()).toEqual([]);
  });

  it('takes no orders from pages of other sites', async () => {
    const token = await meta.token();
    await control().post('/reset').set('origin', 'https://evil.test').expect(403);
    await control().post('/forms/reset').set('origin', 'null').expect(403);
    expect((await meta.get(acme, { token })).status).toBe(200);
    await control().post('/reset').set('origin', meta.sandbox.url).expect(200);
  });
});

describe('the control page', () => {
  const submit = (form: string, fields: Record<string, string> = {}) =>
    control().post(`/forms/${form}`).type('form').send(fields).expect(303);

  it('does with forms what the API does', async () => {
    const token = await meta.token();
    await submit('faults', { edge: '{waba}', method: 'GET', id: acme, times: '2', kind: 'too_many_calls' });
    expect(readError(await meta.get(acme, { token }))).toMatchObject({ code: 80007 });
    await submit('remove-fault', { fault: String(meta.sandbox.faults.list()[0]?.faultId) });
    expect((await meta.get(acme, { token })).status).toBe(200);

    await submit('down', { down: 'yes' });
    expect((await control().get('/')).text).toContain('Meta is down');
    await submit('down', { down: 'no' });
    await submit('latency', { ms: '3', jitter_ms: '0' });
    await submit('dials', { require_proof: 'on' });
    expect((await control().get('/state')).body).toMatchObject({
      latency: { ms: 3 },
      dials: { requireAppSecretProof: true },
    });
    const number = {
      number: seedNumbers.acmeFlowers.id,
      quality: 'YELLOW',
      status: 'RESTRICTED',
      platform: 'CLOUD_API',
    };
    await submit('numbers', number);
    expect(meta.sandbox.world.number(seedNumbers.acmeFlowers.id)).toMatchObject({
      qualityRating: 'YELLOW',
      status: 'RESTRICTED',
    });
    await submit('tokens', { token: String(meta.sandbox.tokens()[0]?.id), act: 'revoke' });
    expect(readError(await meta.get(acme, { token }))).toMatchObject({ error_subcode: 458 });
    await submit('reset');
    expect(meta.sandbox.tokens()).toEqual([]);
  });

  it('lets browsers say where its forms come from, without which they are refused', async () => {
    const { headers } = await control().get('/').expect(200);
    expect(headers['referrer-policy']).toBe('same-origin');
  });

  it('shows what is subscribed, and the calls', async () => {
    const token = await meta.token();
    await meta.post(`${acme}/subscribed_apps`, { token });
    const { text } = await control().get('/').expect(200);
    expect(text).toMatch(new RegExp(`data-testid="subscribed-${acme}">subscribed<`));
    expect(text).toContain(`POST ${acme}/subscribed_apps`);
  });

  it('does not understand a form that is not its own', async () => {
    await control().post('/forms/latency').type('form').send({ ms: 'fast', jitter_ms: '0' }).expect(400);
    await control().post('/forms/nothing').type('form').send({}).expect(404);
  });
});
