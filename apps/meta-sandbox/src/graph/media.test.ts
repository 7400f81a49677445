import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type GraphAnswer, readError } from '../../test/client.js';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { sampleFile } from '../index.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const picture = sampleFile('image');

async function upload(bytes: Uint8Array, type: string, fields: Record<string, string> = {}): Promise<GraphAnswer> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ messaging_product: 'whatsapp', type, ...fields })) form.set(name, value);
  form.set('file', new Blob([Buffer.from(bytes)], { type }), 'röse.png');
  const response = await fetch(`${test.sandbox.url}/v26.0/${acmeNumber}/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.token}` },
    body: form,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: z.record(z.string(), z.unknown()).parse(await response.json()),
  };
}

const readId = ({ body }: GraphAnswer) => String(body.id);
const download = (url: unknown, token = test.token, userAgent = 'Acme-Inbox/1.0') =>
  fetch(String(url), {
    headers: { 'user-agent': userAgent, ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
  });

describe('media', () => {
  it('come back as they were uploaded', async () => {
    const id = readId(await upload(picture.bytes, 'image/png'));
    const { body } = await test.meta.get(id, { token: test.token, query: { phone_number_id: acmeNumber } });
    expect(body).toEqual({
      messaging_product: 'whatsapp',
      url: expect.stringContaining(`${test.sandbox.url}/whatsapp_business/attachments/?mid=${id}`),
      mime_type: 'image/png',
      sha256: createHash('sha256').update(picture.bytes).digest('base64'),
      file_size: String(picture.bytes.length),
      id,
    });
    const response = await download(body.url);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer()).equals(picture.bytes)).toBe(true);
    expect(test.sandbox.calls().at(-1)).toMatchObject({ edge: 'whatsapp_business/attachments', status: 200 });
  });

  it('are downloaded only with the token, and only for five minutes', async () => {
    const id = readId(await upload(picture.bytes, 'image/png'));
    const { body } = await test.meta.get(id, { token: test.token });
    expect((await download(body.url, '')).status).toBe(401);
    expect((await download(body.url, 'EAAmade-up')).status).toBe(401);
    expect((await download(`${body.url}x`)).status).toBe(404);
    const stranger = await test.meta.token({ wabaIds: [seedWabas.blueBicycle.id] });
    expect((await download(body.url, stranger)).status).toBe(404);
    test.meta.later(299);
    expect((await download(body.url)).status).toBe(200);
    test.meta.later(2);
    expect((await download(body.url)).status).toBe(404);
    const again = await test.meta.get(id, { token: test.token });
    expect((await download(again.body.url)).status).toBe(200);
  });

  it.each([
    '',
    'node',
    'undici',
    'axios/1.7.2',
    'python-requests/2.31.0',
    'Go-http-client/1.1',
    'axios/1.7.2 (linux)',
    'Python/3.12 aiohttp/3.9',
  ])('are not given to a client that calls itself "%s"', async (userAgent) => {
    const id = readId(await upload(picture.bytes, 'image/png'));
    const { body } = await test.meta.get(id, { token: test.token });
    const refused = await download(body.url, test.token, userAgent);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { error_user_msg: expect.stringContaining('User-Agent') } });
  });

  it.each(['Switchboard/1.4', 'Mozilla/5.0 (X11; Linux x86_64)', 'curl/7.64.1', 'Acme-Inbox/1.0 axios/1.7.2'])(
    'are given to a client that names itself "%s"',
    async (userAgent) => {
      const id = readId(await upload(picture.bytes, 'image/png'));
      const { body } = await test.meta.get(id, { token: test.token });
      expect((await download(body.url, test.token, userAgent)).status).toBe(200);
    },
  );

  it('are sent by their id, and fail later when they are of another kind', async () => {
    test.writes('hi');
    const id = readId(await upload(picture.bytes, 'image/png'));
    const good = readSentWamid(
      await test.send({ to: '+15550190001', type: 'image', image: { id, caption: 'A rose' } }),
    );
    const bad = readSentWamid(await test.send({ to: '+15550190001', type: 'audio', audio: { id } }));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(good)).toEqual(['sent', 'delivered']);
    expect(test.receiver.listStatuses(bad)).toEqual(['failed']);
    expect(test.sandbox.sentMessages().at(-1)).toMatchObject({ failedWith: 131053 });
  });

  it('can be deleted, and leave by themselves after 30 days', async () => {
    const [deleted, old] = [await upload(picture.bytes, 'image/png'), await upload(picture.bytes, 'image/png')].map(
      readId,
    );
    expect((await test.meta.call('DELETE', String(deleted), { token: test.token })).body).toEqual({ success: true });
    expect(readError(await test.meta.get(String(deleted), { token: test.token }))).toMatchObject({ code: 100 });
    test.meta.later(31 * 24 * 60 * 60);
    expect(readError(await test.meta.get(String(old), { token: test.token }))).toMatchObject({ code: 100 });
  });

  it('of customers arrive with an id to download them by', async () => {
    const content = {
      type: 'document',
      bytes: Buffer.from('hello'),
      mimeType: 'text/plain',
      filename: 'a.txt',
    } as const;
    test.sandbox.customerWrites({ customerId: 'ana', phoneNumberId: acmeNumber, content });
    await test.sandbox.webhooksIdle();
    const [message] = test.receiver.listed('messages');
    expect(message).toMatchObject({ type: 'document', document: { filename: 'a.txt', mime_type: 'text/plain' } });
    const { id } = Object(message?.document);
    const { body } = await test.meta.get(String(id), { token: test.token });
    expect(await (await download(body.url)).text()).toBe('hello');
  });

  it('need no type beside the file', async () => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('file', new Blob([Buffer.from(picture.bytes)], { type: 'image/png' }), 'sky.png');
    const url = `${test.sandbox.url}/v26.0/${acmeNumber}/media`;
    const headers = { authorization: `Bearer ${test.token}` };
    const response = await fetch(url, { method: 'POST', headers, body: form });
    expect(await response.json()).toEqual({ id: expect.any(String) });
  });

  it.each([
    ['a type Meta does not take', 100, () => upload(picture.bytes, 'image/gif')],
    ['no type', 100, () => upload(picture.bytes, '')],
    ['another product', 100, () => upload(picture.bytes, 'image/png', { messaging_product: 'sms' })],
    ['a picture over 5 MB', 131053, () => upload(Buffer.alloc(5 * 1024 * 1024 + 1), 'image/jpeg')],
    ['an empty file', 131053, () => upload(Buffer.alloc(0), 'image/jpeg')],
  ])('are refused: %s', async (_why, code, act) => {
    expect(readError(await act())).toMatchObject({ status: 400, code });
  });

  it('are refused when the file is not where it belongs', async () => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('picture', new Blob(['x'], { type: 'image/png' }), 'x.png');
    const url = `${test.sandbox.url}/v26.0/${acmeNumber}/media?access_token=${test.token}`;
    const response = await fetch(url, { method: 'POST', body: form });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 100 } });
  });

  it('need a file, the permission and the right number', async () => {
    const edge = `${acmeNumber}/media`;
    const noFile = await test.meta.post(edge, {
      token: test.token,
      form: { messaging_product: 'whatsapp', type: 'x' },
    });
    expect(readError(noFile)).toMatchObject({ code: 100, message: '(#100) The parameter file is required' });
    const id = readId(await upload(picture.bytes, 'image/png'));
    const query = { phone_number_id: seedNumbers.acmeSecond.id };
    expect(readError(await test.meta.get(id, { token: test.token, query }))).toMatchObject({ code: 100 });
    await test.restart({ scopes: [] });
    expect(readError(await upload(picture.bytes, 'image/png'))).toMatchObject({ code: 10 });
  });
});
