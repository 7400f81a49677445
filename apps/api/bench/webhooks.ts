/**
 * How many webhooks a second are acknowledged, and how long one takes to be in the browser, beside what is the least one
 * can do: floor A (bare `node:http`, signature, parse, one insert a request with majority and journal, 200) and floor B
 * (the same with group commit). One run, one client, one database, the servers in turn.
 *
 * Run with `npm run bench:webhooks`. Prints; asserts nothing. `BENCH_REPEATS` sets the pairs.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type InboxArrival, type InboxChange, socketTicketReply } from '@switchboard/contracts';
import { startDevMongo } from '@switchboard/dev-mongo';
import { buildDelivery, messageChange, serializeLikeMeta, signLikeMeta } from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { createLogger } from '../src/platform/logger.js';
import { openMongo } from '../src/platform/mongo.js';
import { load } from './httpLoad.js';
import type { ServerKind, ServerReady } from './webhookServer.js';

const repeats = Number(process.env.BENCH_REPEATS ?? 7);
const connections = 100;
const customers = 500;
/** Of the comparison of latencies: by then the code that one message takes is compiled, as it is after a minute's work. */
const uncountedBlocks = 30;
const number = seedNumbers.acmeFlowers;
const sizes = [
  { perPost: 1, posts: 12_000 },
  { perPost: 100, posts: 300 },
];

const mongo = await startDevMongo();
const children: ChildProcess[] = [];
interface Server extends ServerReady {
  drain: () => Promise<void>;
}

async function start(kind: ServerKind): Promise<Server> {
  const program = fileURLToPath(new URL('./webhookServer.ts', import.meta.url));
  const child = fork(program, [kind, mongo.withDatabase(`bench_${kind}`)], { execArgv: ['--import', 'tsx'] });
  children.push(child);
  const [ready] = (await once(child, 'message')) as [ServerReady];
  return {
    ...ready,
    drain: async () => {
      child.send('drain');
      await once(child, 'message');
    },
  };
}

let made = 0;
const toText = (message: number) => `Hello, is order ${message} on its way?`;
function request(perPost: number, appSecret: string): Buffer {
  const at = String(Math.floor(Date.now() / 1000));
  const changes = Array.from({ length: perPost }, () => {
    made += 1;
    const from = `1555${String(made % customers).padStart(7, '0')}`;
    return messageChange({
      number,
      contacts: [{ profile: { name: `Customer ${made % customers}` }, wa_id: from }],
      messages: [
        {
          from,
          id: `wamid.BENCH${process.pid}x${made}`,
          timestamp: at,
          type: 'text',
          text: { body: toText(made) },
        },
      ],
    });
  });
  const body = serializeLikeMeta(buildDelivery(changes));
  const head = [
    'POST /api/webhooks/whatsapp HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `X-Hub-Signature-256: ${signLikeMeta(body, appSecret)}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
const requests = (perPost: number, posts: number, server: Server) =>
  Array.from({ length: posts }, () => request(perPost, server.appSecret));

const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
const median = (values: number[]) => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
const show = (values: number[], digits = 0) => {
  const all = sorted(values);
  return `${median(all).toFixed(digits)} (${all[0]?.toFixed(digits)} - ${all.at(-1)?.toFixed(digits)})`;
};
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  const servers = { product: await start('product'), floorA: await start('floorA'), floorB: await start('floorB') };
  const names = ['floorA', 'product', 'floorB'] as const;
  say(`Node ${process.versions.node}, ${repeats} repeats, ${connections} connections, median (least - most)\n`);

  for (const { perPost, posts } of sizes) {
    // Once uncounted: caches, compiled code, open connections.
    for (const name of names)
      await load(servers[name].url, requests(perPost, Math.ceil(posts / 4), servers[name]), connections);
    await servers.product.drain();
    const rates: Record<(typeof names)[number], number[]> = { product: [], floorA: [], floorB: [] };
    const overA: number[] = [];
    const overB: number[] = [];
    const drains: number[] = [];
    let refused = 0;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const round: Record<string, number> = {};
      for (const name of names) {
        const prepared = requests(perPost, posts, servers[name]);
        const result = await load(servers[name].url, prepared, connections);
        refused += result.refused;
        round[name] = result.rate;
        rates[name].push(result.rate);
        if (name !== 'product') continue;
        const begun = performance.now();
        await servers.product.drain();
        drains.push(performance.now() - begun);
      }
      overA.push((round.product ?? 0) / (round.floorA ?? 1));
      overB.push((round.product ?? 0) / (round.floorB ?? 1));
    }
    say(`${perPost} message${perPost === 1 ? '' : 's'} a POST, ${posts} POSTs a round: acknowledged a second`);
    for (const name of names) say(`  ${name.padEnd(8)} ${show(rates[name])}`);
    say(`  product / A ${show(overA, 2)}   product / B ${show(overB, 2)}`);
    say(`  projection: the rest after a round at full load took ${show(drains)} ms`);

    // It keeps up when what is left does not grow with the time that the load lasts.
    const half = median(rates.product) / 2;
    say(`  at half of that, ${half.toFixed(0)} POSTs and ${(half * perPost).toFixed(0)} messages a second:`);
    for (const times of [1, 4]) {
      const lags: number[] = [];
      const placed: number[] = [];
      for (let repeat = 0; repeat < Math.min(repeats, 3); repeat += 1) {
        const prepared = requests(perPost, posts * times, servers.product);
        const started = performance.now();
        const result = await load(servers.product.url, prepared, connections, half);
        const begun = performance.now();
        await servers.product.drain();
        lags.push(performance.now() - begun);
        placed.push((posts * times * perPost) / ((performance.now() - started) / 1000));
        refused += result.refused;
      }
      const lasted = ((posts * times) / half).toFixed(1);
      say(`  for ${lasted} s: all projected ${show(lags)} ms after the last one, ${show(placed)} messages a second`);
    }
    say(`  refused ${refused}\n`);
  }

  say('Documents of the size of a message, 3,000 an insert, with no index but their id and nothing else to do');
  say(`  ${show(await bareInserts())} a second\n`);
  await compareLatency(servers.product, servers.floorA);
} finally {
  for (const child of children) child.disconnect();
  await mongo.stop();
}
process.exit(0);

/** What the database stores at most, of single messages: no projection keeps up with more. */
async function bareInserts(): Promise<number[]> {
  const aBatch = 3_000;
  const connection = await openMongo(mongo.withDatabase('bench_bare'), createLogger({ level: 'silent' }));
  const rates: number[] = [];
  for (let batch = -3; batch < repeats; batch += 1) {
    const documents = Array.from({ length: aBatch }, (_, index) => ({
      _id: `msg_${batch}_${index}` as never,
      accountId: 'acc_1234567890123456789012',
      conversationId: `cnv_123456789012345678${index % customers}`,
      phoneNumberId: number.id,
      wamid: `wamid.BENCH${batch}x${index}`,
      ...{ direction: 'in', origin: 'customer', status: 'received', at: new Date(), arrivedAt: new Date() },
      ...{ sortKey: `00001795900000.${batch}.${index}`, revision: 1 },
      content: { kind: 'text', text: toText(index) },
    }));
    const begun = performance.now();
    await connection.collection('messages').insertMany(documents, { ordered: false });
    if (batch >= 0) rates.push(aBatch / ((performance.now() - begun) / 1000));
  }
  await connection.close();
  return rates;
}

/**
 * From sending the POST to the event with its message in the browser, one at a time, in blocks that alternate. What the
 * product does afterwards goes on while the next one is sent.
 */
async function compareLatency(product: Server, floor: Server): Promise<void> {
  const aBlock = 60;
  const browser = await openBrowser(product);
  const bare = new WebSocket(floor.socketUrl ?? '');
  await once(bare, 'open');
  const [sendToProduct, sendToFloor] = [await openQuietly(product.url), await openQuietly(floor.url)];

  const measure = async (
    server: Server,
    send: (prepared: Buffer) => void,
    told: (text: string) => Promise<unknown>,
  ): Promise<number[]> => {
    const times: number[] = [];
    for (let index = 0; index < aBlock; index += 1) {
      const prepared = request(1, server.appSecret);
      const begun = performance.now();
      const event = told(toText(made));
      send(prepared);
      await event;
      times.push(performance.now() - begun);
    }
    return times;
  };

  const all: Record<'product' | 'floor', number[]> = { product: [], floor: [] };
  const ratios: number[] = [];
  for (let block = -uncountedBlocks; block < repeats; block += 1) {
    const floorTimes = await measure(floor, sendToFloor, () => once(bare, 'message'));
    const productTimes = await measure(product, sendToProduct, browser.told);
    if (block < 0) continue;
    all.floor.push(...floorTimes);
    all.product.push(...productTimes);
    ratios.push(median(productTimes) / median(floorTimes));
  }
  await product.drain();
  const placed = await measure(product, sendToProduct, browser.placed);
  const p99 = (values: number[]) => sorted(values)[Math.floor(values.length * 0.99)]?.toFixed(2);
  const line = (values: number[]) => `p50 ${median(values).toFixed(2)} ms  p99 ${p99(values)} ms`;
  say('From POST to the message in the browser, one at a time');
  say(`  bare insert and bare frame  ${line(all.floor)}`);
  say(`  product                     ${line(all.product)}`);
  say(`  product / floor, p50 of each block: ${show(ratios, 2)}`);
  say(`  and in its place, with its number: ${line(placed)}`);
  browser.close();
  bare.close();
}

/** The browser of somebody who looks at the inbox. */
async function openBrowser({ url, token }: Server) {
  const answered = await fetch(`${url}/api/realtime/ticket`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  const { ticket } = socketTicketReply.parse(await answered.json());
  const socket = io(url, {
    auth: { ticket },
    transports: ['websocket'],
    extraHeaders: { Origin: 'http://localhost:3000' },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });
  const seen = (names: readonly ('inbox:arrival' | 'inbox:change')[], text: string) =>
    new Promise<void>((resolve) => {
      const look = (event: Partial<InboxArrival & InboxChange>) => {
        const messages = event.messages ?? [event.message];
        if (!messages.some((message) => message?.content.kind === 'text' && message.content.text === text)) return;
        for (const name of names) socket.off(name, look);
        resolve();
      };
      for (const name of names) socket.on(name, look);
    });
  return {
    /** The message is there, whichever way it came. */
    told: (text: string) => seen(['inbox:arrival', 'inbox:change'], text),
    placed: (text: string) => seen(['inbox:change'], text),
    close: () => socket.disconnect(),
  };
}

/** A connection that is kept open, for requests whose answer nobody waits for. */
async function openQuietly(url: string): Promise<(prepared: Buffer) => void> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.resume();
  return (prepared) => void socket.write(prepared);
}
