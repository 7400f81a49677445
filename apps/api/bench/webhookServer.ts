/**
 * One of the servers that `bench/webhooks.ts` compares, in a process of its own: the product, or a floor that does only
 * what the contract with Meta forces. Started with `fork`; says its address as a message.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seedApp, seedWabas } from '@switchboard/meta-sandbox/seeds';
import mongoose from 'mongoose';
import { WebSocketServer } from 'ws';
import { readLimits } from '../src/platform/readBudget.js';
import { checkReplies } from '../src/platform/sendReply.js';
import { startTestApi } from '../test/testApi.js';

export type ServerKind = 'product' | 'neighbours' | 'floorA' | 'floorB';
export interface ServerReady {
  url: string;
  appSecret: string;
  /** Of the product: what a browser needs for its socket. Of two neighbours: of the one who reads. */
  token?: string;
  /** Of a floor: where its bare socket is. */
  socketUrl?: string;
}

const appSecret = seedApp.secret;
const [kind, mongoUri] = process.argv.slice(2) as [ServerKind, string];

/** @param withNeighbour a second tenant has a number as well, and is the one whose token is told. */
async function startProduct(withNeighbour = false): Promise<ServerReady> {
  const api = await startTestApi({ mongoUri, env: { LOG_LEVEL: 'error' }, limits: { reads: readLimits } });
  // As in production: tests lift the limits and hold each answer against its contract.
  checkReplies(api.app.handler, false);
  const url = await api.listen();
  api.app.startJobs();
  const owner = await api.owner();
  await owner.connect(api.sandbox.issueCode());
  const neighbour = withNeighbour ? await api.owner() : owner;
  if (withNeighbour) await neighbour.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
  process.on('message', async (message) => {
    if (message !== 'drain') return;
    await api.app.drainDeliveries();
    process.send?.('drained');
  });
  return { url, appSecret: api.sandbox.appSecret, token: neighbour.token };
}

interface Waiting {
  body: Buffer;
  done: () => void;
}

async function startFloor(grouped: boolean): Promise<ServerReady> {
  const connection = await mongoose
    .createConnection(mongoUri, { maxPoolSize: 50, writeConcern: { w: 'majority', journal: true } })
    .asPromise();
  const deliveries = connection.collection('deliveries');
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const tell = (text: string) => {
    for (const client of sockets.clients) client.send(text);
  };

  const waiting: Waiting[] = [];
  let writing = false;
  const writeGroup = async () => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 1_000);
      await deliveries.insertMany(
        batch.map(({ body }) => ({ body: new mongoose.mongo.Binary(body) })),
        { ordered: false },
      );
      for (const { done } of batch) done();
    }
    writing = false;
  };
  const store = (body: Buffer) =>
    grouped
      ? new Promise<void>((done) => {
          waiting.push({ body, done });
          if (!writing) void writeGroup();
        })
      : deliveries.insertOne({ body: new mongoose.mongo.Binary(body) });

  const answer: RequestListener = (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', async () => {
      const body = Buffer.concat(chunks);
      const given = Buffer.from(String(req.headers['x-hub-signature-256']).slice(7), 'hex');
      if (!timingSafeEqual(given, createHmac('sha256', appSecret).update(body).digest())) {
        res.writeHead(401).end();
        return;
      }
      const parsed = JSON.parse(body.toString('utf8'));
      await store(body);
      res.writeHead(200, { 'Content-Length': 0 }).end();
      if (sockets.clients.size > 0) tell(JSON.stringify(parsed.entry[0].changes[0].value.messages[0]));
    });
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.on('message', (message) => {
    if (message === 'drain') process.send?.('drained');
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    appSecret,
    socketUrl: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
  };
}

const ready =
  kind === 'product' || kind === 'neighbours'
    ? await startProduct(kind === 'neighbours')
    : await startFloor(kind === 'floorB');
process.send?.(ready);
process.once('disconnect', () => process.exit(0));
