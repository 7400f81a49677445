import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../test/client.js';
import { startApi, type TestApi } from '../test/harness.js';

/** A sample each time; `npm run attacks:edge` takes 1,500. */
const attackers = Number(process.env.EDGE_CONNECTIONS ?? 60);

let api: TestApi;
let url: string;
let owner: Client;
beforeAll(async () => {
  api = await startApi({ limits: { slowBodies: { bodyMs: 800, fileMs: 1_500, fileBytes: 1_000 } } });
  url = await api.listen();
  owner = await api.owner();
});
afterAll(() => api.stop());

const inPieces = 'Transfer-Encoding: chunked';
const chunked = ['Content-Type: application/json', inPieces];

/** Sends a head and the beginning of a body, and then as `drip` says. Gives all that was answered until the end. */
async function slowly(path: string, headers: string[], drip?: () => string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers.join('\r\n')}\r\n\r\n${headers.includes(inPieces) ? '3\r\n{"a\r\n' : '{"a'}`,
  );
  const dripping = drip && setInterval(() => socket.writable && socket.write(drip()), 50);
  await closed;
  clearInterval(dripping);
  return answer;
}

const json = ['Content-Type: application/json', 'Content-Length: 5000'];

describe('a body that does not come', () => {
  it.each([
    ['stops', '/api/auth/login', json, undefined],
    ['drips', '/api/auth/login', json, () => ' '],
    ['is announced in pieces', '/api/auth/login', chunked, undefined],
    ['is for a path that is none', '/nowhere', json, undefined],
    ['is for a form of Meta’s', '/api/webhooks/meta/deauthorize', ['Content-Length: 5000'], undefined],
  ] as const)('and %s ends with the connection', async (_how, path, headers, drip) => {
    const answer = await slowly(path, [...headers], drip);
    expect(answer).toMatch(/^HTTP\/1\.1 (?:408|404|400) /);
    if (path.startsWith('/api/auth')) expect(answer).toContain('"code":"request_timed_out"');
  });

  it('of a file is given up, and one that comes is not', async () => {
    const head = [`Authorization: Bearer ${owner.token}`, 'Content-Type: application/pdf', 'Content-Length: 40000'];
    expect(await slowly('/api/media', head, () => 'x')).toContain('request_timed_out');
    let left = 40_000 - 3;
    const coming = slowly('/api/media', [...head, 'Connection: close'], () => {
      const piece = 'x'.repeat(Math.min(left, 1_500));
      left -= piece.length;
      return piece;
    });
    expect(await coming).not.toContain('request_timed_out');
  });

  it('of a file from nobody is not waited for', async () => {
    const answer = slowly('/api/media', ['Content-Type: application/pdf', 'Content-Length: 90000000'], () =>
      'x'.repeat(2_000),
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('does not disturb those that come, however many do not', async () => {
    const held: Promise<string>[] = [];
    while (held.length < attackers) {
      held.push(slowly('/api/auth/login', json, () => ' '));
      // Connections are accepted in their order, so these are; here they come faster than one process takes both ends.
      if (held.length % 100 === 0) await fetch(`${url}/healthz`, { headers: { connection: 'close' } });
    }
    const requests = Array.from({ length: 5 }, async () => {
      await pause(10);
      return owner.send('patch', '/api/auth/me', { name: 'Olivia' });
    });
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array(5).fill(200));
    const answers = await Promise.all(held);
    const ended = answers.filter((answer) => answer.includes('request_timed_out')).length;
    process.stdout.write(`bodies that do not come: ${attackers} begun, ${ended} ended with 408, 0 left\n`);
    expect(ended).toBe(attackers);
  });
});
