import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedPerson } from '../seeds.js';
import { signRequest } from './signedRequest.js';

const dana = seedPerson.id;

/** What arrived, and what is answered. */
const received: { type: string | undefined; body: string }[] = [];
const server = createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    received.push({ type: req.headers['content-type'], body: Buffer.concat(chunks).toString() });
    res.writeHead(200, { 'content-type': 'application/json' }).end('{"confirmation_code":"X"}');
  });
});

let meta: TestSandbox;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  meta = await TestSandbox.start({ callbacks: { deauthorize: `${url}/deauthorize`, deletion: `${url}/deletion` } });
});
afterAll(async () => {
  await meta.sandbox.stop();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  meta.sandbox.reset();
  received.length = 0;
});

const control = () => request(`${meta.sandbox.url}/__sandbox`);

/** The two parts of the only signed request that arrived. */
function arrived() {
  expect(received).toHaveLength(1);
  const [signature = '', payload = ''] = (new URLSearchParams(received[0]?.body).get('signed_request') ?? '').split(
    '.',
  );
  return { signature, payload, read: JSON.parse(Buffer.from(payload, 'base64url').toString()) };
}

it('signs as the known signed request is signed', () => {
  const payload = { algorithm: 'HMAC-SHA256', expires: 1790000000, issued_at: 1789996400, user_id: '5550001' };
  expect(signRequest(payload, 'sandbox-app-secret')).toBe(
    'l5cWQWlAeg6yWDJWFNaz1tCwtfzEXk91PIgc-LaVHyc.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImV4cGlyZXMiOjE3OTAwMDAwMDAsImlzc3VlZF9hdCI6MTc4OTk5NjQwMCwidXNlcl9pZCI6IjU1NTAwMDEifQ',
  );
});

describe('a person who removes the app', () => {
  it('is said in a form with a signed request, and their tokens are dead', async () => {
    const token = await meta.token({ tokenKind: 'user' });
    const answer = await meta.sandbox.callBack('deauthorize', { userId: dana });
    expect(answer).toEqual({ status: 200, body: '{"confirmation_code":"X"}' });
    expect(received[0]?.type).toContain('application/x-www-form-urlencoded');
    const issued = Math.floor(meta.now / 1000);
    expect(arrived().read).toEqual({
      algorithm: 'HMAC-SHA256',
      expires: issued + 3600,
      issued_at: issued,
      user_id: dana,
    });
    expect(readError(await meta.get('me', { token }))).toMatchObject({ code: 190, error_subcode: 458 });
  });

  it('may keep the tokens, for a callback that comes from nobody', async () => {
    const token = await meta.token({ tokenKind: 'user' });
    await meta.sandbox.callBack('deauthorize', { userId: dana, keepTokens: true });
    expect((await meta.get('me', { token })).status).toBe(200);
  });
});

describe('a callback that must not be believed', () => {
  const good = () => {
    const { payload, read } = arrived();
    return signRequest(read, meta.sandbox.appSecret) === `${arrived().signature}.${payload}`;
  };

  it.each(['wrong_signature', 'other_app', 'not_signed'] as const)('%s', async (fault) => {
    await meta.sandbox.callBack('deletion', { userId: dana, fault });
    expect(good()).toBe(false);
  });

  it('another algorithm, and an old date, both well signed', async () => {
    await meta.sandbox.callBack('deletion', { userId: dana, algorithm: 'HMAC-SHA1', issuedAt: 1000_000 });
    expect(arrived().read).toMatchObject({ algorithm: 'HMAC-SHA1', issued_at: 1000 });
    expect(good()).toBe(true);
  });
});

describe('on the control page and over HTTP', () => {
  it('calls back for the person who is chosen, and shows the answer', async () => {
    await control()
      .post('/forms/callbacks')
      .type('form')
      .send({ user: dana, kind: 'deletion', fault: 'none' })
      .expect(303);
    expect(arrived().read.user_id).toBe(dana);
    expect((await control().get('/')).text).toContain(
      '200: <code>{&quot;confirmation_code&quot;:&quot;X&quot;}</code>',
    );
  });

  it.each([
    ['other_algorithm', { algorithm: 'HMAC-SHA1' }],
    ['old_date', { algorithm: 'HMAC-SHA256' }],
  ])('sends one with %s', async (fault, expected) => {
    await control().post('/forms/callbacks').type('form').send({ user: dana, kind: 'deauthorize', fault }).expect(303);
    expect(arrived().read).toMatchObject(expected);
    if (fault === 'old_date') expect(arrived().read.issued_at).toBeLessThan(meta.now / 1000 - 300 * 24 * 3600);
  });

  it('takes the addresses, keeps them over a reset, and calls', async () => {
    const { urls } = (await control().get('/callbacks').expect(200)).body;
    await control().put('/callbacks').send({ deauthorize: null }).expect(200);
    await control().post('/callbacks/deauthorize').send({ userId: dana }).expect(400);
    meta.sandbox.reset();
    expect((await control().get('/callbacks')).body.urls).toEqual({ ...urls, deauthorize: null });
    await control().put('/callbacks').send({ deauthorize: urls.deauthorize }).expect(200);
    const { body } = await control().post('/callbacks/deauthorize').send({ userId: dana }).expect(200);
    expect(body).toEqual({ status: 200, body: '{"confirmation_code":"X"}' });
    await control().post('/callbacks/other').send({ userId: dana }).expect(404);
    await control().put('/callbacks').send({ deletion: 'file:///etc/passwd' }).expect(400);
  });
});
