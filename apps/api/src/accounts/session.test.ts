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
const getEmail = (client: Client) => client.signedIn?.user.email ?? '';
const me = (client: Client) => client.get('/api/auth/me');
/** Another tab of the same browser: the same cookie, an access token of its own. */
const withCookie = (cookie: string | null, path: string) =>
  request(api.app.handler)
    .post(path)
    .set('Cookie', cookie ?? '')
    .set('X-Forwarded-For', '198.51.100.7');
const readCookie = (response: Response) => response.get('Set-Cookie')?.[0]?.split(';')[0] ?? null;

describe('the refresh cookie', () => {
  const attributesFor = async (frontendUrl: string) => {
    const other = await startApi({ env: { FRONTEND_URL: frontendUrl } });
    try {
      const response = await other.client().post('/api/auth/signup', signup(newEmail()));
      return (response.get('Set-Cookie') ?? []).filter((cookie) => cookie.includes('switchboard-refresh='));
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
    const loggedOut = await withCookie(readCookie(response), '/api/auth/logout');
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

  it.each([null, 'switchboard-refresh='])(
    'that is missing (%s) says that nobody is signed in, and is no error',
    async (cookie) => {
      const response = await withCookie(cookie, path);
      expect([response.status, response.text, response.get('Set-Cookie')]).toEqual([204, '', undefined]);
    },
  );

  it('used by two tabs at once gives both the same successor', async () => {
    const tabs = await Promise.all(Array.from({ length: 6 }, () => withCookie(owner.cookie, path)));
    expect(tabs.map((tab) => tab.status)).toEqual(Array(6).fill(200));
    expect(new Set(tabs.map(readCookie)).size).toBe(1);
    expect((await withCookie(readCookie(tabs[0] as Response), path)).status).toBe(200);
  });

  it('used late by a second tab, within the grace, still gets the successor', async () => {
    const old = owner.cookie;
    const first = await withCookie(old, path);
    api.clock.advance(seconds(29));
    const second = await withCookie(old, path);
    expect(second.status).toBe(200);
    expect(readCookie(second)).toBe(readCookie(first));
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
    await elsewhere.logIn(getEmail(owner));
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
    ];
    for (const forgery of forgeries) {
      const response = await withCookie(`switchboard-refresh=${encodeURIComponent(forgery)}`, path);
      expect(response.status).toBe(401);
    }
    expect((await me(owner)).status).toBe(200);
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
    '/api/auth/second-step',
    '/api/auth/second-step/passkey-options',
    '/api/auth/passkey/options',
    '/api/auth/passkey',
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
        .send(signup(getEmail(owner)));
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
