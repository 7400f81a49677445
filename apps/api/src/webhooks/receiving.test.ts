import { connect } from 'node:net';
import { buildDelivery, serializeLikeMeta, signLikeMeta } from '@switchboard/meta-sandbox';
import { seedCustomers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { type Meta, metaFor, newWamid, post, said, signedHeaders, webhookPath } from '../../test/deliveries.js';
import { ownDatabase, startApi, type TestApi } from '../../test/harness.js';
import { startMongoProxy } from '../../test/mongoProxy.js';

let api: TestApi;
let url: string;
let meta: Meta;
let owner: Client;
beforeAll(async () => {
  api = await startApi({ webhookBodyTimeoutMs: 300 });
  url = await api.listen();
  meta = metaFor(api, url);
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode());
});
afterAll(() => api.stop());
afterEach(async () => {
  await api.app.drainDeliveries();
});

const deliveries = () => api.connection.collection('deliveries').countDocuments();
const messages = () => api.connection.collection('messages').countDocuments();
const toBytes = (...changes: Parameters<typeof buildDelivery>[0][number][]) =>
  serializeLikeMeta(buildDelivery(changes));
const metric = async (result: string) => {
  const { text } = await owner.get('/metrics');
  const line = new RegExp(
    `switchboard_webhook_(?:deliveries|updates)_total\\{[^}]*result="${result}"[^}]*\\} (\\d+)`,
  ).exec(text);
  return Number(line?.[1] ?? 0);
};

describe('a delivery of Meta', () => {
  it('is kept as the very bytes that were signed, answered 200, and becomes a message', async () => {
    const body = toBytes(said('café 👍 https://x.test'));
    expect(await meta.postRaw(body)).toMatchObject({ status: 200, body: '' });
    const kept = await api.connection.collection('deliveries').find().sort({ _id: -1 }).limit(1).toArray();
    expect(Buffer.from(kept[0]?.body.buffer).equals(body)).toBe(true);
    await api.app.drainDeliveries();
    const [conversation] = (await owner.get('/api/conversations')).body.conversations;
    expect(conversation).toMatchObject({ unread: 1, customer: { name: 'Ana', phone: `+${seedCustomers.ana.waId}` } });
    const thread = (await owner.get(`/api/conversations/${conversation.id}/messages`)).body.messages;
    expect(thread).toMatchObject([
      { direction: 'in', status: 'received', content: { kind: 'text', text: 'café 👍 https://x.test' } },
    ]);
  });

  it('is answered with what every other answer tells a browser', async () => {
    const body = toBytes(said('with headers'));
    for (const [secret, status] of [
      [api.sandbox.appSecret, 200],
      ['the-secret-of-another-app', 401],
    ] as const) {
      const answer = await fetch(`${url}${webhookPath}`, {
        method: 'POST',
        body,
        headers: { 'x-hub-signature-256': signLikeMeta(body, secret) },
      });
      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it('in many pieces is the same delivery', async () => {
    const body = toBytes(said('piece by piece'));
    const headers = Object.entries(signedHeaders(body, api.sandbox.appSecret)).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.setNoDelay(true);
    socket.write(`POST ${webhookPath} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${headers.join('\r\n')}\r\n\r\n`);
    for (const byte of body) socket.write(Buffer.of(byte));
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('of 3 MB is taken', async () => {
    const empty = toBytes(said(''));
    const body = toBytes(said('x'.repeat(3 * 1024 * 1024 - empty.length)));
    // The id of the message may be a byte longer or shorter than the first one's.
    const padded = Buffer.concat([body, Buffer.alloc(Math.max(0, 3 * 1024 * 1024 - body.length), ' ')]).subarray(
      0,
      3 * 1024 * 1024,
    );
    expect(padded.length).toBe(3 * 1024 * 1024);
    expect((await meta.postRaw(padded)).status).toBe(200);
  });

  it('with a thousand updates becomes a thousand messages', async () => {
    const before = await messages();
    await meta.deliver(
      ...Array.from({ length: 1_000 }, (_, index) => said(`number ${index}`, { from: `1556${index % 50}` })),
    );
    expect(await messages()).toBe(before + 1_000);
  });
});

describe('a signature', () => {
  const body = () => toBytes(said('who am I?'));
  const right = (bytes: Buffer) => signLikeMeta(bytes, api.sandbox.appSecret);
  const wrong: [string, (bytes: Buffer) => string | string[] | undefined][] = [
    ['wrong', () => `sha256=${'0'.repeat(64)}`],
    ['missing', () => undefined],
    ['empty', () => ''],
    ['short', (bytes) => right(bytes).slice(0, -1)],
    ['long', (bytes) => `${right(bytes)}0`],
    ['in upper case', (bytes) => `sha256=${right(bytes).slice(7).toUpperCase()}`],
    ['without its prefix', (bytes) => right(bytes).slice(7)],
    ['with another prefix', (bytes) => right(bytes).replace('sha256', 'sha1')],
    ['doubled', (bytes) => [right(bytes), right(bytes)]],
    ['doubled in one line', (bytes) => `${right(bytes)}, ${right(bytes)}`],
    ['of another app', (bytes) => signLikeMeta(bytes, 'the-secret-of-another-app')],
    [
      'of the same JSON written again',
      (bytes) => right(Buffer.from(JSON.stringify(JSON.parse(`${bytes.toString().slice(0, -1)} }`)))),
    ],
    ['of the body without its last byte', (bytes) => right(bytes.subarray(0, -1))],
  ];
  it.each(wrong)('that is %s gets 401, and nothing is stored', async (_what, signature) => {
    const bytes = toBytes(said('café'));
    const before = await deliveries();
    const value = signature(bytes);
    const { 'x-hub-signature-256': _right, ...headers } = signedHeaders(bytes, api.sandbox.appSecret);
    const answer = await post(url, bytes, {
      ...headers,
      ...(value === undefined ? {} : { 'x-hub-signature-256': value }),
    });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ success: false, code: 'signature_invalid' });
    await api.app.drainDeliveries();
    expect(await deliveries()).toBe(before);
  });

  it('is not believed when only the older one is there', async () => {
    const bytes = body();
    const answer = await post(url, bytes, { 'content-length': String(bytes.length), 'x-hub-signature': right(bytes) });
    expect(answer.status).toBe(401);
  });

  it('that is wrong is counted', async () => {
    const before = await metric('signature_invalid');
    await post(url, body(), { 'x-hub-signature-256': 'sha256=no' });
    expect(await metric('signature_invalid')).toBe(before + 1);
  });
});

describe('a signed body that', () => {
  it.each([
    ['is no JSON', Buffer.from('hello'), 'not_json'],
    ['is cut off', toBytes(said('half')).subarray(0, -3), 'not_json'],
    ['is empty', Buffer.alloc(0), 'not_json'],
    ['is JSON, but nothing of Meta’s', Buffer.from('[1,2]'), 'not_understood'],
    ['is a text', Buffer.from('"hi"'), 'not_understood'],
  ])('%s is answered 200 and kept in quarantine', async (_what, bytes, reason) => {
    const quarantine = api.connection.collection('quarantine');
    const before = await quarantine.countDocuments({ reason });
    expect((await meta.postRaw(bytes)).status).toBe(200);
    await api.app.drainDeliveries();
    expect(await quarantine.countDocuments({ reason })).toBe(before + 1);
    const [kept] = await quarantine.find({ reason }).sort({ _id: -1 }).limit(1).toArray();
    expect(Buffer.from(kept?.body.buffer).equals(bytes)).toBe(true);
  });

  it('is about another object is answered 200 and counted', async () => {
    const before = await metric('other_object');
    expect((await meta.postRaw(Buffer.from('{"object":"page","entry":[]}'))).status).toBe(200);
    await api.app.drainDeliveries();
    expect(await metric('other_object')).toBe(before + 1);
  });

  it('reaches for prototypes changes none', async () => {
    const text = JSON.stringify(buildDelivery([said('x')])).replace(
      '"messaging_product"',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"messaging_product"',
    );
    expect((await meta.postRaw(Buffer.from(text))).status).toBe(200);
    await api.app.drainDeliveries();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a body that', () => {
  it('has 3 MB and one byte gets 413, by what it says and by what it sends', async () => {
    const body = Buffer.alloc(3 * 1024 * 1024 + 1, ' ');
    const { 'content-length': _length, ...headers } = signedHeaders(body, api.sandbox.appSecret);
    const before = await deliveries();
    const framings: Record<string, string>[] = [
      { 'content-length': String(body.length) },
      { 'transfer-encoding': 'chunked' },
    ];
    for (const framing of framings) {
      const answer = await post(url, body, { ...headers, ...framing }).catch(
        (error: NodeJS.ErrnoException) => error.code,
      );
      // The connection ends with the answer; a client that is still writing may see only that.
      if (typeof answer === 'string' || answer === undefined) expect(['ECONNRESET', 'EPIPE']).toContain(answer);
      else expect([answer.status, JSON.parse(answer.body).code]).toEqual([413, 'body_too_large']);
    }
    expect(await deliveries()).toBe(before);
  });

  it('says that it is too large gets its 413 before it is sent', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST ${webhookPath} HTTP/1.1\r\nhost: x\r\ncontent-length: ${3 * 1024 * 1024 + 1}\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('is too slow is cut off with 408, and others are not held up by it', async () => {
    const slow = connect(Number(new URL(url).port), '127.0.0.1');
    slow.write(`POST ${webhookPath} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"obj`);
    const cut = new Promise<string>((resolve) => {
      let text = '';
      slow.on('data', (chunk) => (text += chunk.toString()));
      slow.on('close', () => resolve(text));
    });
    expect((await meta.deliver(said('quick'))).status).toBe(200);
    expect(await cut).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('breaks off halfway leaves nothing', async () => {
    const before = await deliveries();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST ${webhookPath} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"obj`);
    await new Promise<void>((resolve) => socket.end(() => resolve()));
    socket.destroy();
    await meta.deliver(said('after it'));
    expect(await deliveries()).toBe(before + 1);
  });
});

describe('the address', () => {
  it.each(['/api/webhooks/whatsapp?x=1', '/api/webhooks/whatsapp/'])('%s is the same one', async (path) => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(401);
  });
  it.each(['/api/webhooks/whatsappx', '/api/webhooks/whatsapp/x', '/api/webhooks'])(
    '%s is another one',
    async (path) => {
      expect((await fetch(`${url}${path}`, { method: 'POST' })).status).toBe(404);
    },
  );
});

describe('while the database is away', () => {
  it('nothing is acknowledged: 503, at once from the second one on; afterwards everything is taken again', async () => {
    const proxy = await startMongoProxy(ownDatabase());
    const cut = await startApi({ mongoUri: proxy.uri });
    try {
      const cutUrl = await cut.listen();
      const cutMeta = metaFor(cut, cutUrl);
      const wamid = newWamid();
      expect((await cutMeta.postRaw(toBytes(said('before')))).status).toBe(200);
      await cut.app.drainDeliveries();
      proxy.cut();
      const lost = toBytes(said('during', { wamid }));
      const first = await cutMeta.postRaw(lost);
      expect([first.status, JSON.parse(first.body).code]).toEqual([503, 'database_unavailable']);
      // "At once" against the two seconds that finding out may take: as many of those would not fit into this test.
      for (let post = 0; post < 60; post += 1) expect((await cutMeta.postRaw(lost)).status).toBe(503);
      proxy.restore();
      await expect.poll(async () => (await cutMeta.postRaw(lost)).status, { timeout: 15_000 }).toBe(200);
      await cut.app.drainDeliveries();
      await expect
        .poll(
          () =>
            cut.connection
              .collection('deliveries')
              .countDocuments()
              .catch(() => 0),
          { timeout: 10_000 },
        )
        .toBeGreaterThanOrEqual(2);
    } finally {
      await cut.stop();
      await proxy.stop();
    }
  });
});
