import { afterEach, describe, expect, it } from 'vitest';
import { expectFailure, phoneNumberId, startClient, startServer, token } from '../test/graphFixture.js';

// Everything here happens below HTTP, so it needs a real server and real sockets.

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

async function addressWithoutServer(): Promise<string> {
  const server = await startServer(() => undefined);
  await server.stop();
  return server.url;
}

const readFrom = async (baseUrl: string, options = {}) => {
  const { client, calls } = startClient({ baseUrl, ...options });
  return { failure: expectFailure(await client.readPhoneNumber(phoneNumberId, token)), calls };
};
const exchangeAt = async (baseUrl: string, options = {}) => {
  const { client, calls } = startClient({ baseUrl, ...options });
  return { failure: expectFailure(await client.exchangeCode({ code: 'AQDcode' })), calls };
};

describe('when Meta does not answer', () => {
  it('reads again after the time-out, then says so', async () => {
    const server = await serve(() => undefined);
    const { failure, calls } = await readFrom(server.url, { timeoutMs: 400, retries: 1 });
    expect(failure).toMatchObject({ kind: 'timed_out', retry: 'backoff', outcome: 'unknown' });
    expect(calls.map((call) => call.result)).toEqual(['timed_out', 'timed_out']);
    expect(server.requests).toHaveLength(2);
  });

  it('never exchanges a code again after a time-out', async () => {
    const server = await serve(() => undefined);
    const { failure } = await exchangeAt(server.url, { timeoutMs: 400 });
    expect(failure).toMatchObject({ kind: 'timed_out', outcome: 'unknown' });
    expect(server.requests).toEqual(['POST /v26.0/oauth/access_token']);
  });

  it('keeps the total time, however many retries are left', async () => {
    const server = await serve(() => undefined);
    const startedAt = performance.now();
    const { failure, calls } = await readFrom(server.url, { timeoutMs: 400, totalTimeoutMs: 1_600, retries: 50 });
    const tookMs = performance.now() - startedAt;
    expect(failure.kind).toBe('timed_out');
    expect(tookMs).toBeLessThan(2_500);
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.length).toBeLessThan(5);
  });

  it('cuts even the first try short when the total time is shorter', async () => {
    const server = await serve(() => undefined);
    const startedAt = performance.now();
    const { failure } = await readFrom(server.url, { timeoutMs: 10_000, totalTimeoutMs: 60 });
    expect(failure.kind).toBe('timed_out');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('sends nothing when no time is left', async () => {
    const server = await serve(() => undefined);
    const { failure, calls } = await readFrom(server.url, { totalTimeoutMs: 0 });
    expect(failure.kind).toBe('timed_out');
    expect(calls).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('shares the total time among the pages of a list', async () => {
    let pages = 0;
    const server = await serve((_request, response) => {
      pages += 1;
      const body = { data: [], paging: { cursors: { after: `${pages}` }, next: 'https://elsewhere.test' } };
      setTimeout(() => response.end(JSON.stringify(body)), 100);
    });
    const { client } = startClient({ baseUrl: server.url, totalTimeoutMs: 450, retries: 0 });
    expect(expectFailure(await client.listPhoneNumbers('900100200300', token)).kind).toBe('timed_out');
    expect(pages).toBeLessThan(6);
  });

  it('is not fooled by an answer that drips', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    const { failure } = await readFrom(server.url, { timeoutMs: 100, retries: 0 });
    expect(failure.kind).toBe('timed_out');
  });
});

describe('when the connection fails', () => {
  it('tries again after a reset', async () => {
    const server = await serve((request) => request.socket.resetAndDestroy());
    const { failure } = await readFrom(server.url);
    expect(failure).toMatchObject({ kind: 'meta_unreachable', retry: 'backoff', outcome: 'unknown' });
    expect(server.requests).toHaveLength(3);
  });

  it('does not exchange a code again after a reset', async () => {
    const server = await serve((request) => request.socket.resetAndDestroy());
    const { failure } = await exchangeAt(server.url);
    expect(failure).toMatchObject({ kind: 'meta_unreachable', outcome: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  it('tries again when nobody listens, even with a code: nothing was sent', async () => {
    const url = await addressWithoutServer();
    for (const { failure, calls } of [await readFrom(url), await exchangeAt(url)]) {
      expect(failure).toMatchObject({
        kind: 'meta_unreachable',
        outcome: 'refused',
        message: expect.stringMatching(/ECONNREFUSED/),
      });
      expect(calls).toHaveLength(3);
    }
  });

  it('does not take half an answer for an answer', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"access_token":"EAAhalf"', () => request.socket.destroy());
    });
    expect((await readFrom(server.url)).failure).toMatchObject({ kind: 'meta_unreachable', outcome: 'unknown' });
    expect(server.requests).toHaveLength(3);
    expect((await exchangeAt(server.url)).failure).toMatchObject({ kind: 'meta_unreachable', outcome: 'unknown' });
    expect(server.requests).toHaveLength(4);
  });

  it('calls something that does not speak HTTP unexpected', async () => {
    const server = await serve((request) => request.socket.end('SSH-2.0-OpenSSH\r\n\r\n'));
    expect((await readFrom(server.url)).failure).toMatchObject({ kind: 'unexpected_answer', outcome: 'unknown' });
  });
});

describe('when somebody else answers', () => {
  it('does not carry the token to where a redirect points', async () => {
    const elsewhere = await serve((_request, response) => response.end('{}'));
    const server = await serve((_request, response) => {
      response.writeHead(302, { location: elsewhere.url }).end();
    });
    const { failure } = await readFrom(server.url);
    expect(failure).toMatchObject({ kind: 'unexpected_answer', outcome: 'unknown', httpStatus: 302 });
    expect(elsewhere.requests).toEqual([]);
  });

  it('stops reading an answer without end', async () => {
    const server = await serve((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const pour = () => {
        while (response.write(chunk));
        response.once('drain', pour);
      };
      pour();
    });
    const { failure } = await readFrom(server.url, { timeoutMs: 5_000 });
    expect(failure).toMatchObject({ kind: 'unexpected_answer', message: expect.stringMatching(/larger/) });
  });
});
