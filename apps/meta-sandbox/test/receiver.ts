import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { signLikeMeta } from '../src/index.js';

/** One POST as it arrived. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

const delivery = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.object({
      id: z.string(),
      time: z.number().optional(),
      changes: z.array(z.object({ field: z.string(), value: z.record(z.string(), z.unknown()) })),
    }),
  ),
});

const records = z.array(z.record(z.string(), z.unknown())).default([]);

/** A product's webhook address, as simple as it can be. */
export class Receiver {
  readonly received: Received[] = [];
  /** What the next POSTs are answered; 200 when there is nothing left. */
  answers: number[] = [];
  verifyToken = 'verify-me';
  /** Runs before a POST is answered. */
  beforeAnswer: () => Promise<void> | void = () => undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((req, res) => {
      const url = new URL(req.url ?? '/', 'http://receiver.test');
      if (req.method === 'GET') {
        const isRight = url.searchParams.get('hub.verify_token') === this.verifyToken;
        res.writeHead(isRight ? 200 : 403).end(isRight ? url.searchParams.get('hub.challenge') : 'no');
        return;
      }
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', async () => {
        this.received.push({ path: url.pathname, headers: req.headers, bytes: Buffer.concat(chunks) });
        await this.beforeAnswer();
        res.writeHead(this.answers.shift() ?? 200).end();
      });
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  clear(): void {
    this.received.length = 0;
    this.answers = [];
    this.beforeAnswer = () => undefined;
  }

  /** Every update that arrived, in the order of arrival. */
  changes() {
    return this.received.flatMap(({ bytes }) =>
      delivery
        .parse(JSON.parse(bytes.toString()))
        .entry.flatMap(({ id, time, changes }) => changes.map(({ field, value }) => ({ id, time, field, value }))),
    );
  }

  /** The values under `messages[]` (or another list of the values). */
  listed(name: 'messages' | 'statuses' | 'contacts' | 'message_echoes'): Record<string, unknown>[] {
    return this.changes().flatMap(({ value }) => records.parse(value[name]));
  }

  /** The statuses of a message, by name, in the order of arrival. */
  listStatuses(wamid: string): unknown[] {
    return this.listed('statuses')
      .filter(({ id }) => id === wamid)
      .map(({ status }) => status);
  }

  /** How many POSTs had the right signature. */
  wellSigned(appSecret: string): number {
    return this.received.filter(
      ({ bytes, headers }) => headers['x-hub-signature-256'] === signLikeMeta(bytes, appSecret),
    ).length;
  }
}
