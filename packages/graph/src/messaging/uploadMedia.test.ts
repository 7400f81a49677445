import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import {
  expectFailure,
  expectValue,
  graphError,
  phoneNumberId,
  startClient,
  startServer,
  token,
  tokenProof,
} from '../../test/graphFixture.js';

// How a file is written to a socket shows on a real one only.

type Server = Awaited<ReturnType<typeof startServer>>;
const running: Server[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

interface Upload {
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

async function serveUploads() {
  const uploads: Upload[] = [];
  const server = await startServer(async (request, response) => {
    const chunks: Buffer[] = await request.toArray();
    uploads.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.end('{"id":"800100"}');
  });
  running.push(server);
  return { ...server, uploads };
}
async function serve(listener: Parameters<typeof startServer>[0]): Promise<Server> {
  const server = await startServer(listener);
  running.push(server);
  return server;
}

const start = (baseUrl: string, uploadTimeoutMs = 10_000) => {
  const { client, calls } = startClient({ baseUrl, uploadTimeoutMs });
  const upload = (body: Readable | Buffer, size: number, about: { mimeType?: string; filename?: string } = {}) =>
    client.uploadMedia({ phoneNumberId, token, body, size, mimeType: 'image/jpeg', filename: 'rose.jpg', ...about });
  return { upload, calls };
};

function endlessly(size: number) {
  const taken = { bytes: 0 };
  const body = new Readable({
    read() {
      const piece = Buffer.alloc(Math.min(65_536, size - taken.bytes), 'x');
      taken.bytes += piece.length;
      this.push(piece.length > 0 ? piece : null);
    },
  });
  return { body, taken };
}

describe('uploading a file', () => {
  const bytes = Buffer.from('the bytes \u0000 of a rose \r\n--');
  it.each([
    ['in memory', () => bytes],
    ['as it is read', () => Readable.from([bytes.subarray(0, 5), bytes.subarray(5)])],
  ])('sends the form that Meta wants: %s', async (_how, body) => {
    const server = await serveUploads();
    const { upload, calls } = start(server.url);
    expect(expectValue(await upload(body(), bytes.length))).toEqual({ id: '800100' });
    expect(server.requests).toEqual([`POST /v26.0/${phoneNumberId}/media?appsecret_proof=${tokenProof}`]);
    const [sent] = server.uploads;
    expect(sent?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'content-length': String(sent?.body.length),
    });
    const boundary = String(sent?.headers['content-type']).replace('multipart/form-data; boundary=', '');
    const parts = sent?.body.toString('latin1').split(`--${boundary}`);
    expect(parts).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n',
      '\r\nContent-Disposition: form-data; name="type"\r\n\r\nimage/jpeg\r\n',
      '\r\nContent-Disposition: form-data; name="file"; filename="rose.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' +
        `${bytes.toString('latin1')}\r\n`,
      '--\r\n',
    ]);
    expect(calls).toMatchObject([{ edge: '/{id}/media', attempt: 1, result: 'ok' }]);
  });

  it.each([
    ['é 👍.pdf', 'filename="é 👍.pdf"'],
    ['a"b.pdf', 'filename="a%22b.pdf"'],
    ['a\r\nX-Evil: 1.pdf', 'filename="a%0D%0AX-Evil: 1.pdf"'],
    ['../../etc/passwd', 'filename="passwd"'],
    ['', 'filename="file"'],
  ])('names the file %j without breaking the form', async (filename, written) => {
    const server = await serveUploads();
    expect((await start(server.url).upload(Buffer.from('x'), 1, { filename })).ok).toBe(true);
    expect(server.uploads[0]?.body.toString('utf8')).toContain(`name="file"; ${written}\r\nContent-Type`);
  });

  it('sends 32 MB and an empty file', async () => {
    const server = await serveUploads();
    const { upload } = start(server.url);
    const size = 32 * 1024 * 1024;
    expect((await upload(endlessly(size).body, size)).ok).toBe(true);
    expect(server.uploads[0]?.body.length).toBeGreaterThan(size);
    expect((await upload(Readable.from([]), 0)).ok).toBe(true);
  });

  it('reads the file no faster than Meta takes it', async () => {
    const server = await serve((request) => request.pause());
    const size = 100 * 1024 * 1024;
    const { body, taken } = endlessly(size);
    expect(expectFailure(await start(server.url, 600).upload(body, size))).toMatchObject({ kind: 'timed_out' });
    expect(taken.bytes).toBeLessThan(16 * 1024 * 1024);
    expect(body.destroyed).toBe(true);
  });
});

describe('an upload that fails', () => {
  it.each([
    ['shorter', 199_999],
    ['longer', 200_001],
  ])('is one whose file is %s than it was said to be', async (_what, size) => {
    const server = await serveUploads();
    const { body } = endlessly(size);
    const failure = expectFailure(await start(server.url).upload(body, 200_000));
    expect(failure.message).toContain('UPLOAD_SIZE_MISMATCH');
    expect(body.destroyed).toBe(true);
  });

  it('is one whose file cannot be read to its end', async () => {
    const server = await serveUploads();
    const body = new Readable({
      read() {
        this.push('x');
        this.destroy(new Error('The disk is gone'));
      },
    });
    expect(expectFailure(await start(server.url).upload(body, 10)).kind).toBe('unknown');
  });

  it('is not tried again, because the file was read', async () => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(503).end(JSON.stringify(graphError({ code: 2 }))));
    });
    const { body } = endlessly(100_000);
    expect(expectFailure(await start(server.url).upload(body, 100_000)).kind).toBe('meta_unavailable');
    expect(server.requests).toHaveLength(1);
  });

  it('says what Meta said, even when Meta does not read it all', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(400).end(JSON.stringify(graphError({ code: 131053 })));
    });
    const size = 8 * 1024 * 1024;
    const { body } = endlessly(size);
    expect(expectFailure(await start(server.url).upload(body, size)).kind).toBe('media_rejected');
    expect(body.destroyed).toBe(true);
  });

  it('does not leave the file open when nobody listens', async () => {
    const server = await startServer(() => undefined);
    await server.stop();
    const { body } = endlessly(1_000);
    expect(expectFailure(await start(server.url).upload(body, 1_000))).toMatchObject({
      kind: 'meta_unreachable',
      outcome: 'refused',
    });
    expect(body.destroyed).toBe(true);
  });

  it.each([
    ['a size that is not that of the bytes', 2, 'image/jpeg'],
    ['a type that is none', 1, 'jpeg'],
    ['a type with a line break', 1, 'image/jpeg\r\nX-Evil: 1'],
  ])('is not begun: %s', async (_what, size, mimeType) => {
    const { upload, calls } = start('https://graph.test');
    expect(expectFailure(await upload(Buffer.from('x'), size, { mimeType }))).toMatchObject({
      kind: 'media_rejected',
      outcome: 'refused',
    });
    expect(calls).toEqual([]);
  });

  it.each([-1, 1.5, Number.NaN])('is not begun: a size of %d', async (size) => {
    const { body } = endlessly(10);
    expect(expectFailure(await start('https://graph.test').upload(body, size)).outcome).toBe('refused');
    expect(body.destroyed).toBe(true);
  });
});
