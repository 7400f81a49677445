import { createHmac, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { days, minutes, seconds } from '../platform/clock.js';
import { deriveKey } from './accessToken.js';

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
const emailOf = (client: Client) => client.signedIn?.user.email ?? '';
const me = (client: Client) => client.get('/api/auth/me');
/** Another tab of the same browser: the same cookie, an access token of its own. */
const withCookie = (cookie: string | null, path: string) =>
  request(api.app.handler)
    .post(path)
    .set('Cookie', cookie ?? '')
    .set('X-Forwarded-For', '198.51.100.7');
const cookieOf = (response: Response) => response.get('Set-Cookie')?.[0]?.split(';')[0] ?? null;

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
    const kept = await api.connection.collection('users').findOne({ email: emailOf(owner) });
    expect(kept?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const answers = [owner.signedIn, (await me(owner)).body, (await owner.get('/api/account/members')).body];
    expect(JSON.stringify(answers)).not.toContain('argon2');
    expect(api.logs()).not.toContain(goodPassword);
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
    expect((await client.logIn(emailOf(owner).toUpperCase())).status).toBe(200);
    expect((await me(client)).body.account).toEqual(owner.signedIn?.account);
  });

  it('answers an unknown address and a wrong password with the same words', async () => {
    const wrong = await api.client().logIn(emailOf(owner), 'not the password');
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
    const email = emailOf(owner);
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
    expect((await api.client().logIn(emailOf(await api.owner()))).status).toBe(200);
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
    expect((await client.logIn(emailOf(owner))).status).toBe(429);
  });

  it('with the right password before the limit works and clears the count', async () => {
    const email = emailOf(owner);
    for (let round = 0; round < 2; round += 1) {
      for (let guess = 0; guess < 9; guess += 1) {
        expect((await api.client().logIn(email, 'a guess')).status).toBe(401);
      }
      expect((await api.client().logIn(email)).status).toBe(200);
    }
  });
});

describe('the refresh cookie', () => {
  const attributesFor = async (frontendUrl: string) => {
    const other = await startApi({ env: { FRONTEND_URL: frontendUrl } });
    try {
      const response = await other.client().post('/api/auth/signup', signup(newEmail()));
      return response.get('Set-Cookie') ?? [];
    } finally {
      await other.stop();
    }
  };

  it('over https is bound to this very host, out of reach of scripts and of other sites', async () => {
    const [cookie = '', ...more] = await attributesFor('https://app.switchboard.test');
    expect(more).toEqual([]);
    expect(cookie).toMatch(/^__Host-switchboard-refresh=ses_[\w-]{16}\.0\.[\w-]{43};/);
    const attributes = cookie.split('; ').slice(1);
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']));
    expect(cookie).not.toMatch(/domain/i);
  });

  it('over http, on one’s own machine, differs only in what https needs', async () => {
    const [cookie = ''] = await attributesFor('http://localhost:3000');
    expect(cookie).toMatch(/^switchboard-refresh=/);
    expect(cookie.split('; ')).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Strict']));
    expect(cookie).not.toContain('Secure');
  });

  it('ends with the session, and is taken away at log-out', async () => {
    const response = await api.client().post('/api/auth/signup', signup(newEmail()));
    const [cookie = ''] = response.get('Set-Cookie') ?? [];
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '') - api.clock.now().getTime();
    expect(expires).toBeGreaterThan(days(30) - minutes(5));
    expect(expires).toBeLessThanOrEqual(days(30));
    const loggedOut = await withCookie(cookieOf(response), '/api/auth/logout');
    expect(loggedOut.get('Set-Cookie')?.[0]).toMatch(/^switchboard-refresh=; Path=\/; Expires=Thu, 01 Jan 1970/);
  });

  const path = '/api/auth/refresh';
  it('renews the session: a new access token, a new cookie, the old access token still good until it ends', async () => {
    const [before, token] = [owner.cookie, owner.token];
    api.clock.advance(seconds(1));
    expect((await owner.refresh()).status).toBe(200);
    expect(owner.cookie).not.toBe(before);
    expect(owner.token).not.toBe(token);
    expect((await me(owner)).status).toBe(200);
  });

  it('used by two tabs at once gives both the same successor', async () => {
    const tabs = await Promise.all(Array.from({ length: 6 }, () => withCookie(owner.cookie, path)));
    expect(tabs.map((tab) => tab.status)).toEqual(Array(6).fill(200));
    expect(new Set(tabs.map(cookieOf)).size).toBe(1);
    expect((await withCookie(cookieOf(tabs[0] as Response), path)).status).toBe(200);
  });

  it('used late by a second tab, within the grace, still gets the successor', async () => {
    const old = owner.cookie;
    const first = await withCookie(old, path);
    api.clock.advance(seconds(29));
    const second = await withCookie(old, path);
    expect(second.status).toBe(200);
    expect(cookieOf(second)).toBe(cookieOf(first));
  });

  it('used again after the grace means a copy is about: the session ends for everybody who holds it', async () => {
    const old = owner.cookie;
    await owner.refresh();
    api.clock.advance(seconds(31));
    expect(refusal(await withCookie(old, path))).toEqual([401, 'session_ended']);
    expect(refusal(await me(owner))).toEqual([401, 'session_ended']);
    const genuine = await owner.refresh();
    expect(refusal(genuine)).toEqual([401, 'session_ended']);
    expect(genuine.get('Set-Cookie')?.[0]).toContain('Expires=Thu, 01 Jan 1970');
  });

  it('two generations old ends the session even within the grace', async () => {
    const old = owner.cookie;
    await owner.refresh();
    await owner.refresh();
    expect((await withCookie(old, path)).status).toBe(401);
    expect((await me(owner)).status).toBe(401);
  });

  it('ends only its own session', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(emailOf(owner));
    const old = owner.cookie;
    await owner.refresh();
    api.clock.advance(seconds(31));
    await withCookie(old, path);
    expect((await me(elsewhere)).status).toBe(200);
  });

  it('cannot be made from what the database holds, nor guessed ahead', async () => {
    const value = owner.cookie?.split('=')[1] ?? '';
    const [sessionId = '', , signature = ''] = value.split('.');
    const forged = createHmac('sha256', sessionId).update(`${sessionId}.0`).digest('base64url');
    const forgeries = [
      `${sessionId}.1.${signature}`,
      `${sessionId}.0.${forged}`,
      `${sessionId}.0.${signature.slice(0, -1)}`,
      `${sessionId}.0.`,
      sessionId,
      owner.token,
      '',
    ];
    for (const forgery of forgeries) {
      const response = await withCookie(`switchboard-refresh=${encodeURIComponent(forgery)}`, path);
      expect(response.status).toBe(401);
    }
    expect((await me(owner)).status).toBe(200);
  });

  it('that is missing asks to log in', async () => {
    expect(refusal(await api.client().post(path))).toEqual([401, 'not_signed_in']);
  });
});

describe('a session', () => {
  it('ends at once for an access token that would live on', async () => {
    const { token } = owner;
    expect((await owner.post('/api/auth/logout')).status).toBe(200);
    const other = api.client();
    other.token = token;
    expect(refusal(await me(other))).toEqual([401, 'session_ended']);
    expect(await count('sessions', { userId: owner.signedIn?.user.userId })).toBe(0);
  });

  it('that is over can be logged out of once more', async () => {
    const { cookie } = owner;
    await owner.post('/api/auth/logout');
    expect((await withCookie(cookie, '/api/auth/logout')).status).toBe(200);
    expect((await withCookie('switchboard-refresh=nonsense', '/api/auth/logout')).status).toBe(200);
  });

  it('ends when nobody used it for seven days, and lives on when somebody did', async () => {
    api.clock.advance(days(6));
    expect((await owner.refresh()).status).toBe(200);
    api.clock.advance(days(6));
    expect((await owner.refresh()).status).toBe(200);
    api.clock.advance(days(7));
    expect(refusal(await owner.refresh())).toEqual([401, 'session_ended']);
  });

  it('ends after thirty days, however often it was used', async () => {
    for (let day = 0; day < 29; day += 3) {
      expect((await owner.refresh()).status).toBe(200);
      api.clock.advance(days(3));
    }
    expect(refusal(await owner.refresh())).toEqual([401, 'session_ended']);
  });

  it('that has ended is swept away, and no other one', async () => {
    const old = owner.signedIn?.user.userId;
    api.clock.advance(days(8));
    const fresh = await api.owner();
    await api.app.sweep();
    expect(await count('sessions', { userId: old })).toBe(0);
    expect((await me(fresh)).status).toBe(200);
  });
});

describe('an access token', () => {
  const using = async (token: string) => {
    const client = api.client();
    client.token = token;
    return refusal(await me(client));
  };
  const key = () => deriveKey(api.config.JWT_SECRET, 'access-token');
  const claims = () => {
    const { iss, aud, iat, exp, ...rest } = jwt.decode(owner.token) as Record<string, unknown>;
    return { iss, aud, iat, exp, ...rest } as Record<string, unknown>;
  };
  const unsigned = (payload: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.`;
  };

  it('lives for at most fifteen minutes', async () => {
    const { iat, exp } = claims();
    expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(15 * 60);
    api.clock.advance(minutes(15));
    expect(refusal(await me(owner))).toEqual([401, 'session_ended']);
    expect((await owner.refresh()).status).toBe(200);
    expect((await me(owner)).status).toBe(200);
  });

  it('made here with the right key and the right claims would pass, so that the refusals below mean something', async () => {
    const client = api.client();
    client.token = jwt.sign(claims(), key(), { algorithm: 'HS256' });
    expect((await me(client)).status).toBe(200);
  });

  it('is refused when anything about it is not as it must be', async () => {
    const other = await api.owner();
    const stranger = jwt.decode(other.token) as Record<string, unknown>;
    const sign = (over: Record<string, unknown>, secret: Buffer | string = key(), algorithm: jwt.Algorithm = 'HS256') =>
      jwt.sign(JSON.parse(JSON.stringify({ ...claims(), ...over })), secret, { algorithm });
    const bad: Record<string, string> = {
      'the algorithm none': `${unsigned(claims())}AA`,
      'another algorithm': sign({}, key(), 'HS512'),
      'another secret': sign({}, randomBytes(32)),
      'the configured secret itself': sign({}, api.config.JWT_SECRET),
      'the key of refresh tokens': sign({}, deriveKey(api.config.JWT_SECRET, 'refresh-token')),
      'another audience': sign({ aud: 'switchboard-web' }),
      'no audience': sign({ aud: undefined }),
      'another issuer': sign({ iss: 'somebody' }),
      'another kind': sign({ typ: 'refresh' }),
      'no kind': sign({ typ: undefined }),
      'no session': sign({ sid: undefined }),
      'a session that is an operator': sign({ sid: { $ne: null } }),
      'another person’s session': sign({ sid: stranger.sid }),
      'another account': sign({ acc: stranger.acc }),
      'another person': sign({ sub: stranger.sub }),
      'a later beginning': sign({ nbf: Math.floor(api.clock.now().getTime() / 1000) + 600 }),
      'a changed payload': owner.token.replace(/\.[^.]+\./, `.${other.token.split('.')[1]}.`),
    };
    for (const [what, token] of Object.entries(bad))
      expect([what, ...(await using(token))]).toEqual([what, 401, 'session_ended']);
  });

  it('cannot be a refresh token, a cookie or anything that is not one', async () => {
    const refreshToken = owner.cookie?.split('=')[1] ?? '';
    expect((await using(refreshToken))[0]).toBe(401);
    for (const header of ['', 'Bearer', 'Bearer ', `Basic ${owner.token}`, `Bearer ${owner.token} x`, owner.token]) {
      const response = await request(api.app.handler).get('/api/auth/me').set('Authorization', header);
      expect(refusal(response)).toEqual([401, 'not_signed_in']);
    }
    const response = await request(api.app.handler)
      .get('/api/auth/me')
      .set('Cookie', owner.cookie ?? '');
    expect(refusal(response)).toEqual([401, 'not_signed_in']);
    expect((await request(api.app.handler).get(`/api/auth/me?token=${owner.token}`)).status).toBe(401);
  });
});

describe('a request that another site’s page caused', () => {
  const paths = [
    '/api/auth/refresh',
    '/api/auth/logout',
    '/api/auth/login',
    '/api/auth/signup',
    '/api/invitations/accept',
  ];
  const foreign: Record<string, string>[] = [
    { Origin: 'https://evil.test' },
    { Origin: 'null' },
    { Origin: 'http://localhost:3001' },
    { Origin: 'https://localhost:3000' },
    { Origin: 'http://localhost:3000.evil.test' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://evil.test', 'Sec-Fetch-Site': 'same-origin' },
  ];

  it.each(paths)('is refused on %s and changes nothing', async (path) => {
    for (const headers of foreign) {
      const response = await withCookie(owner.cookie, path)
        .set(headers)
        .send(signup(emailOf(owner)));
      expect([headers, ...refusal(response)]).toEqual([headers, 403, 'cross_site_request']);
      expect(response.get('Set-Cookie')).toBeUndefined();
    }
    expect((await me(owner)).status).toBe(200);
  });

  it('from our own page is let through', async () => {
    const headers = { Origin: 'http://localhost:3000', 'Sec-Fetch-Site': 'same-origin' };
    expect((await withCookie(owner.cookie, '/api/auth/refresh').set(headers)).status).toBe(200);
  });
});

describe('changing the password', () => {
  const another = 'quiet-harbour-sixteen-bicycles';
  const change = (client: Client, currentPassword: string, newPassword: string) =>
    client.post('/api/auth/password', { currentPassword, newPassword });

  it('ends every other session, keeps this one, and only the new password works', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(emailOf(owner));
    expect((await change(owner, goodPassword, another)).status).toBe(200);
    expect((await me(owner)).status).toBe(200);
    expect(refusal(await me(elsewhere))).toEqual([401, 'session_ended']);
    expect((await elsewhere.refresh()).status).toBe(401);
    expect((await api.client().logIn(emailOf(owner), goodPassword)).status).toBe(401);
    expect((await api.client().logIn(emailOf(owner), another)).status).toBe(200);
  });

  it('needs the current one', async () => {
    const response = await change(owner, 'not the password', another);
    expect(refusal(response)).toEqual([400, 'wrong_password']);
    expect(response.body.details.issues).toMatchObject([{ path: 'currentPassword' }]);
    expect((await api.client().logIn(emailOf(owner))).status).toBe(200);
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
