import { gzipSync } from 'node:zlib';
import { errorReply } from '@switchboard/contracts';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../test/client.js';
import { endpoints, type Who } from '../test/endpoints.js';
import { ownDatabase, startApi, type TestApi } from '../test/harness.js';
import { startMongoProxy } from '../test/mongoProxy.js';
import { listRoutes, toName } from '../test/routes.js';

let api: TestApi;
let owner: Client;
let operator: Client;
beforeAll(async () => {
  const operatorToken = 'operator-token-of-the-tests-0123456789';
  api = await startApi({ env: { OPERATOR_TOKEN: operatorToken } });
  owner = await api.owner();
  operator = api.client();
  operator.token = operatorToken;
});
afterAll(() => api.stop());

const refusal = (response: Response) => [response.status, response.body.code];
const splitName = (name: string) => {
  const [method = '', path = ''] = name.split(' ');
  return { method: method.toLowerCase() as 'post' | 'patch', path };
};
/** Somebody who gets as far as the body. */
const getCaller = (who: Who) => (who === 'operator' ? operator : owner);
/** Text as it is, with the access token of the owner, or of who is named. */
const raw = (
  path: string,
  text: string,
  type = 'application/json',
  method: 'post' | 'patch' = 'post',
  { token, address }: Client = owner,
) =>
  request(api.app.handler)
    [method](path)
    .set('Authorization', `Bearer ${token}`)
    .set('X-Forwarded-For', address)
    .set('Content-Type', type)
    .send(text);
const withBody = Object.entries(endpoints).flatMap(([name, { body, ...rest }]) =>
  body ? [{ name, body, ...rest, ...splitName(name) }] : [],
);

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body with one field, at any depth, replaced by a value of another type. */
function variations(body: Fields, value: unknown): { field: string; body: Fields }[] {
  return Object.entries(body).flatMap(([field, inner]) => {
    // A truth value or a number in place of another one is no other type.
    if (['boolean', 'number'].includes(typeof inner) && typeof value === typeof inner) return [];
    const here = { field, body: { ...body, [field]: value } };
    if (!isFields(inner)) return [here];
    const below = variations(inner, value).map((variation) => ({
      field: `${field}.${variation.field}`,
      body: { ...body, [field]: variation.body },
    }));
    return isFields(value) ? below : [here, ...below];
  });
}

describe('a request body', () => {
  it('is known to the table for every POST and PATCH that reads one', () => {
    const writing = listRoutes(api.app.handler).filter(({ method }) => method !== 'get' && method !== 'delete');
    const known = Object.keys(endpoints);
    for (const route of writing) expect(known).toContain(toName(route));
    expect(withBody.length).toBeGreaterThan(14);
  });

  const wrong: [string, unknown][] = [
    ['an operator', { $ne: 1 }],
    ['another operator', { $gt: '' }],
    ['a regular expression', { $regex: '.*' }],
    ['an object', { a: 1 }],
    ['a list', ['a']],
    ['a list of operators', [{ $ne: 1 }]],
    ['null', null],
    ['a number', 7],
    ['a truth value', true],
  ];
  it.each(withBody)(
    'of $name is refused with any field of another type, and never repeated',
    async ({ who, method, path, body }) => {
      for (const [what, value] of wrong) {
        for (const variation of variations(body, value)) {
          const response = await getCaller(who).send(method, path, variation.body);
          expect([what, variation.field, ...refusal(response)]).toEqual([
            what,
            variation.field,
            400,
            'invalid_request',
          ]);
          expect(errorReply.parse(response.body).details?.issues).not.toEqual([]);
          expect(response.text).not.toContain('$');
        }
      }
    },
  );

  it.each(withBody)('of $name is refused with a key that nobody knows', async ({ who, method, path, body }) => {
    for (const key of ['$where', 'role_', 'isAdmin', 'accountId']) {
      expect(refusal(await getCaller(who).send(method, path, { ...body, [key]: 1 }))).toEqual([400, 'invalid_request']);
    }
  });

  it.each(withBody)('of $name is refused when it is no object', async ({ who, method, path }) => {
    for (const text of ['[]', '[{"$ne":1}]']) {
      expect(refusal(await raw(path, text, 'application/json', method, getCaller(who)))).toEqual([
        400,
        'invalid_request',
      ]);
    }
    for (const text of ['null', '7', '"text"', 'true', '{', '{"a":1}}', "{'a':1}", '\u0000', '{"a":NaN}']) {
      expect(refusal(await raw(path, text, 'application/json', method, getCaller(who)))).toEqual([400, 'invalid_json']);
    }
  });

  it.each(withBody)(
    'of $name with keys that reach for prototypes changes nothing outside of it',
    async ({ who, method, path, body }) => {
      const inner = JSON.stringify(body).slice(1);
      for (const key of [
        '"__proto__":{"polluted":"yes"}',
        '"constructor":{"prototype":{"polluted":"yes"}}',
        '"prototype":{"polluted":"yes"}',
      ]) {
        const response = await raw(path, `{${key},${inner}`, 'application/json', method, getCaller(who));
        expect(response.status).toBeLessThan(500);
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }
    },
  );

  it.each(withBody.filter((endpoint) => !endpoint.bodyIsOptional))(
    'of $name that is missing, or says it is something else than JSON, is refused',
    async ({ who, method, path, body }) => {
      const { status } = await getCaller(who).send(method, path);
      expect(status).toBe(400);
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        expect(refusal(await raw(path, JSON.stringify(body), type, method, getCaller(who)))).toEqual([
          400,
          'invalid_request',
        ]);
      }
    },
  );

  it('that names numbers but forgets its content type does not stand for “all numbers”', async () => {
    const person = await api.owner();
    await person.connect(api.sandbox.issueCode());
    const response = await request(api.app.handler)
      .post('/api/integrations/whatsapp/disconnect')
      .set('Authorization', `Bearer ${person.token}`)
      .set('Content-Type', 'text/plain;charset=UTF-8')
      .send(JSON.stringify({ phoneNumberIds: [seedNumbers.acmeFlowers.id] }));
    expect(refusal(response)).toEqual([400, 'invalid_request']);
    const { phoneNumbers } = await person.status();
    expect(phoneNumbers.map((number) => number.isActive)).toEqual([true, true]);
  });

  it('just below the limit is read, above it is refused', async () => {
    const padded = (bytes: number) => JSON.stringify({ email: 'a@b.test', password: 'x'.repeat(bytes) });
    expect(refusal(await raw('/api/auth/login', padded(90_000)))).toEqual([400, 'invalid_request']);
    expect(refusal(await raw('/api/auth/login', padded(110_000)))).toEqual([413, 'body_too_large']);
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024, ' '));
    const response = await request(api.app.handler)
      .post('/api/auth/login')
      .set('Content-Type', 'application/json')
      .set('Content-Encoding', 'gzip')
      .serialize((body) => body)
      .send(bomb as unknown as string);
    expect(refusal(response)).toEqual([413, 'body_too_large']);
  });

  it('of 10 MB is refused, whatever is in it', async () => {
    const megabytes = 'x'.repeat(10 * 1024 * 1024);
    expect(refusal(await raw('/api/auth/login', `{"email":"${megabytes}"}`))).toEqual([413, 'body_too_large']);
    expect(refusal(await raw('/api/auth/login', megabytes))).toEqual([413, 'body_too_large']);
  });

  it('that says it is compressed and is not, or is written in an unknown way, is the caller’s fault', async () => {
    const send = (header: string, value: string) => raw('/api/auth/login', '{"email":"a"}').set(header, value);
    expect(refusal(await send('Content-Encoding', 'snappy'))).toEqual([400, 'invalid_request']);
    expect(refusal(await send('Content-Type', 'application/json; charset=klingon'))).toEqual([400, 'invalid_request']);
    expect((await send('Content-Encoding', 'gzip')).status).toBe(400);
  });
});

describe('every answer', () => {
  const samples = () => [
    request(api.app.handler).get('/healthz'),
    request(api.app.handler).get('/api/auth/me'),
    request(api.app.handler).get('/nowhere'),
    request(api.app.handler).post('/api/auth/login').set('Content-Type', 'application/json').send('{'),
    request(api.app.handler).get('/api/webhooks/whatsapp'),
    request(api.app.handler).get('/api/auth/me').set('Authorization', `Bearer ${owner.token}`),
  ];

  it('tells the browser to be careful, and not what the server is made of', async () => {
    for (const { headers } of await Promise.all(samples())) {
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(Number(/max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1])).toBeGreaterThanOrEqual(
        31_536_000,
      );
    }
  });

  it('has an id of its own, which the error’s body and the log repeat', async () => {
    const [one, two] = await Promise.all([owner.get('/nowhere'), owner.get('/nowhere')]);
    expect(one.headers['x-request-id']).toMatch(/^[\w-]{8,64}$/);
    expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id']);
    expect(one.body.requestId).toBe(one.headers['x-request-id']);
    expect(api.logs()).toContain(one.body.requestId);
  });

  it('keeps the caller’s id when it is harmless, and no other text', async () => {
    const asked = async (id: string) =>
      (await request(api.app.handler).get('/nowhere').set('X-Request-Id', id)).body.requestId;
    expect(await asked('from-the-proxy_0123')).toBe('from-the-proxy_0123');
    for (const id of [
      'short',
      'x'.repeat(65),
      'with space here',
      '"quoted-quoted"',
      '<b>bold-bold</b>',
      '{"json":true}',
    ]) {
      expect(await asked(id)).not.toBe(id);
    }
  });

  it('that is an error has the one shape', async () => {
    const responses = [
      await owner.get('/nowhere'),
      await owner.get('/'),
      await owner.get('/api'),
      await owner.send('delete', '/api/auth/me'),
      await owner.get('/api/auth/login'),
      await owner.get('/api/account/members/%E0%A4%A'),
      await owner.send('delete', '/api/account/members/%E0%A4%A'),
      await owner.get('/%'),
      await owner.get('/api/integrations/whatsapp/oauth/attempts/%00'),
      await owner.get('/api/integrations/whatsapp/oauth/attempts/..%2F..%2Fstatus'),
    ];
    for (const response of responses) {
      expect(refusal(response)).toEqual([404, 'not_found']);
      expect(errorReply.parse(response.body).message).not.toBe('');
      expect(response.headers['content-type']).toContain('application/json');
    }
  });
});

describe('a request to send back what was sent (TRACE)', () => {
  it('is for a method that there is not', async () => {
    for (const path of ['/', '/healthz', '/api/auth/me', '/api/webhooks/whatsapp', '/api/media/med_x']) {
      const response = await request(api.app.handler).trace(path).set('Cookie', 'mine=kept-to-myself');
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.text).not.toContain('kept-to-myself');
    }
  });
});

describe('a question which methods there are (OPTIONS)', () => {
  it('is answered alike for what is there and what is not', async () => {
    for (const path of ['/api/operator/accounts', '/api/account/audit', '/api/auth/login', '/api/nowhere']) {
      const response = await request(api.app.handler).options(path);
      expect([path, ...refusal(response), response.get('allow')]).toEqual([path, 404, 'not_found', undefined]);
    }
  });
});

describe('the log', () => {
  it('has a line for each request, with the path alone', async () => {
    await owner.get('/api/integrations/whatsapp/status?code=a-code-in-the-query&state=a-state-in-the-query');
    expect(api.logs()).toContain('"path":"/api/integrations/whatsapp/status"');
    expect(api.logs()).not.toContain('in-the-query');
  });

  it('never holds a password, a token or a cookie', () => {
    for (const secret of [
      owner.token,
      owner.cookie?.split('=')[1] ?? 'no cookie',
      api.config.JWT_SECRET,
      api.config.META_APP_SECRET,
      operator.token,
    ]) {
      expect(api.logs()).not.toContain(secret);
    }
  });
});

describe('whether the process is well', () => {
  it('is said without a database and without a word about it in the log', async () => {
    const before = api.logs().length;
    expect((await request(api.app.handler).get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await request(api.app.handler).get('/readyz')).body).toEqual({
      status: 'ok',
      dependencies: { mongo: 'ok' },
    });
    expect(api.logs()).toHaveLength(before);
  });

  it('while the database is away: alive, not ready, everything else a 503; and well again afterwards', async () => {
    const proxy = await startMongoProxy(ownDatabase());
    const cut = await startApi({ mongoUri: proxy.uri });
    try {
      const person = await cut.owner();
      proxy.cut();
      const ready = await person.get('/readyz');
      expect([ready.status, ready.body]).toEqual([503, { status: 'unready', dependencies: { mongo: 'unreachable' } }]);
      expect((await person.get('/healthz')).status).toBe(200);
      const refused = await Promise.all([
        person.get('/api/auth/me'),
        person.get('/api/integrations/whatsapp/status'),
        person.post('/api/integrations/whatsapp/oauth/start', {}),
        cut.client().logIn(person.signedIn?.user.email ?? ''),
      ]);
      for (const response of refused) {
        expect(refusal(response)).toEqual([503, 'database_unavailable']);
        expect(response.text).not.toMatch(/mongo|127\.0\.0\.1/i);
      }
      proxy.restore();
      await expect.poll(async () => (await person.get('/readyz')).status, { timeout: 15_000 }).toBe(200);
      expect((await person.get('/api/auth/me')).status).toBe(200);
    } finally {
      proxy.restore();
      await cut.stop();
      await proxy.stop();
    }
  }, 40_000);

  it('names the scheduler, which starts by itself where the database was away at that moment', async () => {
    const proxy = await startMongoProxy(ownDatabase());
    const cut = await startApi({ mongoUri: proxy.uri });
    const ready = async () => {
      const { status, body } = await request(cut.app.handler).get('/readyz');
      return [status, body.dependencies];
    };
    try {
      proxy.cut();
      cut.app.startJobs();
      expect(await ready()).toEqual([503, { mongo: 'unreachable', scheduler: 'starting' }]);
      await expect.poll(() => cut.logs(), { timeout: 15_000 }).toContain('the scheduler could not start');
      proxy.restore();
      await expect.poll(ready, { timeout: 15_000 }).toEqual([200, { mongo: 'ok', scheduler: 'ok' }]);
      expect(cut.logs()).toContain('the scheduler has started');
    } finally {
      proxy.restore();
      await cut.stop();
      await proxy.stop();
    }
  }, 40_000);

  it('once it stops it is not ready any more', async () => {
    const stopping = await startApi();
    const stopped = stopping.app.stop();
    const { status, body } = await request(stopping.app.handler).get('/readyz');
    expect([status, body.status]).toEqual([503, 'stopping']);
    await stopped;
    await stopping.stop();
  });
});

describe('the figures', () => {
  const metricsToken = 'a-token-of-the-operators';
  const https = { FRONTEND_URL: 'https://app.test', API_PUBLIC_URL: 'https://api.test' };
  const meta = { META_GRAPH_URL: 'https://graph.facebook.com', META_DIALOG_URL: 'https://www.facebook.com' };
  async function asking(env: Record<string, string>, authorization?: string): Promise<Response> {
    const other = await startApi({ env });
    try {
      const call = request(other.app.handler).get('/metrics');
      return await (authorization ? call.set('Authorization', authorization) : call);
    } finally {
      await other.stop();
    }
  }

  it('are open outside production', async () => {
    const { status, text } = await request(api.app.handler).get('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('switchboard_http_request_seconds_bucket');
  });

  it('are not there in production without a token', async () => {
    expect(refusal(await asking({ NODE_ENV: 'production', ...https, ...meta }))).toEqual([404, 'not_found']);
    expect(refusal(await asking({ NODE_ENV: 'production', ...https, ...meta }, 'Bearer undefined'))).toEqual([
      404,
      'not_found',
    ]);
  });

  it('are there for the operator’s token and for nobody else', async () => {
    const env = { NODE_ENV: 'production', ...https, ...meta, METRICS_TOKEN: metricsToken };
    expect((await asking(env, `Bearer ${metricsToken}`)).status).toBe(200);
    expect((await asking(env, `Bearer ${metricsToken}x`)).status).toBe(404);
    expect((await asking(env)).status).toBe(404);
  });

  const routeLabels = async () => {
    const { text } = await request(api.app.handler).get('/metrics');
    return new Set(
      [...text.matchAll(/switchboard_http_request_seconds_count\{[^}]*route="([^"]*)"/g)].map((match) => match[1]),
    );
  };

  it('count each request under its endpoint, also when it was refused', async () => {
    await owner.post('/api/auth/login', { email: 'nobody@example.test', password: 'a guess' });
    await owner.get('/api/integrations/whatsapp/oauth/attempts/att_x');
    const patterns = new Set([...listRoutes(api.app.handler).map(({ path }) => path), 'none']);
    for (const label of await routeLabels()) expect(patterns).toContain(label);
    expect(await routeLabels()).toContain('/api/auth/login');
  });

  it('do not grow with what callers write', async () => {
    await owner.get('/api/auth/me');
    const before = (await routeLabels()).size;
    for (const path of [
      '/API/auth/me',
      '/api/AUTH/me',
      '/api/auth/ME',
      '/api/auth/me/',
      '/aPi/aUtH/me',
      '/nowhere/7',
      '/api/auth/me?x=1',
    ]) {
      await owner.get(path);
    }
    expect((await routeLabels()).size).toBe(before);
  });
});
