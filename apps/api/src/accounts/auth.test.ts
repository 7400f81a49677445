import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});

const count = (collection: string, filter = {}) => api.connection.collection(collection).countDocuments(filter);
const newEmail = () => `${randomBytes(6).toString('hex')}@example.test`;
const signup = (email: string, over: Record<string, unknown> = {}) => ({
  name: 'Olive Owner',
  email,
  password: goodPassword,
  accountName: 'Olive’s Flowers',
  ...over,
});
const refusal = (response: Response) => [response.status, response.body.code];
const getEmail = (client: Client) => client.signedIn?.user.email ?? '';
const me = (client: Client) => client.get('/api/auth/me');

describe('signing up', () => {
  it('makes a business with its owner, signed in', async () => {
    const email = newEmail();
    const client = api.client();
    const response = await client.post('/api/auth/signup', signup(` ${email.toUpperCase()} `));
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      success: true,
      user: { name: 'Olive Owner', email },
      account: { name: 'Olive’s Flowers', role: 'owner' },
    });
    expect(response.headers['cache-control']).toBe('no-store');
    client.token = response.body.token;
    expect((await me(client)).body.user.email).toBe(email);
  });

  it('keeps the password as an Argon2id hash, which never leaves', async () => {
    const kept = await api.connection.collection('users').findOne({ email: getEmail(owner) });
    expect(kept?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const answers = [owner.signedIn, (await me(owner)).body, (await owner.get('/api/account/members')).body];
    expect(JSON.stringify(answers)).not.toContain('argon2');
    expect(api.logs()).not.toContain(goodPassword);
  });

  it('hashes a password anew at log-in when its hash was made with less, and not again', async () => {
    const users = api.connection.collection('users');
    const findHash = async (): Promise<string> => (await users.findOne({ email: getEmail(owner) }))?.passwordHash;
    const weak = await hash(goodPassword, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    await users.updateOne({ email: getEmail(owner) }, { $set: { passwordHash: weak } });
    expect((await api.client().logIn(getEmail(owner), 'not the password')).status).toBe(401);
    expect(await findHash()).toBe(weak);
    expect((await api.client().logIn(getEmail(owner))).status).toBe(200);
    const stronger = await findHash();
    expect(stronger).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await api.client().logIn(getEmail(owner))).status).toBe(200);
    expect(await findHash()).toBe(stronger);
  });

  it('with one address ten times at once makes exactly one account and leaves nothing else behind', async () => {
    const email = newEmail();
    const before = { accounts: await count('accounts'), memberships: await count('memberships') };
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => api.client().post('/api/auth/signup', signup(email))),
    );
    expect(responses.filter((response) => response.status === 201)).toHaveLength(1);
    for (const response of responses)
      if (response.status !== 201) expect(refusal(response)).toEqual([409, 'email_taken']);
    expect(await count('users', { email })).toBe(1);
    expect(await count('accounts')).toBe(before.accounts + 1);
    expect(await count('memberships')).toBe(before.memberships + 1);
  });

  it.each([
    ['short', 'nine-char'],
    ['common', 'password12'],
    ['a row of keys', 'qwertyuiop'],
    ['one character', 'aaaaaaaaaaaa'],
    ['the name of the business', 'Olive’s Flowers'],
    ['the product', 'switchboard'],
  ])('refuses a password that is %s', async (_why, password) => {
    const response = await api.client().post('/api/auth/signup', signup(newEmail(), { password }));
    expect(response.status).toBe(400);
    expect(response.body.details.issues).toMatchObject([{ path: 'password' }]);
    expect(response.text).not.toContain(password);
  });

  it('is limited by address', async () => {
    const client = api.client();
    const responses: Response[] = [];
    for (let index = 0; index < 31; index += 1) {
      responses.push(await client.post('/api/auth/signup', signup(newEmail(), { password: 'aaaaaaaaaaaa' })));
    }
    expect(responses.slice(0, 30).map((response) => response.status)).toEqual(Array(30).fill(400));
    expect(refusal(responses[30] as Response)).toEqual([429, 'too_many_requests']);
  });
});

describe('logging in', () => {
  it('works with the right password, however the address is written', async () => {
    const client = api.client();
    expect((await client.logIn(getEmail(owner).toUpperCase())).status).toBe(200);
    expect((await me(client)).body.account).toEqual(owner.signedIn?.account);
  });

  it('answers an unknown address and a wrong password with the same words', async () => {
    const wrong = await api.client().logIn(getEmail(owner), 'not the password');
    const unknown = await api.client().logIn(newEmail(), 'not the password');
    const shown = ({ status, body, headers }: Response) => ({
      status,
      body: { ...body, requestId: null },
      headers: Object.keys(headers).sort(),
    });
    expect(refusal(wrong)).toEqual([401, 'invalid_credentials']);
    expect(shown(unknown)).toEqual(shown(wrong));
  });

  it('limits guesses at one account from many addresses, says until when, and lets nobody in meanwhile', async () => {
    const email = getEmail(owner);
    const responses = await Promise.all(Array.from({ length: 50 }, () => api.client().logIn(email, 'a guess')));
    const limited = responses.filter((response) => response.status === 429);
    expect(limited).toHaveLength(40);
    for (const response of limited) {
      expect(response.body.code).toBe('too_many_requests');
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(response.headers['retry-after'])).toBeLessThanOrEqual(15 * 60);
    }
    expect((await api.client().logIn(email)).status).toBe(429);
    // Who is signed in already stays so, and others are not affected.
    expect((await me(owner)).status).toBe(200);
    expect((await api.client().logIn(getEmail(await api.owner()))).status).toBe(200);
  });

  it('limits an unknown address in the same way', async () => {
    const email = newEmail();
    const responses = await Promise.all(Array.from({ length: 12 }, () => api.client().logIn(email, 'a guess')));
    expect(responses.filter((response) => response.status === 429)).toHaveLength(2);
  });

  it('limits one address that tries many accounts', async () => {
    const client = api.client();
    const responses = await Promise.all(Array.from({ length: 55 }, () => client.logIn(newEmail(), 'a guess')));
    expect(responses.filter((response) => response.status === 429)).toHaveLength(5);
    // It may be a proxy with many people behind it: who knows their password gets in.
    expect((await client.logIn(getEmail(owner))).status).toBe(200);
  });

  it('with the right password before the limit works and clears the count', async () => {
    const email = getEmail(owner);
    for (let round = 0; round < 2; round += 1) {
      for (let guess = 0; guess < 9; guess += 1) {
        expect((await api.client().logIn(email, 'a guess')).status).toBe(401);
      }
      expect((await api.client().logIn(email)).status).toBe(200);
    }
  });
});

describe('changing the password', () => {
  const another = 'quiet-harbour-sixteen-bicycles';
  const change = (client: Client, currentPassword: string, newPassword: string) =>
    client.post('/api/auth/password', { currentPassword, newPassword });

  it('ends every other session, keeps this one, and only the new password works', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(getEmail(owner));
    expect((await change(owner, goodPassword, another)).status).toBe(200);
    expect((await me(owner)).status).toBe(200);
    expect(refusal(await me(elsewhere))).toEqual([401, 'session_ended']);
    expect((await elsewhere.refresh()).status).toBe(401);
    expect((await api.client().logIn(getEmail(owner), goodPassword)).status).toBe(401);
    expect((await api.client().logIn(getEmail(owner), another)).status).toBe(200);
  });

  it('needs the current one', async () => {
    const response = await change(owner, 'not the password', another);
    expect(refusal(response)).toEqual([400, 'wrong_password']);
    expect(response.body.details.issues).toMatchObject([{ path: 'currentPassword' }]);
    expect((await api.client().logIn(getEmail(owner))).status).toBe(200);
  });

  it('refuses a weak one', async () => {
    expect(refusal(await change(owner, goodPassword, 'password12'))).toEqual([400, 'weak_password']);
  });

  it('is limited, so that a stolen session cannot guess the current one', async () => {
    const responses = await Promise.all(Array.from({ length: 12 }, () => change(owner, 'a guess', another)));
    expect(responses.filter((response) => response.status === 429)).toHaveLength(2);
  });
});

describe('one’s own profile', () => {
  it('can be renamed, and shows it everywhere', async () => {
    const { body } = await owner.send('patch', '/api/auth/me', { name: '  Olivia  ' });
    expect(body.user.name).toBe('Olivia');
    expect((await owner.get('/api/account/members')).body.members[0].name).toBe('Olivia');
  });

  it('has no field that a person may not set', async () => {
    for (const field of ['email', 'userId', 'role', 'passwordHash', 'accountId']) {
      const response = await owner.send('patch', '/api/auth/me', { name: 'Olivia', [field]: 'owner' });
      expect(refusal(response)).toEqual([400, 'invalid_request']);
    }
  });
});
