import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedApp, seedNumbers, seedWabas } from '../seeds.js';
import { checkProof } from './access.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const acme = seedWabas.acmeFlowers.id;

describe('a call with a token that does not work', () => {
  it('gets 190 with the reason', async () => {
    const [expired, removed, changed, plain] = [
      await meta.token({ tokenExpiresInSeconds: 60 }),
      await meta.token(),
      await meta.token(),
      await meta.token(),
    ];
    meta.later(60);
    meta.sandbox.revokeToken(removed);
    meta.sandbox.revokeToken(changed, 460);
    meta.sandbox.revokeToken(plain, 0);
    const errors = await Promise.all(
      [expired, removed, changed, plain, 'EAAnonsense'].map(async (token) =>
        readError(await meta.get(acme, { token })),
      ),
    );
    expect(errors.map(({ error_subcode }) => error_subcode)).toEqual([463, 458, 460, undefined, undefined]);
    for (const error of errors) expect(error).toMatchObject({ status: 401, code: 190, type: 'OAuthException' });
  });

  it('dies at once when the sandbox is told to expire it', async () => {
    const token = await meta.token();
    expect((await meta.get(acme, { token })).status).toBe(200);
    meta.sandbox.expireToken(token);
    expect(readError(await meta.get(acme, { token }))).toMatchObject({ code: 190, error_subcode: 463 });
  });

  it('gets 104 when there is no token at all', async () => {
    expect(readError(await meta.get(acme))).toMatchObject({ status: 400, code: 104 });
  });
});

describe('what a token may see', () => {
  it('hides what it was not granted as if it did not exist', async () => {
    const token = await meta.token({ wabaIds: [acme] });
    for (const id of [
      seedWabas.acmeEvents.id,
      `${seedWabas.acmeEvents.id}/phone_numbers`,
      seedNumbers.acmeEvents.id,
      '123456789',
    ]) {
      expect(readError(await meta.get(id, { token }))).toMatchObject({
        status: 400,
        code: 100,
        error_subcode: 33,
        type: 'GraphMethodException',
        message: expect.stringContaining('does not exist, cannot be loaded due to missing permissions'),
      });
    }
  });

  it('gets 200 for reading, and 10 for acting, without the permission', async () => {
    const token = await meta.token({ scopes: ['whatsapp_business_messaging'] });
    expect(readError(await meta.get(`${acme}/phone_numbers`, { token }))).toMatchObject({ status: 403, code: 200 });
    const body = { messaging_product: 'whatsapp', pin: '123456' };
    const register = await meta.post(`${seedNumbers.acmeFlowers.id}/register`, { token, body });
    expect(readError(register)).toMatchObject({ status: 403, code: 10 });
  });

  it('reaches every account of the portfolio when no account is named', async () => {
    const token = await meta.token({ withoutTargetIds: true });
    expect((await meta.get(seedWabas.acmeEvents.id, { token })).status).toBe(200);
    expect((await meta.get(seedWabas.blueBicycle.id, { token })).status).toBe(400);
  });

  it('is nothing for an app token', async () => {
    expect(readError(await meta.get(acme, { token: meta.appToken }))).toMatchObject({ code: 100, error_subcode: 33 });
  });
});

describe('appsecret_proof', () => {
  const makeProof = (token: string) => createHmac('sha256', meta.sandbox.appSecret).update(token).digest('hex');

  it('agrees with the published example', () => {
    const proof = 'be29bc63e0ebea721744644d9362a47ace5d330dcdcb062e3e589f12d42f6527';
    const app = { id: '1', secret: seedApp.secret, name: '', redirectUris: [] };
    expect(checkProof('EAAsandboxtoken123', proof, app)).toBe('valid');
    expect(checkProof('EAAsandboxtoken124', proof, app)).toBe('invalid');
  });

  it('is checked when present', async () => {
    const token = await meta.token();
    const right = await meta.get(acme, { token, query: { appsecret_proof: makeProof(token) } });
    const wrong = await meta.get(acme, { token, query: { appsecret_proof: makeProof('another') } });
    expect(right.status).toBe(200);
    expect(readError(wrong)).toMatchObject({
      status: 400,
      code: 100,
      message: 'Invalid appsecret_proof provided in the API argument',
    });
    expect(meta.sandbox.calls().map((call) => call.appsecretProof)).toEqual(['absent', 'valid', 'invalid']);
  });

  it('is missed only when the app requires it', async () => {
    const token = await meta.token();
    expect((await meta.get(acme, { token })).status).toBe(200);
    meta.sandbox.setDials({ requireAppSecretProof: true });
    expect(readError(await meta.get(acme, { token }))).toMatchObject({ status: 400, code: 100 });
    expect((await meta.get(acme, { token, query: { appsecret_proof: makeProof(token) } })).status).toBe(200);
  });
});
