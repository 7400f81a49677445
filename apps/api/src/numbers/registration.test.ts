import type { FaultEffect } from '@switchboard/meta-sandbox';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi, testKey } from '../../test/harness.js';
import { silence } from '../../test/instances.js';
import { hours } from '../platform/clock.js';

let api: TestApi;
let owner: Client;
let support: Client;
const key = testKey('k1');
const quietWaba = seedWabas.quietHarbour.id;
const quiet = seedNumbers.quietHarbour.id;

beforeAll(async () => {
  api = await startApi({
    env: { TOKEN_ENCRYPTION_KEYS: key },
  });
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  support = await owner.invite('support');
  await owner.connect(api.sandbox.issueCode({ wabaIds: [quietWaba] }));
});
afterEach(async () => {
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const at = (what: string) => `/api/integrations/whatsapp/numbers/${quiet}/${what}`;
const register = (client: Client = owner, body: object = {}) => client.post(at('register'), body);
const reveal = (client: Client = owner) => client.post(at('pin/reveal'));
const refusal = ({ status, body }: Response) => [status, body.code];
const pinAtMeta = () => api.sandbox.world.number(quiet)?.pin;
const registerCalls = () => api.sandbox.calls().filter((call) => call.edge === '{phone}/register').length;
const fault = (edge: string, effect: FaultEffect, options: Parameters<typeof faultOn>[2] = {}) =>
  api.sandbox.faults.add(faultOn(edge, effect, options));
const registeredRung = ({ body }: Response) =>
  body.phoneNumber.ladder.find(({ rung }: { rung: string }) => rung === 'registered');
const stored = () => api.connection.collection('phoneNumbers').findOne({ phoneNumberId: quiet });

describe('registering', () => {
  it('uses a PIN made at random, sealed, and the rung turns good', async () => {
    const response = await register();
    expect(response.status).toBe(200);
    expect(registeredRung(response)).toMatchObject({ verdict: 'good', fix: null });
    expect(response.body.phoneNumber).toMatchObject({
      state: 'connected',
      registration: { triesLeft: 9, pin: 'sealed', nextTryFreeAt: expect.any(String) },
    });
    const pin = pinAtMeta() ?? '';
    expect(pin).toMatch(/^\d{6}$/);
    expect(response.text).not.toContain(pin);
    const row = await stored();
    expect(row?.pin).toMatch(/^v1\.k1\./);
    expect(row?.pendingPins).toBeUndefined();
    expect(api.logs()).not.toContain(`"${pin}"`);
  });

  it('is for support staff too, with the PIN that is kept; entering one is not', async () => {
    expect(refusal(await register(support, { pin: '123456' }))).toEqual([403, 'owner_only']);
    expect((await register(support)).status).toBe(200);
    expect((await register(support)).status).toBe(200);
    expect(registerCalls()).toBe(2);
  });

  it.each([['12345'], ['1234567'], ['12a456'], [123456], [''], [null]])('refuses the PIN %j', async (pin) => {
    expect(refusal(await register(owner, { pin }))).toEqual([400, 'invalid_request']);
    expect(registerCalls()).toBe(0);
  });

  it('a number of nobody, of another account, or with an id that is none, is not found', async () => {
    const stranger = await api.owner();
    expect(refusal(await register(stranger))).toEqual([404, 'number_not_found']);
    for (const id of ['799', 'abc', '..%2f', '7'.repeat(40)]) {
      const response = await owner.post(`/api/integrations/whatsapp/numbers/${id}/register`);
      expect(refusal(response)).toEqual([404, 'number_not_found']);
    }
    expect(registerCalls()).toBe(0);
  });

  it('pressed twice at the same time: one call', async () => {
    fault('{phone}/register', { kind: 'delay', ms: 150 });
    const both = await Promise.all([register(), register(support)]);
    expect(both.map(refusal).sort()).toEqual([
      [200, undefined],
      [409, 'fix_under_way'],
    ]);
    expect(registerCalls()).toBe(1);
  });

  it('a number that has another PIN: the wrong one is said, and the right one can be entered', async () => {
    api.sandbox.world.updateNumber(quiet, { pin: '424242' });
    expect(refusal(await register())).toEqual([409, 'pin_wrong']);
    const response = await register(owner, { pin: '424242' });
    expect(response.body.phoneNumber.registration).toMatchObject({ pin: 'shown', triesLeft: 8 });
    expect((await register(support)).status).toBe(200);
  });

  it('asks for proof of ownership where Meta does, and goes on after the code', async () => {
    api.sandbox.world.updateNumber(quiet, { codeVerificationStatus: 'NOT_VERIFIED' });
    expect(refusal(await register())).toEqual([409, 'verification_needed']);
    const [number] = (await owner.status()).phoneNumbers;
    expect(number?.ladder[1]).toMatchObject({ verdict: 'bad', fix: 'verify_number' });
    expect((await support.post(at('verification'), { method: 'SMS' })).status).toBe(200);
    expect(refusal(await owner.post(at('verification/confirm'), { code: '000-00' }))).toEqual([400, 'invalid_request']);
    const code = api.sandbox.world.number(quiet)?.verificationCode ?? '';
    const wrong = code === '111111' ? '222222' : '111111';
    expect(refusal(await owner.post(at('verification/confirm'), { code: wrong }))).toEqual([
      400,
      'verification_code_wrong',
    ]);
    const confirmed = await owner.post(at('verification/confirm'), { code: `${code.slice(0, 3)}-${code.slice(3)}` });
    expect(registeredRung(confirmed)).toMatchObject({ fix: 'register' });
    expect(refusal(await owner.post(at('verification'), { method: 'VOICE' }))).toEqual([409, 'already_verified']);
    expect((await register()).status).toBe(200);
  });

  it.each([{}, { method: 'FAX' }, { method: 'SMS', language: 'no such language' }])(
    'a code by %j is refused',
    async (body) => {
      expect(refusal(await owner.post(at('verification'), body))).toEqual([400, 'invalid_request']);
    },
  );

  it('a number that is used in the phone app as well belongs to the phone', async () => {
    api.sandbox.world.updateNumber(quiet, { isOnBizApp: true });
    await owner.post('/api/integrations/whatsapp/check', {});
    for (const response of [await register(), await owner.put(at('pin'), {})]) {
      expect(refusal(response)).toEqual([409, 'coexistence_number']);
    }
    expect(registerCalls()).toBe(0);
  });
});

describe('the limit of ten tries in 72 hours', () => {
  it('is counted before Meta is asked, and frees itself', async () => {
    for (let tries = 0; tries < 10; tries += 1) expect((await register()).status).toBe(200);
    const refused = await register();
    expect(refusal(refused)).toEqual([429, 'registration_limited']);
    expect(Date.parse(refused.body.details.freeAt)).toBeGreaterThan(api.clock.now().getTime());
    expect(Number(refused.get('Retry-After'))).toBeGreaterThan(hours(71) / 1000);
    expect(registerCalls()).toBe(10);
    api.clock.advance(hours(72) + 1000);
    await owner.logIn(owner.signedIn?.user.email ?? '');
    expect((await register()).status).toBe(200);
    expect(registerCalls()).toBe(11);
  });

  it('of Meta’s own count holds for 72 hours', async () => {
    fault('{phone}/register', { kind: 'error', code: 133016 });
    expect(refusal(await register())).toEqual([429, 'registration_limited']);
    expect(refusal(await register())).toEqual([429, 'registration_limited']);
    expect(registerCalls()).toBe(1);
    expect((await owner.status()).phoneNumbers[0]?.registration.triesLeft).toBe(0);
  });

  it.each([
    [133008, 'pin_wrong'],
    [133009, 'pin_wrong'],
    [133015, 'registration_limited'],
    [133000, 'number_not_registered'],
    [133004, 'meta_unavailable'],
    [190, 'token_invalid'],
    [10, 'permission_missing'],
  ])('Meta’s %i becomes %s', async (code, ours) => {
    fault('{phone}/register', { kind: 'error', code });
    const response = await register();
    expect(response.body.code).toBe(ours);
    expect(response.body.message).toMatch(/\.$/);
  });
});

describe('an answer that is lost', () => {
  it('after Meta took the registration: it is read back, and the PIN is the right one', async () => {
    // The sandbox registers, and only the answer is late.
    fault('{phone}/register', { kind: 'delay', ms: 600 });
    const response = await register();
    // Whether Meta had finished when it was read back or not, the next press finds the right PIN.
    expect([200, 504]).toContain(response.status);
    const next = await register();
    expect(next.status).toBe(200);
    expect((await reveal()).body.pin).toBe(pinAtMeta());
  });

  it('before Meta took it: the same PIN is tried again', async () => {
    fault('{phone}/register', { kind: 'reset' });
    expect((await register()).status).toBe(502);
    const kept = (await stored())?.pendingPins;
    expect(kept).toHaveLength(1);
    expect((await register()).status).toBe(200);
    expect((await stored())?.pin).toBe(kept?.[0]);
    expect((await reveal()).body.pin).toBe(pinAtMeta());
  });

  it('when the PIN was changed: both are tried', async () => {
    await register();
    const before = pinAtMeta();
    fault('{phone}', { kind: 'reset' }, { method: 'POST', times: Number.POSITIVE_INFINITY });
    expect((await owner.put(at('pin'), { pin: '111111' })).status).toBe(502);
    api.sandbox.faults.clear();
    expect(pinAtMeta()).toBe(before);
    expect((await register(support)).status).toBe(200);
    expect((await reveal()).body.pin).toBe(before);
  });
});

describe('the PIN', () => {
  it('is shown once, to an owner, and that is written down', async () => {
    expect(refusal(await reveal())).toEqual([404, 'pin_not_kept']);
    await register();
    expect(refusal(await reveal(support))).toEqual([403, 'owner_only']);
    const both = await Promise.all([reveal(), reveal()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 200)?.body.pin).toBe(pinAtMeta());
    expect(refusal(await reveal())).toEqual([409, 'pin_already_shown']);
    const audited = await api.connection
      .collection('audit')
      .find({ accountId: owner.signedIn?.account.accountId })
      .toArray();
    expect(audited.filter(({ action }) => action === 'pin.revealed')).toHaveLength(1);
    expect(JSON.stringify(audited)).not.toContain(pinAtMeta());
  });

  it('is changed by an owner, told once, and written down', async () => {
    expect(refusal(await support.put(at('pin'), {}))).toEqual([403, 'owner_only']);
    expect(refusal(await owner.put(at('pin'), { pin: '12' }))).toEqual([400, 'invalid_request']);
    const made = await owner.put(at('pin'), {});
    expect(made.body).toMatchObject({ pin: pinAtMeta(), phoneNumber: { registration: { pin: 'shown' } } });
    const chosen = await owner.put(at('pin'), { pin: '654321' });
    expect(chosen.body.pin).toBe('654321');
    expect(pinAtMeta()).toBe('654321');
    expect(refusal(await reveal())).toEqual([409, 'pin_already_shown']);
    expect((await register(support)).status).toBe(200);
  });

  it('a change that Meta refuses leaves the old one', async () => {
    await register();
    const before = pinAtMeta();
    fault('{phone}', { kind: 'error', code: 10 }, { method: 'POST' });
    expect((await owner.put(at('pin'), { pin: '111111' })).body.code).toBe('permission_missing');
    expect((await stored())?.pendingPins ?? []).toEqual([]);
    expect((await reveal()).body.pin).toBe(before);
  });

  it('outlives a disconnect, so that coming back needs nobody to remember it', async () => {
    await register();
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    await owner.connect(api.sandbox.issueCode({ wabaIds: [quietWaba] }));
    expect((await register(support)).status).toBe(200);
  });

  it('moves to a new key with the tokens, and does not open in another row', async () => {
    await register();
    fault('{phone}', { kind: 'reset' }, { method: 'POST', times: Number.POSITIVE_INFINITY });
    await owner.put(at('pin'), { pin: '111111' });
    api.sandbox.faults.clear();
    const pin = pinAtMeta();
    const mongoUri = api.config.MONGODB_URI;
    const newer = await startApi({
      mongoUri,
      sandbox: api.sandbox,
      env: { TOKEN_ENCRYPTION_KEYS: `${testKey('k2')},${key}`, JWT_SECRET: api.config.JWT_SECRET },
    });
    await silence(api);
    await newer.app.resealTokens();
    const row = await stored();
    expect([row?.pin, ...(row?.pendingPins ?? [])].map((sealed) => sealed.slice(0, 6))).toEqual(['v1.k2.', 'v1.k2.']);
    const there = newer.client();
    await there.logIn(owner.signedIn?.user.email ?? '');
    expect((await reveal(there)).body.pin).toBe(pin);
    // Without the new key it may be the right PIN all the same.
    await api.connection
      .collection('phoneNumbers')
      .updateOne({ phoneNumberId: quiet }, { $set: { pinState: 'sealed' } });
    expect(refusal(await reveal())).toEqual([503, 'key_missing']);

    await api.connection.collection('phoneNumbers').updateOne(
      { phoneNumberId: quiet },
      {
        $set: {
          pin: row?.pendingPins[0].replace(/.$/, (last: string) => (last === 'A' ? 'Q' : 'A')),
          pinState: 'sealed',
        },
      },
    );
    expect(refusal(await reveal(there))).toEqual([409, 'token_unreadable']);
    expect((await stored())?.pinState).toBe('sealed');
    await newer.stop();
  });
});
