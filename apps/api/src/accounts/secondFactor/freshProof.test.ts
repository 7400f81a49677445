import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../../test/client.js';
import type { TestApi } from '../../../test/harness.js';
import { type ApiWithMail, startApiWithMail } from '../../../test/mailbox.js';
import { openSecondFactors } from '../../../test/secondFactors.js';
import { minutes, seconds } from '../../platform/clock.js';

let api: TestApi;
let stop: ApiWithMail['stop'];
let owner: Client;
beforeAll(async () => {
  ({ api, stop } = await startApiWithMail());
  api.clock.standStill();
});
afterAll(() => stop());
beforeEach(async () => {
  owner = await api.owner();
});

const { totp, setUpTotp, setUpPasskey } = openSecondFactors(() => api);
const refusal = (response: Response) => [response.status, response.body.code];
const getUserId = (client: Client) => client.signedIn?.user.userId ?? '';
const prove = (proof: unknown, client = owner) => client.post('/api/auth/proof', { proof });
const password = { kind: 'password', password: goodPassword };
const newCodes = (client = owner) => client.post('/api/auth/second-factor/recovery-codes');
async function passkeyAnswer(device: Awaited<ReturnType<typeof setUpPasskey>>, client = owner) {
  const { options } = (await client.post('/api/auth/proof/passkey-options')).body;
  return { kind: 'passkey', passkey: device.answer(options) };
}
/** Five minutes after signing in. */
async function later() {
  api.clock.advance(minutes(5));
  await owner.refresh();
}

describe('a fresh proof', () => {
  it('is needed for what could lock somebody out, five minutes after signing in', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(owner.signedIn?.user.email ?? '');
    await setUpTotp(owner);
    await setUpPasskey(owner);
    const { passkeyId } = (await owner.get('/api/auth/second-factor')).body.passkeys[0];
    const { sessionId } = (await owner.get('/api/auth/sessions')).body.sessions[0];
    const colleague = await owner.invite('support');
    await later();
    const current = { currentPassword: goodPassword };
    const asks: [string, () => Promise<Response>][] = [
      ['another app', () => owner.post('/api/auth/second-factor/totp')],
      ['no app', () => owner.send('delete', '/api/auth/second-factor/totp')],
      ['a passkey', () => owner.post('/api/auth/second-factor/passkeys/options')],
      ['no passkey', () => owner.send('delete', `/api/auth/second-factor/passkeys/${passkeyId}`)],
      ['recovery codes', () => newCodes()],
      ['the rule', () => owner.send('patch', '/api/account/security', { ownersNeedSecondFactor: true })],
      ['a session', () => owner.send('delete', `/api/auth/sessions/${sessionId}`)],
      ['all other sessions', () => owner.send('delete', '/api/auth/sessions')],
      // Each of these knows the password already: it is one of two.
      ['a password', () => owner.post('/api/auth/password', { ...current, newPassword: 'quiet-harbour-sixteen' })],
      ['an address', () => owner.post('/api/auth/email', { ...current, email: 'new@example.test' })],
      ['the account', () => owner.post('/api/account/ownership', { ...current, userId: getUserId(colleague) })],
    ];
    for (const [what, ask] of asks) expect([what, ...refusal(await ask())]).toEqual([what, 403, 'proof_needed']);
    expect((await owner.get('/api/account/members')).body.members).toHaveLength(2);
    expect((await owner.get('/api/auth/me')).body).toMatchObject({
      user: { newEmail: null },
      account: { role: 'owner' },
    });
  });

  it('is the password for whoever has nothing else, and ends other sessions', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(owner.signedIn?.user.email ?? '');
    await later();
    const endOthers = () => owner.send('delete', '/api/auth/sessions');
    expect(refusal(await endOthers())).toEqual([403, 'proof_needed']);
    expect(refusal(await prove({ kind: 'password', password: 'not mine' }))).toEqual([400, 'wrong_password']);
    expect(refusal(await endOthers())).toEqual([403, 'proof_needed']);
    expect((await prove(password)).status).toBe(200);
    expect((await endOthers()).status).toBe(200);
    expect((await elsewhere.get('/api/auth/me')).status).toBe(401);
    await later();
    expect(refusal(await endOthers())).toEqual([403, 'proof_needed']);
  });

  it('is password and second factor where one is set: neither alone, and no recovery code', async () => {
    const { secret, recoveryCodes } = await setUpTotp(owner);
    await later();
    expect(refusal(await prove(password))).toEqual([403, 'proof_needed']);
    expect(refusal(await prove(totp(secret)))).toEqual([400, 'invalid_request']);
    const recovery = { kind: 'recovery', code: recoveryCodes[0] };
    expect(refusal(await prove({ ...password, factor: recovery }))).toEqual([400, 'invalid_request']);
    const old = totp(secret, -seconds(30));
    expect(refusal(await prove({ ...password, factor: old }))).toEqual([400, 'factor_code_wrong']);
    const wrong = { kind: 'password', password: 'not mine', factor: totp(secret) };
    expect(refusal(await prove(wrong))).toEqual([400, 'wrong_password']);
    expect(refusal(await newCodes())).toEqual([403, 'proof_needed']);
    expect((await prove({ ...password, factor: totp(secret) })).status).toBe(200);
    expect((await newCodes()).status).toBe(201);
    const change = { currentPassword: goodPassword, newPassword: 'quiet-harbour-sixteen-bicycles' };
    expect((await owner.post('/api/auth/password', change)).status).toBe(200);
  });

  it('is a passkey alone when the device has checked its person, else the password with it', async () => {
    const device = await setUpPasskey(owner);
    await later();
    device.verifiesPerson = false;
    expect(refusal(await prove(await passkeyAnswer(device)))).toEqual([400, 'passkey_refused']);
    expect(refusal(await newCodes())).toEqual([403, 'proof_needed']);
    expect((await prove({ ...password, factor: await passkeyAnswer(device) })).status).toBe(200);
    expect((await newCodes()).status).toBe(201);
    await later();
    device.verifiesPerson = true;
    expect((await prove(await passkeyAnswer(device))).status).toBe(200);
    expect((await newCodes()).status).toBe(201);
  });

  it('counts in its own session alone, and guesses at the password are limited', async () => {
    const device = await setUpPasskey(owner);
    const elsewhere = api.client();
    const { options } = (await elsewhere.post('/api/auth/passkey/options')).body;
    await elsewhere.logInWithPasskey(device.answer(options));
    await later();
    expect((await prove(await passkeyAnswer(device))).status).toBe(200);
    expect((await newCodes()).status).toBe(201);
    expect(refusal(await newCodes(elsewhere))).toEqual([403, 'proof_needed']);

    const guess = { kind: 'password', password: 'x' };
    const guesses = await Promise.all(Array.from({ length: 12 }, () => prove(guess, elsewhere)));
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(2);
  });
});
