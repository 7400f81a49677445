/**
 * What one tenant's reading costs the others: the time in which other tenants' webhooks are acknowledged, quiet, and while
 * one member repeats `GET /api/inbox/changes?since=1` without a pause. One server, one client, quiet and noisy in turn.
 *
 * Run with `npm run bench:neighbour`. Prints; asserts nothing. `BENCH_REPEATS` sets the pairs, `BENCH_WEBHOOKS` how many
 * webhooks each half has, `BENCH_READERS` over how many connections the neighbour asks.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { startDevMongo } from '@switchboard/dev-mongo';
import { buildDelivery, messageChange, serializeLikeMeta, signLikeMeta } from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { load } from './httpLoad.js';
import type { ServerReady } from './webhookServer.js';

const repeats = Number(process.env.BENCH_REPEATS ?? 7);
const webhooks = Number(process.env.BENCH_WEBHOOKS ?? 2_000);
const readers = Number(process.env.BENCH_READERS ?? 4);
/** Webhooks a second: far from what the server can do, so that what is seen is waiting and not its own load. */
const perSecond = 200;
const connections = 20;
const neighbourMessages = 6_000;
const neighbour = seedNumbers.blueBicycle;
const others = seedNumbers.acmeFlowers;

const mongo = await startDevMongo();
const program = fileURLToPath(new URL('./webhookServer.ts', import.meta.url));
const child: ChildProcess = fork(program, ['neighbours', mongo.withDatabase('bench_neighbour')], {
  execArgv: ['--import', 'tsx'],
});
const say = (text: string) => process.stdout.write(`${text}\n`);
const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
const median = (values: number[]) => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

let made = 0;
function webhook(number: typeof others, appSecret: string, messages = 1): Buffer {
  const at = String(Math.floor(Date.now() / 1000));
  const changes = Array.from({ length: messages }, () => {
    made += 1;
    const from = `1555${String(made % 500).padStart(7, '0')}`;
    return messageChange({
      number,
      contacts: [{ profile: { name: `Customer ${made % 500}` }, wa_id: from }],
      messages: [
        {
          from,
          id: `wamid.BENCH${process.pid}x${made}`,
          timestamp: at,
          type: 'text',
          text: { body: `Hello, is order ${made} on its way? ${'It was to be here on Monday. '.repeat(20)}` },
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

interface Answered {
  answers: number;
  refused: number;
  bytes: number;
}

/** Asks again and again, over each connection without a pause, until it is told to stop. */
function readWithoutPause({ url, token }: ServerReady): () => Promise<Answered> {
  const agent = new Agent({ keepAlive: true, maxSockets: readers });
  const told: Answered = { answers: 0, refused: 0, bytes: 0 };
  let going = true;
  const ask = () =>
    new Promise<void>((resolve) => {
      const headers = { authorization: `Bearer ${token}` };
      const req = httpRequest(`${url}/api/inbox/changes?since=1`, { agent, headers }, (res) => {
        res.on('data', (chunk: Buffer) => {
          told.bytes += chunk.length;
        });
        res.on('close', resolve);
        told.answers += 1;
        if (res.statusCode === 429) told.refused += 1;
      });
      req.on('error', () => resolve());
      req.end();
    });
  const loops = Array.from({ length: readers }, async () => {
    while (going) await ask();
  });
  return async () => {
    going = false;
    await Promise.all(loops);
    agent.destroy();
    return told;
  };
}

try {
  const [server] = (await once(child, 'message')) as [ServerReady];
  const drain = async () => {
    child.send('drain');
    await once(child, 'message');
  };
  const p99 = async (count: number) => {
    const requests = Array.from({ length: count }, () => webhook(others, server.appSecret));
    const { latencies, refused } = await load(server.url, requests, connections, perSecond);
    if (refused > 0) throw new Error(`${refused} webhooks were refused`);
    return latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN;
  };
  const filling = Array.from({ length: neighbourMessages / 60 }, () => webhook(neighbour, server.appSecret, 60));
  await load(server.url, filling, 4);
  await drain();
  // Once uncounted: caches, compiled code.
  await p99(Math.min(webhooks, 1_000));
  await drain();

  say(`Node ${process.versions.node}, ${repeats} pairs, ${webhooks} webhooks each at ${perSecond} a second`);
  say(`the neighbour has ${neighbourMessages} messages and asks over ${readers} connections without a pause\n`);
  say('pair   quiet p99   noisy p99   ratio   the neighbour: answers  refused  MB');
  const ratios: number[] = [];
  for (let pair = 1; pair <= repeats; pair += 1) {
    // Each half begins alike: what was spent before is forgotten.
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    const quiet = await p99(webhooks);
    const stop = readWithoutPause(server);
    const noisy = await p99(webhooks);
    const { answers, refused, bytes } = await stop();
    await drain();
    ratios.push(noisy / quiet);
    const ms = (value: number) => `${value.toFixed(2)} ms`.padStart(11);
    const figures = [answers, refused].map((value) => String(value).padStart(8)).join(' ');
    say(
      `${String(pair).padEnd(4)} ${ms(quiet)} ${ms(noisy)}   ${(noisy / quiet).toFixed(2)}                 ${figures}  ${(bytes / 1e6).toFixed(1)}`,
    );
  }
  const range = `${Math.min(...ratios).toFixed(2)} - ${Math.max(...ratios).toFixed(2)}`;
  say(`\nothers' p99, noisy / quiet: median ${median(ratios).toFixed(2)} (${range}); goal: at most 1.5`);
} finally {
  child.disconnect();
  await mongo.stop();
}
process.exit(0);
