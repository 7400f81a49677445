import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import {
  expectFailure,
  expectValue,
  graphError,
  phoneNumberId,
  startClient,
  startServer,
  token,
} from '../../test/graphFixture.js';
import { userAgent } from '../userAgent.js';
import { MediaDownloadError } from './mediaDownload.js';
import type { DownloadedMedia } from './messaging.types.js';

// Everything here is about bytes that arrive, so it needs real sockets. The server is the Graph API's own origin, the one
// place besides Meta's hosts that may be asked.

type Server = Awaited<ReturnType<typeof startServer>>;
const running: Server[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
async function serve(listener: Parameters<typeof startServer>[0]): Promise<Server> {
  const server = await startServer(listener);
  running.push(server);
  return server;
}

const limits = { maxBytes: 1_000_000, timeoutMs: 10_000 };
const fetchFrom = (server: Server, changes: Partial<typeof limits & { url: string; token: string }> = {}) => {
  const { client, calls } = startClient({ baseUrl: server.url });
  const result = client.downloadMedia({ url: `${server.url}/media/1?hash=a`, token, ...limits, ...changes });
  return { result, calls };
};

async function readAll({ body }: DownloadedMedia): Promise<Buffer> {
  const chunks: Buffer[] = await body.toArray();
  return Buffer.concat(chunks);
}
async function readToEnd(media: DownloadedMedia) {
  const error: unknown = await readAll(media).then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof MediaDownloadError) return error.failure;
  throw new Error(`Expected the body to end with a MediaDownloadError, got ${error}`);
}

const drip: Parameters<typeof startServer>[0] = (_request, response) => {
  const timer = setInterval(() => response.write('x'), 10);
  response.on('close', () => clearInterval(timer));
};

describe('fetching a file', () => {
  it('gives the bytes, the type and the size', async () => {
    const bytes = Buffer.alloc(300_000, 'rose');
    const heard: NodeJS.Dict<string | string[]>[] = [];
    const server = await serve((request, response) => {
      heard.push(request.headers);
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length }).end(bytes);
    });
    const { result, calls } = fetchFrom(server);
    const media = expectValue(await result);
    expect(media).toMatchObject({ mimeType: 'image/jpeg', size: 300_000 });
    expect((await readAll(media)).equals(bytes)).toBe(true);
    // The address is asked as Meta gave it: the proof belongs to the Graph API.
    expect(server.requests).toEqual(['GET /media/1?hash=a']);
    expect(heard).toMatchObject([
      { authorization: `Bearer ${token}`, 'accept-encoding': 'identity', 'user-agent': userAgent },
    ]);
    expect(calls).toMatchObject([{ method: 'GET', edge: '/{media}', result: 'ok', httpStatus: 200, attempt: 1 }]);
  });

  it('needs neither type nor size, and takes as much as is allowed', async () => {
    const server = await serve((_request, response) => {
      response.write('12345');
      response.end('67890');
    });
    const media = expectValue(await fetchFrom(server, { maxBytes: 10 }).result);
    expect(media).toMatchObject({ mimeType: undefined, size: undefined });
    expect((await readAll(media)).toString()).toBe('1234567890');
  });

  it('ends the connection when the reader does', async () => {
    let closed: (() => void) | undefined;
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const server = await serve((request, response) => {
      response.on('close', () => closed?.());
      drip(request, response);
    });
    expectValue(await fetchFrom(server).result).body.destroy();
    await isClosed;
  });
});

describe('what is not the file', () => {
  const html = '<html>no</html>';
  it.each([
    [404, html, 'not_found', 'refused'],
    [404, JSON.stringify(graphError({ code: 190 })), 'not_found', 'refused'],
    [410, '', 'not_found', 'refused'],
    [401, JSON.stringify(graphError({ code: 190, error_subcode: 463 })), 'token_invalid', 'refused'],
    [400, JSON.stringify(graphError({ code: 131052 })), 'media_rejected', 'refused'],
    [403, html, 'unknown', 'unknown'],
    [429, html, 'rate_limited', 'unknown'],
    [503, html, 'meta_unavailable', 'unknown'],
    [500, 'x'.repeat(200_000), 'meta_unavailable', 'unknown'],
    [204, undefined, 'unexpected_answer', 'unknown'],
    [206, 'part', 'unexpected_answer', 'unknown'],
  ])('HTTP %i with %.20s: %s', async (status, body, kind, outcome) => {
    const server = await serve((_request, response) => response.writeHead(status).end(body));
    const { result, calls } = fetchFrom(server);
    expect(expectFailure(await result)).toMatchObject({ kind, outcome, httpStatus: status });
    expect(calls).toMatchObject([{ result: kind, httpStatus: status }]);
    expect(server.requests).toHaveLength(1);
  });

  it('a redirect, which would carry the token away', async () => {
    const elsewhere = await serve((_request, response) => response.end('x'));
    const server = await serve((_request, response) => response.writeHead(302, { location: elsewhere.url }).end());
    expect(expectFailure(await fetchFrom(server).result)).toMatchObject({ kind: 'unexpected_answer', httpStatus: 302 });
    expect(elsewhere.requests).toEqual([]);
  });

  it('packed bytes, which may be a thousand times as many', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000)));
    });
    expect(expectFailure(await fetchFrom(server).result).kind).toBe('unexpected_answer');
  });

  it('an error page that drips', async () => {
    const server = await serve((request, response) => drip(request, response.writeHead(500)));
    expect(expectFailure(await fetchFrom(server, { timeoutMs: 200 }).result).kind).toBe('meta_unavailable');
  });

  it('anything at another place: nothing is sent there', async () => {
    const elsewhere = await serve((_request, response) => response.end('x'));
    const server = await serve((_request, response) => response.end('x'));
    for (const url of [elsewhere.url, server.url.replace('//', '//user:pass@'), 'http://lookaside.fbsbx.com/1', 'x']) {
      const { result, calls } = fetchFrom(server, { url });
      const failure = expectFailure(await result);
      expect(failure).toMatchObject({ kind: 'invalid_request', outcome: 'refused' });
      expect(failure.message).not.toContain(url);
      expect(calls).toEqual([]);
    }
    expect([...elsewhere.requests, ...server.requests]).toEqual([]);
  });

  it('anything for a token that is none', async () => {
    const server = await serve((_request, response) => response.end('x'));
    expect(expectFailure(await fetchFrom(server, { token: 'two words' }).result).kind).toBe('token_invalid');
    expect(server.requests).toEqual([]);
  });
});

describe('a file that is too much', () => {
  it('by its own word is not read', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': limits.maxBytes + 1 }).write('x');
    });
    expect(expectFailure(await fetchFrom(server).result)).toMatchObject({ kind: 'media_rejected', httpStatus: 200 });
  });

  it('without a word is cut off', async () => {
    const server = await serve((_request, response) => {
      response.write('x'.repeat(limits.maxBytes));
      response.end('x');
    });
    expect(await readToEnd(expectValue(await fetchFrom(server).result))).toMatchObject({
      kind: 'media_rejected',
      retry: 'no',
    });
  });
});

describe('a file that does not come', () => {
  it('not even begins', async () => {
    const server = await serve(() => undefined);
    expect(expectFailure(await fetchFrom(server, { timeoutMs: 200 }).result).kind).toBe('timed_out');
  });

  it('drips', async () => {
    const server = await serve(drip);
    const media = expectValue(await fetchFrom(server, { timeoutMs: 300 }).result);
    expect(await readToEnd(media)).toMatchObject({ kind: 'timed_out', retry: 'backoff' });
  });

  it('breaks off', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('x', () => request.socket.destroy());
    });
    expect(await readToEnd(expectValue(await fetchFrom(server).result))).toMatchObject({ kind: 'meta_unreachable' });
  });

  it('breaks off before the reader comes, who still learns of it', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('x', () => request.socket.destroy());
    });
    const media = expectValue(await fetchFrom(server).result);
    await new Promise((resolve) => media.body.once('close', resolve));
    expect(await readToEnd(media)).toMatchObject({ kind: 'meta_unreachable' });
  });

  it('is not waited for by a reader who does not read', async () => {
    const server = await serve((_request, response) => response.end('x'.repeat(900_000)));
    const media = expectValue(await fetchFrom(server, { timeoutMs: 200 }).result);
    await new Promise((resolve) => media.body.once('close', resolve));
    expect(await readToEnd(media)).toMatchObject({ kind: 'timed_out' });
  });
});

it('a number is part of asking where a file is', async () => {
  const asked = { url: 'https://lookaside.fbsbx.com/1', mime_type: 'image/jpeg', sha256: 'c2FtcGxl', id: '800100' };
  const sizes = ['303833', 303833, 'big', undefined];
  const server = await serve((_request, response) =>
    response.end(JSON.stringify({ messaging_product: 'whatsapp', ...asked, file_size: sizes.shift() })),
  );
  const { client } = startClient({ baseUrl: server.url });
  const read = async () => expectValue(await client.readMedia({ mediaId: '800100', phoneNumberId, token }));
  const media = { id: '800100', url: asked.url, mimeType: 'image/jpeg', sha256: 'c2FtcGxl' };
  expect(await read()).toEqual({ ...media, size: 303833 });
  expect(await read()).toEqual({ ...media, size: 303833 });
  expect(await read()).toEqual(media);
  expect(await read()).toEqual(media);
  expect(server.requests[0]).toMatch(/^GET \/v26\.0\/800100\?phone_number_id=700100200300&appsecret_proof=/);
});
