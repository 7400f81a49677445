import { connect } from 'node:net';
import { fileNameHeader } from '@switchboard/contracts';
import { signUp } from './support/people';
import { expect, test } from './support/test';

const MB = 1024 * 1024;

interface Sent {
  answer: string;
  /** Bytes of the body that were taken until the connection ended. */
  bytes: number;
}

/** Whether an answer has come to its end, as its own head says where that is. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = answer.slice(0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return answer.length - end - 4 >= Number(length);
  return !/\r\ntransfer-encoding: chunked/i.test(head) || answer.endsWith('\r\n0\r\n\r\n');
}

/**
 * Sends a request by hand, as fast as it is taken, until it is answered. Without `Connection: close`, like a browser: with it,
 * the server ends the connection behind its answer, and what this process still writes then may cost it the answer.
 */
function send(web: string, head: string[], pieces: Iterable<string | Buffer>): Promise<Sent> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(web).port), new URL(web).hostname);
    let answer = '';
    let bytes = 0;
    const iterator = pieces[Symbol.iterator]();
    const more = () => {
      for (;;) {
        const { value, done } = iterator.next();
        if (done || !socket.writable) return;
        bytes += value.length;
        if (!socket.write(value)) return;
      }
    };
    socket.on('connect', () => {
      socket.write(`${[...head, 'Host: localhost'].join('\r\n')}\r\n\r\n`);
      more();
    });
    socket.on('drain', more);
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (isWhole(answer)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ answer, bytes }));
  });
}

function* chunked(count: number, size: number): Generator<Buffer> {
  const body = Buffer.alloc(size, 'x');
  for (let piece = 0; piece < count; piece += 1) {
    yield Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
  }
  yield Buffer.from('0\r\n\r\n');
}

const readStatus = ({ answer }: Sent) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
const json = 'Content-Type: application/json';

test.describe('a body that is too large', () => {
  for (const path of ['/api/auth/login', '/api/conversations/cnv_x/messages', '/api/nowhere']) {
    test(`on ${path} is refused at once by what it says of itself`, async ({ stack }) => {
      const sent = await send(stack.web, [`POST ${path} HTTP/1.1`, json, `Content-Length: ${11 * MB}`], ['{"a":']);
      expect(readStatus(sent)).toBe(413);
      expect(sent.answer).toContain('"code":"body_too_large"');
    });

    test(`on ${path} is cut where it turns out to be`, async ({ stack }) => {
      const head = [`POST ${path} HTTP/1.1`, json, 'Transfer-Encoding: chunked'];
      const sent = await send(stack.web, head, chunked(500, 64 * 1024));
      expect(readStatus(sent)).toBe(413);
      // What the system holds for a connection has left; the rest has not.
      expect(sent.bytes).toBeLessThan(30 * MB);
    });
  }
});

test('many of them at once are all answered, and the web goes on', async ({ stack, request }) => {
  const head = ['POST /api/auth/login HTTP/1.1', json, 'Transfer-Encoding: chunked'];
  const all = await Promise.all(Array.from({ length: 40 }, () => send(stack.web, head, chunked(200, 64 * 1024))));
  expect(new Set(all.map(readStatus))).toEqual(new Set([413]));
  expect((await request.get('/api/auth/me')).status()).toBe(401);
});

test('a file is taken to the limit of its kind, from somebody who is signed in', async ({ stack, page }) => {
  const nobody = await send(
    stack.web,
    ['POST /api/media HTTP/1.1', 'Content-Type: application/pdf', 'Transfer-Encoding: chunked'],
    chunked(1_600, 64 * 1024),
  );
  expect(readStatus(nobody)).toBe(401);
  expect(nobody.bytes).toBeLessThan(30 * MB);

  await signUp(page);
  const { token } = await (await page.request.post('/api/auth/refresh')).json();
  const upload = (type: string, name: string, length: number, pieces: Iterable<Buffer>) =>
    send(
      stack.web,
      [
        'POST /api/media HTTP/1.1',
        `Content-Disposition: ${fileNameHeader(name)}`,
        `Authorization: Bearer ${token}`,
        `Content-Type: ${type}`,
        `Content-Length: ${length}`,
      ],
      pieces,
    );
  expect(readStatus(await upload('image/png', 'a.png', 6 * MB, []))).toBe(413);
  expect(readStatus(await upload('application/pdf', 'a.pdf', 101 * MB, []))).toBe(413);
  function* file(length: number) {
    yield Buffer.from('%PDF-1.4\n'.padEnd(1024, ' '));
    for (let left = length - 1024; left > 0; left -= 64 * 1024) yield Buffer.alloc(Math.min(left, 64 * 1024), 'x');
  }
  expect(readStatus(await upload('application/pdf', 'a.pdf', 12 * MB, file(12 * MB)))).toBe(201);
});

test('what another site’s page causes is refused through the web as well', async ({ request }) => {
  const foreign: Record<string, string>[] = [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }];
  for (const headers of foreign) {
    const answer = await request.post('/api/auth/login', {
      headers,
      data: { email: 'nobody@example.test', password: 'a guess' },
    });
    expect(await answer.json()).toMatchObject({ code: 'cross_site_request' });
  }
});

test('a connection that wants to become a socket is not left open', async ({ stack }) => {
  const asks = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: eA=='];
  for (const path of ['/api/auth/me', '/api/socket', '/api/nowhere', '/login', '/nowhere']) {
    // Settles when the other side has closed it.
    const { answer } = await send(stack.web, [`GET ${path} HTTP/1.1`, ...asks], []);
    expect(answer).not.toContain('101');
  }
  const asked = await send(stack.web, ['GET /api/socket HTTP/1.1', 'Upgrade: websocket', 'Connection: close'], []);
  expect(readStatus(asked)).toBe(426);
});

test('a path leads nowhere but to the API', async ({ stack }) => {
  for (const path of ['/api/../metrics', '/api/%2e%2e/metrics', '/api/..%2fmetrics', '/api//127.0.0.1:1/']) {
    const { answer } = await send(stack.web, [`GET ${path} HTTP/1.1`], []);
    expect(answer).not.toContain('switchboard_');
  }
});
