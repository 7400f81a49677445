import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Authenticator } from '../../../test/authenticator.js';
import type { Client } from '../../../test/client.js';
import { ownDatabase, startApi, type TestApi, testKey } from '../../../test/harness.js';
import { type ApiWithMail, startApiWithMail } from '../../../test/mailbox.js';
import type { MailServer } from '../../../test/mailServer.js';
import { codeAt, openSecondFactors } from '../../../test/secondFactors.js';
import { minutes, seconds } from '../../platform/clock.js';

const operatorToken = 'operator-token-of-the-tests-0123456789';
let mail: MailServer;
let api: TestApi;
let stop: ApiWithMail['stop'];
let owner: Client;
beforeAll(async () => {
  ({ api, server: mail, stop } = await startApiWithMail({ OPERATOR_TOKEN: operatorToken }));
  // Codes belong to half a minute: it passes only when a test says so.
  api.clock.standStill();
});
afterAll(() => stop());
beforeEach(async () => {
  owner = await api.owner();
});

const refusal = (response: Response) => [response.status, response.body.code];
const getEmail = (client: Client) => client.signedIn?.user.email ?? '';
const getUserId = (client: Client) => client.signedIn?.user.userId ?? '';
const me = (client: Client) => client.get('/api/auth/me');
const listSessions = (client: Client) =>
  api.connection.collection('sessions').countDocuments({ userId: getUserId(client) });
const listAudit = async (client: Client) =>
  (await client.get('/api/account/audit')).body.entries.map((entry: { action: string }) => entry.action);
const listAlerts = async (client: Client): Promise<{ title: string; text: string }[]> =>
  (await client.get('/api/alerts')).body.alerts;
const listTitles = async (client: Client) => (await listAlerts(client)).map(({ title }) => title);

const { makeCode, totp, setUpTotp, setUpPasskey, halfWay } = openSecondFactors(() => api);

describe('an authenticator app', () => {
  it('counts only once a code of it has come back, and brings ten recovery codes, shown once', async () => {
    const setup = await owner.post('/api/auth/second-factor/totp');
    expect(setup.status).toBe(201);
    expect(setup.body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(setup.body.uri).toMatch(/^otpauth:\/\/totp\/Switchboard:/);
    expect(setup.body.uri).toContain(`secret=${setup.body.secret}`);
    expect((await halfWay(getEmail(owner))).response.body.token).toBeDefined();

    const confirm = (code: string) => owner.post('/api/auth/second-factor/totp/confirm', { code });
    const wrong = makeCode(setup.body.secret) === '000000' ? '000001' : '000000';
    expect(refusal(await confirm(wrong))).toEqual([400, 'factor_code_wrong']);
    const confirmed = await confirm(makeCode(setup.body.secret));
    expect(confirmed.status).toBe(200);
    expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
    for (const code of confirmed.body.recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){6}[A-Z2-7]{4}$/);

    const { body } = await owner.get('/api/auth/second-factor');
    expect(body).toMatchObject({ recoveryCodesLeft: 10, passkeys: [], isAskedFor: false });
    expect(JSON.stringify(body)).not.toContain(setup.body.secret);
    expect((await halfWay(getEmail(owner))).response.body.token).toBeUndefined();
    expect(await listAudit(owner)).toContain('second_factor.added');
  });

  it('is sealed in the database, its codes’ stand-ins are hashes, and no log line has either', async () => {
    const { secret, recoveryCodes } = await setUpTotp(owner);
    const row = JSON.stringify(await api.connection.collection('secondFactors').findOne({ userId: getUserId(owner) }));
    expect(row).toContain('"secret":"v1.');
    for (const hidden of [secret, ...recoveryCodes]) {
      expect(row).not.toContain(hidden);
      expect(api.logs()).not.toContain(hidden);
    }
  });

  it('ends the sessions that were opened with the password alone', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(getEmail(owner));
    await setUpTotp(owner);
    expect(refusal(await me(elsewhere))).toEqual([401, 'session_ended']);
    expect((await me(owner)).status).toBe(200);
  });

  it('whose setup is older than a quarter of an hour, or was begun anew, is not confirmed', async () => {
    const first = (await owner.post('/api/auth/second-factor/totp')).body.secret;
    await owner.post('/api/auth/second-factor/totp');
    const confirm = (code: string) => owner.post('/api/auth/second-factor/totp/confirm', { code });
    expect(refusal(await confirm(makeCode(first)))).toEqual([400, 'factor_code_wrong']);
    const { secret } = (await owner.post('/api/auth/second-factor/totp')).body;
    api.clock.advance(minutes(15));
    await owner.refresh();
    expect(refusal(await confirm(makeCode(secret)))).toEqual([410, 'factor_setup_over']);
  });

  it('goes on working after its key was rotated, and the job moves it to the new key', async () => {
    const [mongoUri, oldKey, newKey] = [ownDatabase(), testKey('old'), testKey('new')];
    const before = await startApi({ mongoUri, env: { TOKEN_ENCRYPTION_KEYS: oldKey } });
    const person = await before.owner();
    const { secret } = (await person.post('/api/auth/second-factor/totp')).body;
    before.clock.standStill();
    const code = codeAt(secret, before.clock.now());
    expect((await person.post('/api/auth/second-factor/totp/confirm', { code })).status).toBe(200);
    await before.stop();
    const after = await startApi({ mongoUri, env: { TOKEN_ENCRYPTION_KEYS: `${newKey},${oldKey}` } });
    expect(await after.app.resealTokens()).toBe(1);
    expect(await after.app.resealTokens()).toBe(0);
    await after.stop();
    const last = await startApi({ mongoUri, env: { TOKEN_ENCRYPTION_KEYS: newKey } });
    const browser = last.client();
    const { challenge } = (await browser.logIn(getEmail(person))).body;
    last.clock.standStill();
    last.clock.advance(seconds(60));
    expect((await browser.secondStep(challenge, { kind: 'totp', code: codeAt(secret, last.clock.now()) })).status).toBe(
      200,
    );
    await last.stop();
  });
});

describe('logging in where a second factor is set', () => {
  let secret: string;
  let recoveryCodes: string[];
  let before: number;
  beforeEach(async () => {
    ({ secret, recoveryCodes } = await setUpTotp(owner));
    before = await listSessions(owner);
  });

  it('gives no session for the password, and one for password and code', async () => {
    const { browser, challenge, response } = await halfWay(getEmail(owner));
    expect(response.body).toMatchObject({
      step: 'second_factor',
      methods: { totp: true, passkey: false, recovery: true },
    });
    expect(Object.keys(response.body).sort()).toEqual(['challenge', 'expiresAt', 'methods', 'step', 'success']);
    expect(response.get('Set-Cookie')?.join()).not.toContain('refresh');
    expect(await listSessions(owner)).toBe(before);
    expect((await browser.refresh()).status, 'there is nothing to renew').toBe(204);

    const finished = await browser.secondStep(challenge, totp(secret));
    expect(finished.body).toMatchObject({ user: { email: getEmail(owner) }, account: { role: 'owner' } });
    expect(await listSessions(owner)).toBe(before + 1);
    expect((await me(browser)).status).toBe(200);
    expect((await browser.refresh()).status).toBe(200);
  });

  it.each([
    ['behind', -120],
    ['ahead', 120],
    ['one step behind', -30],
    ['one step ahead', 30],
  ])('takes a code for as long as the app shows it, 30 seconds: not one %s', async (_what, offset) => {
    api.clock.advance(minutes(5));
    const { browser, challenge } = await halfWay(getEmail(owner));
    expect(refusal(await browser.secondStep(challenge, totp(secret, seconds(offset))))).toEqual([
      400,
      'factor_code_wrong',
    ]);
    expect(await listSessions(owner)).toBe(before);
  });

  it('takes each code once: not a second time, not from another browser at the same moment, none from before it', async () => {
    const browsers = await Promise.all(Array.from({ length: 6 }, () => halfWay(getEmail(owner))));
    const proof = totp(secret);
    const answers = await Promise.all(browsers.map(({ browser, challenge }) => browser.secondStep(challenge, proof)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
    const later = await halfWay(getEmail(owner));
    expect(refusal(await later.browser.secondStep(later.challenge, proof))).toEqual([400, 'factor_code_wrong']);
    const older = await later.browser.secondStep(later.challenge, totp(secret, seconds(-30)));
    expect(refusal(older)).toEqual([400, 'factor_code_wrong']);
    expect(await listSessions(owner)).toBe(before + 1);
  });

  it('stops after five guesses a challenge and ten a person, and tells the owner by alert, mail and audit', async () => {
    const wrong = { kind: 'totp', code: makeCode(secret) === '000000' ? '000001' : '000000' };
    const codes: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { browser, challenge } = await halfWay(getEmail(owner));
      for (let guess = 0; guess < 5; guess += 1) codes.push((await browser.secondStep(challenge, wrong)).body.code);
      // Not even the right one, once the challenge is used up.
      expect(refusal(await browser.secondStep(challenge, totp(secret)))).toEqual([410, 'second_step_over']);
    }
    expect(codes.filter((code) => code === 'factor_code_wrong')).toHaveLength(10);
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(10);
    expect(await listSessions(owner)).toBe(before);

    expect((await listTitles(owner)).filter((title) => title === 'Somebody fails at a second factor')).toHaveLength(2);
    expect((await listAudit(owner)).filter((action: string) => action === 'second_factor.refused')).toHaveLength(2);
    const metrics = (await owner.get('/metrics')).text;
    expect(metrics).toMatch(/switchboard_second_factor_total\{method="totp",result="refused"\} [1-9]/);
    api.clock.advance(minutes(2));
    await api.app.runDueMails();
    const sent = mail.mails.filter(({ to }) => JSON.stringify(to).includes(getEmail(owner)));
    expect(sent.map(({ text }) => text).join()).toContain('Somebody fails at a second factor');

    // The person still gets in: recovery codes are counted apart.
    const { browser, challenge } = await halfWay(getEmail(owner));
    expect((await browser.secondStep(challenge, { kind: 'recovery', code: recoveryCodes[0] })).status).toBe(200);
  });

  it('counts guesses that are made at the same moment', async () => {
    const { browser, challenge } = await halfWay(getEmail(owner));
    const wrong = { kind: 'totp', code: makeCode(secret) === '000000' ? '000001' : '000000' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.secondStep(challenge, wrong)));
    const looked = answers.filter(({ body }) => body.code === 'factor_code_wrong');
    expect(looked).toHaveLength(5);
    expect(answers.filter(({ body }) => body.code === 'second_step_over')).toHaveLength(15);
  });

  it('takes a recovery code once, however it is typed, says how many are left, and tells the person by mail', async () => {
    const code = recoveryCodes[3] ?? '';
    const browsers = await Promise.all(Array.from({ length: 4 }, () => halfWay(getEmail(owner))));
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ')} `;
    const answers = await Promise.all(
      browsers.map(({ browser, challenge }) => browser.secondStep(challenge, { kind: 'recovery', code: typed })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    expect(answers.filter(({ body }) => body.code === 'recovery_code_wrong')).toHaveLength(3);
    expect((await owner.get('/api/auth/second-factor')).body.recoveryCodesLeft).toBe(9);
    expect(await listAudit(owner)).toContain('recovery_code.used');
    api.clock.advance(minutes(2));
    await api.app.runDueMails();
    const texts = mail.mails.filter(({ to }) => JSON.stringify(to).includes(getEmail(owner))).map(({ text }) => text);
    expect(texts.join()).toContain('A recovery code was used');
    expect(texts.join()).toContain('/dashboard/settings?section=security');
    expect(texts.join()).not.toContain(code);
  });

  it('takes new recovery codes in place of those of before', async () => {
    const made = await owner.post('/api/auth/second-factor/recovery-codes');
    expect(made.body.recoveryCodes).toHaveLength(10);
    const old = await halfWay(getEmail(owner));
    expect(refusal(await old.browser.secondStep(old.challenge, { kind: 'recovery', code: recoveryCodes[0] }))).toEqual([
      400,
      'recovery_code_wrong',
    ]);
    const proof = { kind: 'recovery', code: made.body.recoveryCodes[0] };
    expect((await old.browser.secondStep(old.challenge, proof)).status).toBe(200);
  });

  it('takes a challenge once, within ten minutes, and from the browser that gave the password', async () => {
    const first = await halfWay(getEmail(owner));
    const elsewhere = api.client();
    expect(refusal(await elsewhere.secondStep(first.challenge, totp(secret)))).toEqual([410, 'second_step_over']);
    const other = await halfWay(getEmail(owner));
    expect(refusal(await other.browser.secondStep(first.challenge, totp(secret)))).toEqual([410, 'second_step_over']);

    expect((await first.browser.secondStep(first.challenge, totp(secret))).status).toBe(200);
    api.clock.advance(seconds(30));
    expect(refusal(await first.browser.secondStep(first.challenge, totp(secret)))).toEqual([410, 'second_step_over']);

    api.clock.advance(minutes(10));
    expect(refusal(await other.browser.secondStep(other.challenge, totp(secret)))).toEqual([410, 'second_step_over']);
  });

  it('with a wrong password says the same as without a second factor', async () => {
    const response = await api.client().logIn(getEmail(owner), 'not the password');
    expect(refusal(response)).toEqual([401, 'invalid_credentials']);
    expect(response.get('Set-Cookie')).toBeUndefined();
  });

  it('takes nobody else’s code', async () => {
    const stranger = await api.owner();
    const theirs = await setUpTotp(stranger);
    const { browser, challenge } = await halfWay(getEmail(owner));
    expect(refusal(await browser.secondStep(challenge, totp(theirs.secret)))).toEqual([400, 'factor_code_wrong']);
    const recovery = { kind: 'recovery', code: theirs.recoveryCodes[0] };
    expect(refusal(await browser.secondStep(challenge, recovery))).toEqual([400, 'recovery_code_wrong']);
  });
});

describe('a passkey', () => {
  const askInStep = async ({ browser, challenge }: { browser: Client; challenge: string }) =>
    (await browser.post('/api/auth/second-step/passkey-options', { challenge })).body.options;
  const askAlone = async (browser: Client) => (await browser.post('/api/auth/passkey/options')).body.options;
  const passkey = (answer: unknown) => ({ kind: 'passkey', passkey: answer });

  it('takes the second step, and is listed with its name and when it was used', async () => {
    const phone = await setUpPasskey(owner);
    const half = await halfWay(getEmail(owner));
    expect(half.response.body.methods).toEqual({ totp: false, passkey: true, recovery: true });
    const options = await askInStep(half);
    expect(options.allowCredentials).toMatchObject([{ id: phone.credentialId }]);
    expect((await half.browser.secondStep(half.challenge, passkey(phone.answer(options)))).status).toBe(200);

    const { passkeys } = (await owner.get('/api/auth/second-factor')).body;
    expect(passkeys).toMatchObject([{ name: 'Phone', lastUsedAt: expect.any(String) }]);
    const path = `/api/auth/second-factor/passkeys/${passkeys[0].passkeyId}`;
    expect((await owner.send('patch', path, { name: 'Old phone' })).status).toBe(200);
    expect((await owner.get('/api/auth/second-factor')).body.passkeys[0].name).toBe('Old phone');
    expect((await owner.send('delete', path)).status).toBe(200);
    expect((await halfWay(getEmail(owner))).response.body.token).toBeDefined();
  });

  it('signs in without a password, when the device asks for a finger, a face or a PIN', async () => {
    const phone = await setUpPasskey(owner);
    const browser = api.client();
    phone.verifiesPerson = false;
    expect(refusal(await browser.logInWithPasskey(phone.answer(await askAlone(browser))))).toEqual([
      400,
      'passkey_refused',
    ]);
    phone.verifiesPerson = true;
    const response = await browser.logInWithPasskey(phone.answer(await askAlone(browser)));
    expect(response.body).toMatchObject({ user: { email: getEmail(owner) }, account: { role: 'owner' } });
    expect((await me(browser)).status).toBe(200);
  });

  it('of another site is refused, at setting up too, counted, and told to the owner at once', async () => {
    const { options: setup } = (await owner.post('/api/auth/second-factor/passkeys/options')).body;
    const made = new Authenticator().register(setup, 'https://switchboard.example');
    const added = await owner.post('/api/auth/second-factor/passkeys', { name: 'Phone', passkey: made });
    expect(refusal(added)).toEqual([400, 'passkey_refused']);

    const phone = await setUpPasskey(owner);
    const half = await halfWay(getEmail(owner));
    const answer = phone.answer(await askInStep(half), 'https://switchboard.example');
    expect(refusal(await half.browser.secondStep(half.challenge, passkey(answer)))).toEqual([400, 'passkey_refused']);
    const alone = api.client();
    const foreign = phone.answer(await askAlone(alone), 'http://localhost:3001');
    expect(refusal(await alone.logInWithPasskey(foreign))).toEqual([400, 'passkey_refused']);

    const told = (await listAlerts(owner)).filter(({ title }) => title === 'A passkey was used on another site');
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('https://switchboard.example');
    expect(await listAudit(owner)).toContain('second_factor.refused');
    const row = await api.connection.collection('secondFactors').findOne({ userId: getUserId(owner) });
    expect(row?.wrongInARow).toBe(2);
  });

  it('made for another site’s address is refused', async () => {
    const { options } = (await owner.post('/api/auth/second-factor/passkeys/options')).body;
    const made = new Authenticator('switchboard.example').register(options);
    const added = await owner.post('/api/auth/second-factor/passkeys', { name: 'Phone', passkey: made });
    expect(refusal(added)).toEqual([400, 'passkey_refused']);
  });

  it('answers each question once, within five minutes, in the browser that was asked', async () => {
    const phone = await setUpPasskey(owner);
    const [one, two] = [api.client(), api.client()];
    const options = await askAlone(one);
    await askAlone(two);
    expect(refusal(await two.logInWithPasskey(phone.answer(options)))).toEqual([400, 'passkey_refused']);
    const answers = await Promise.all([1, 2, 3].map(() => one.logInWithPasskey(phone.answer(options))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    const late = await askAlone(one);
    api.clock.advance(minutes(5));
    expect(refusal(await one.logInWithPasskey(phone.answer(late)))).toEqual([400, 'passkey_refused']);
    expect(refusal(await one.logInWithPasskey(phone.answer({ challenge: 'bm90IG91cnM' })))).toEqual([
      400,
      'passkey_refused',
    ]);
  });

  it('whose counter does not grow is a copy, and refused', async () => {
    const phone = new Authenticator();
    phone.counter = 5;
    await setUpPasskey(owner, phone);
    const browser = api.client();
    expect((await browser.logInWithPasskey(phone.answer(await askAlone(browser)))).status).toBe(200);
    phone.counter = 4;
    expect(refusal(await browser.logInWithPasskey(phone.answer(await askAlone(browser))))).toEqual([
      400,
      'passkey_refused',
    ]);
  });

  it('is nobody else’s: not in the second step of another person, and not set up twice', async () => {
    const stranger = await api.owner();
    const theirs = await setUpPasskey(stranger);
    await setUpPasskey(owner);
    const half = await halfWay(getEmail(owner));
    const options = await askInStep(half);
    expect(refusal(await half.browser.secondStep(half.challenge, passkey(theirs.answer(options))))).toEqual([
      400,
      'passkey_refused',
    ]);
    const alone = api.client();
    const answer = {
      ...theirs.answer(await askAlone(alone)),
      userHandle: Buffer.from(getUserId(owner)).toString('base64url'),
    };
    expect(refusal(await alone.logInWithPasskey(answer))).toEqual([400, 'passkey_refused']);

    const { options: setup } = (await owner.post('/api/auth/second-factor/passkeys/options')).body;
    const again = await owner.post('/api/auth/second-factor/passkeys', { name: 'X', passkey: theirs.register(setup) });
    expect(refusal(again)).toEqual([400, 'passkey_refused']);
  });

  it('with a signature of another key is refused', async () => {
    const phone = await setUpPasskey(owner);
    const browser = api.client();
    const answer = phone.answer(await askAlone(browser));
    const { signature } = new Authenticator().answer(await askAlone(browser));
    expect(refusal(await browser.logInWithPasskey({ ...answer, signature }))).toEqual([400, 'passkey_refused']);
  });
});

describe('an account that asks its owners for a second factor', () => {
  const ask = (client: Client, on = true) =>
    client.send('patch', '/api/account/security', { ownersNeedSecondFactor: on });

  it('is asked for by an owner who has one; others are signed out and led to it before anything else', async () => {
    const second = await owner.invite('owner');
    const support = await owner.invite('support');
    expect(refusal(await ask(owner))).toEqual([403, 'second_factor_needed']);
    expect(refusal(await ask(support))).toEqual([403, 'owner_only']);
    const { secret } = await setUpTotp(owner);
    expect((await ask(owner)).body.security).toMatchObject({ ownersNeedSecondFactor: true });

    expect(refusal(await me(second))).toEqual([401, 'session_ended']);
    expect((await support.get('/api/conversations')).status).toBe(200);
    const { body } = await second.logIn(getEmail(second));
    expect(body.account.secondFactorNeeded).toBe(true);
    for (const [method, path] of [
      ['get', '/api/conversations'],
      ['get', '/api/account/members'],
      ['patch', '/api/auth/me'],
      ['post', '/api/auth/password'],
      ['post', '/api/realtime/ticket'],
      ['get', '/api/integrations/whatsapp/status'],
    ] as const) {
      expect([path, ...refusal(await second.send(method, path))]).toEqual([path, 403, 'second_factor_needed']);
    }
    expect((await me(second)).body.account.secondFactorNeeded).toBe(true);
    await setUpTotp(second);
    expect((await me(second)).body.account.secondFactorNeeded).toBe(false);
    expect((await second.get('/api/conversations')).status).toBe(200);

    // The last one stays; where there are two, one may go.
    expect(refusal(await owner.send('delete', '/api/auth/second-factor/totp'))).toEqual([409, 'second_factor_last']);
    await setUpPasskey(owner);
    const { passkeys } = (await owner.get('/api/auth/second-factor')).body;
    expect((await owner.send('delete', '/api/auth/second-factor/totp')).status).toBe(200);
    const path = `/api/auth/second-factor/passkeys/${passkeys[0].passkeyId}`;
    expect(refusal(await owner.send('delete', path))).toEqual([409, 'second_factor_last']);
    expect((await ask(owner, false)).status).toBe(200);
    expect((await owner.send('delete', path)).status).toBe(200);
    expect(secret).toBeTruthy();
  });
});

describe('the operator', () => {
  it('resets a person’s second factors: sessions end, the password stays, owners and the person are told', async () => {
    const support = await owner.invite('support');
    await setUpTotp(support);
    await setUpPasskey(support);
    const half = await halfWay(getEmail(support));
    const operator = api.client();
    operator.token = operatorToken;
    const reset = (email: string) => operator.post('/api/operator/second-factor/reset', { email });
    expect(refusal(await reset('nobody@example.test'))).toEqual([404, 'person_unknown']);
    expect((await reset(getEmail(support).toUpperCase())).status).toBe(200);

    expect(refusal(await me(support))).toEqual([401, 'session_ended']);
    const gone = await half.browser.post('/api/auth/second-step/passkey-options', { challenge: half.challenge });
    expect(refusal(gone)).toEqual([410, 'second_step_over']);
    expect((await support.logIn(getEmail(support))).body.token).toBeDefined();
    expect((await owner.get('/api/account/audit')).body.entries).toContainEqual(
      expect.objectContaining({ action: 'second_factor.reset', actor: null }),
    );
    expect(await listTitles(owner)).toContain('The operator reset a second factor');
    expect(await listTitles(support)).toContain('The operator reset a second factor');
    api.clock.advance(minutes(2));
    await api.app.runDueMails();
    for (const person of [owner, support]) {
      const sent = mail.mails.filter(({ to }) => JSON.stringify(to).includes(getEmail(person)));
      expect(sent.map(({ text }) => text).join()).toContain('The operator reset a second factor');
    }
  });
});

describe('what somebody sets up for themselves', () => {
  it('is told to that person, and not to colleagues or other accounts', async () => {
    const [support, stranger] = [await owner.invite('support'), await api.owner()];
    await setUpTotp(support);
    expect(await listTitles(support)).toContain('A second factor was set up');
    expect(await listTitles(owner)).toEqual([]);
    expect(await listTitles(stranger)).toEqual([]);
  });

  it('goes with them when they are removed from their last account', async () => {
    const support = await owner.invite('support');
    await setUpTotp(support);
    await owner.send('delete', `/api/account/members/${getUserId(support)}`);
    expect(await api.connection.collection('secondFactors').countDocuments({ userId: getUserId(support) })).toBe(0);
  });
});
