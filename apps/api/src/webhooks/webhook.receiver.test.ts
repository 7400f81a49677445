import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { signLikeMeta } from '@switchboard/meta-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { createWebhookReceiver, webhookPath } from './webhook.receiver.js';

const appSecret = 'the-secret-of-the-app';
const maxHeld = 1_000;
let server: Server;
let sockets: Socket[];
/** Deliveries that wait for the disk; called, they are stored. */
let waiting: (() => void)[];
beforeEach(async () => {
  sockets = [];
  waiting = [];
  const receiver = createWebhookReceiver({
    appSecret,
    log: { append: () => new Promise<void>((resolve) => waiting.push(resolve)) },
    metrics: createMetrics(),
    logger: createLogger({ level: 'silent' }),
    maxHeld,
  });
  server = createServer(receiver).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** Sends the head and a part of the body. */
function begin(body: Buffer, part = body.length) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  const head = [
    `POST ${webhookPath} HTTP/1.1`,
    'host: x',
    `content-length: ${body.length}`,
    `x-hub-signature-256: ${signLikeMeta(body, appSecret)}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body.subarray(0, part));
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  return { socket, status: () => received.slice(9, 12) };
}
const ofSize = (size: number) => Buffer.alloc(size, ' ');

describe('when more bytes are under way than one process is to hold', () => {
  it('what is more is turned away with 503, and taken again when the rest has gone', async () => {
    const unfinished = begin(ofSize(700), 600);
    await expect.poll(() => unfinished.socket.bytesWritten).toBeGreaterThan(600);
    const tooMuch = begin(ofSize(500));
    await expect.poll(tooMuch.status).toBe('503');
    const small = begin(ofSize(100));
    await expect.poll(() => waiting.length).toBe(1);
    waiting.shift()?.();
    await expect.poll(small.status).toBe('200');

    unfinished.socket.destroy();
    await expect
      .poll(async () => {
        begin(ofSize(900));
        return waiting.length;
      })
      .toBeGreaterThan(0);
  });

  it('those that wait for the disk count until they are stored', async () => {
    const first = begin(ofSize(600));
    await expect.poll(() => waiting.length).toBe(1);
    const second = begin(ofSize(600));
    await expect.poll(second.status).toBe('503');
    waiting.shift()?.();
    await expect.poll(first.status).toBe('200');
    const third = begin(ofSize(600));
    await expect.poll(() => waiting.length).toBe(1);
    waiting.shift()?.();
    await expect.poll(third.status).toBe('200');
  });
});
