import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConversationDto,
  type ConversationsReply,
  inboxEndpoints,
  type MessageDto,
  type SignedInReply,
} from '@switchboard/contracts';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callWith } from '@/lib/callEndpoint';
import { inItsShare } from '@/lib/inItsShare';
import { type Stack, startStack } from '../../../../scripts/stack.js';
import { type Browser, openBrowser, sayOnline, servePages } from './browser';
import { type Line, layLine } from './line';
import { deliverAll } from './meta';
import { Random } from './random';
import { makeDeliveries, makeWorld, wabaId } from './world';

/** The same seed says, loses and kills the same again: `LEDGER_SEED=… npx vitest run ledger`. */
const seed = Number(process.env.LEDGER_SEED ?? Math.floor(Math.random() * 2 ** 31));
const counts = { messages: 10_000, customers: 500, echoes: 300 };
const KILLS = 10;
const CUTS_A_LOT = 4;
const READERS = 6;
const password = 'copper lantern 7141 river';
const patience = { timeout: 150_000, interval: 50 };

const random = new Random(seed);
let dataDir: string;
let stack: Stack;
let line: Line;
let database: MongoClient;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'switchboard-ledger-'));
  line = await layLine(() => stack.ports.api);
  stack = await startStack({
    dataDir,
    mode: 'production-build',
    withoutWeb: true,
    ports: { web: 0, api: 0, sandbox: 0 },
    settings: { LOG_LEVEL: 'warn', API_PUBLIC_URL: line.url },
  });
  database = await MongoClient.connect(stack.mongodbUri);
});
afterAll(async () => {
  await database?.close();
  await stack?.stop();
  await line?.close();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

async function ask<Reply>(url: string, body?: unknown, token?: string): Promise<Reply> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Reply;
}

/** An owner with the two numbers connected, and a colleague. */
async function startAccount(api: string, sandbox: string): Promise<SignedInReply[]> {
  const person = (name: string) => ({ name, email: `${name}@example.com`, password });
  const owner = await ask<SignedInReply>(`${api}/auth/signup`, { ...person('ada'), accountName: 'Acme' });
  const { token } = owner;
  const { url } = await ask<{ url: string }>(`${api}/account/invitations`, { role: 'support' }, token);
  const invitation = { ...person('grace'), token: url.split('#')[1] };
  const colleague = await ask<SignedInReply>(`${api}/invitations/accept`, invitation);
  const { state } = await ask<{ state: string }>(`${api}/integrations/whatsapp/oauth/start`, {}, token);
  const { code } = await ask<{ code: string }>(`${sandbox}/__sandbox/codes`, { wabaIds: [wabaId] });
  await ask(`${api}/integrations/whatsapp/oauth`, { code, state }, token);
  return [owner, colleague];
}

/** Cuts a list into so many pieces, at places of chance. */
function inLots<Item>(items: readonly Item[], count: number): Item[][] {
  const places = new Set<number>([0]);
  while (places.size < count) places.add(random.between(1, items.length - 1));
  const sorted = [...places].sort((a, b) => a - b);
  return sorted.map((from, index) => items.slice(from, sorted[index + 1]));
}

/** Whether everything that was acknowledged is projected, also what processes left that were killed. */
async function isDrained(): Promise<boolean> {
  const names = { deliveries: 'deliveries', writers: 'deliveryWriters' };
  const deliveries = database.db().collection<{ _id: string; writer: string }>(names.deliveries);
  const writers = await database.db().collection<{ _id: string; projectedTo: string }>(names.writers).find().toArray();
  const lasts = writers.map(({ _id }) =>
    deliveries.findOne({ writer: _id }, { sort: { _id: -1 }, projection: { _id: 1 } }),
  );
  const ends = await Promise.all(lasts);
  // A status that has just missed its message waits for the next round of those that put them together.
  if ((await database.db().collection('strays').countDocuments()) > 0) return false;
  return writers.every(({ projectedTo }, index) => projectedTo >= (ends[index]?._id ?? ''));
}

/** Somebody signed in often enough: what one session may read a second would be the longest part of the test. */
async function readEverything(api: string) {
  const credentials = { email: 'ada@example.com', password };
  const signIn = () => ask<SignedInReply>(`${api}/auth/login`, credentials);
  const sessions = await Promise.all(Array.from({ length: READERS }, signIn));
  const [{ token }] = sessions as [SignedInReply];

  const conversations: ConversationDto[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: { limit: number; cursor?: string } = { limit: 100, ...(cursor ? { cursor } : {}) };
    const page: ConversationsReply = await callWith(token, inboxEndpoints.conversations, { query });
    conversations.push(...page.conversations);
    cursor = page.nextCursor;
  }
  const threads = new Map<string, MessageDto[]>();
  const left = conversations.values();
  const readNext = async ({ token }: SignedInReply) => {
    for (const { id } of left) {
      const thread = { params: { conversationId: id }, query: { limit: 100 } };
      const { messages, nextBefore } = await inItsShare(() => callWith(token, inboxEndpoints.messages, thread));
      expect(nextBefore).toBeNull();
      threads.set(id, messages);
    }
  };
  await Promise.all(sessions.map(readNext));
  return { conversations, threads, summary: await callWith(token, inboxEndpoints.summary) };
}

const readText = ({ content }: MessageDto) => (content.kind === 'text' ? content.text : '');

it(`loses nothing and doubles nothing, whatever is killed and cut off meanwhile (LEDGER_SEED=${seed})`, {
  // Whatever a killed process left waits for its leases, beside the work itself.
  timeout: 420_000,
}, async () => {
  const begun = performance.now();
  const { urls, environments } = stack;
  let catchUps = 0;
  const people = await startAccount(`${urls.api}/api`, urls.sandbox ?? '');
  servePages({
    webUrl: urls.web,
    apiUrl: urls.api,
    onRequest: (path) => {
      if (path.startsWith('/api/inbox/changes')) catchUps += 1;
    },
  });
  const browsers: Browser[] = [];
  for (const person of people) browsers.push(await openBrowser(person));

  const world = makeWorld(random, counts, Date.now());
  const { bodies, duplicates } = makeDeliveries(world.updates, random);
  const lots = inLots(bodies, KILLS);
  const total = { posts: 0, refused: 0 };
  let up: Promise<void> = Promise.resolve();
  const kill = () => {
    up = stack.restartApi('SIGKILL').then(() => {
      sayOnline();
    });
  };
  const openSomeThreads = (count: number) => {
    for (const browser of browsers) {
      const known = random.shuffle([...browser.conversations().keys()]);
      const isNew = (id: string) => !browser.openedIds().includes(id);
      for (const id of known.filter(isNew).slice(0, count)) browser.openThread(id);
    }
  };
  for (const [index, lot] of lots.entries()) {
    // Every other process dies while it takes deliveries, the others while they put them in their place.
    const diesEarly = index % 2 === 0;
    const dying = random.between(1, lot.length);
    const cuts = new Set(Array.from({ length: CUTS_A_LOT }, () => random.between(1, lot.length)));
    const { seq } = (browsers[0] as Browser).position();
    const { posts, refused } = await deliverAll({
      url: urls.api,
      appSecret: environments.sandbox.META_APP_SECRET ?? '',
      bodies: lot,
      untilUp: () => up,
      onAcknowledged: (count) => {
        if (cuts.has(count)) line.cut();
        else sayOnline();
        if (count === dying && diesEarly) kill();
      },
    });
    total.posts += posts;
    total.refused += refused;
    if (diesEarly) continue;
    await expect.poll(() => (browsers[0] as Browser).position().seq ?? 0, patience).toBeGreaterThan(seq ?? 0);
    openSomeThreads(2);
    kill();
  }
  await up;
  const isDrainedOverABadLine = () => {
    if (random.isBelow(0.15)) line.cut();
    else sayOnline();
    return isDrained();
  };
  await expect.poll(isDrainedOverABadLine, { ...patience, interval: 250 }).toBe(true);

  // What is stored.
  const stored = database.db().collection('messages');
  const messageCount = counts.messages + counts.echoes;
  expect(await stored.countDocuments()).toBe(messageCount);
  expect((await stored.distinct('wamid')).length).toBe(messageCount);
  expect(await database.db().collection('quarantine').countDocuments()).toBe(0);

  // What the API says.
  const { conversations, threads, summary } = await readEverything(`${urls.api}/api`);
  expect(conversations.length).toBe(counts.customers);
  expect(new Set(conversations.map(({ customer }) => customer.name)).size).toBe(counts.customers);
  for (const { id, customer, phoneNumberId, unread } of conversations) {
    const texts = new Set((threads.get(id) ?? []).map(readText));
    expect({ phoneNumberId, unread, texts }).toEqual(world.expected.conversations.get(customer.name ?? ''));
  }
  const outgoing = [...threads.values()].flat().filter(({ direction }) => direction === 'out');
  expect(new Map(outgoing.map((message) => [readText(message), message.status]))).toEqual(world.expected.statuses);

  // What each browser holds.
  const unreadConversations = [...world.expected.conversations.values()].filter(({ unread }) => unread > 0).length;
  const settled = { seq: summary.seq, misses: false, unread: unreadConversations, startedOver: 0 };
  for (const browser of browsers) {
    await expect.poll(browser.position, patience).toEqual(settled);
    expect(browser.openedIds().length).toBeGreaterThan(0);
    for (const conversation of conversations) {
      expect(browser.conversations().get(conversation.id)).toEqual(conversation);
      expect(browser.heard(conversation.id)).toEqual(threads.get(conversation.id));
    }
    for (const id of browser.openedIds()) {
      await expect.poll(() => browser.shown(id), patience).toEqual(threads.get(id));
    }
    browser.close();
  }
  const reconnects = browsers.reduce((sum, browser) => sum + browser.reconnects(), 0);
  const seconds = Math.round((performance.now() - begun) / 1000);
  process.stdout.write(
    `ledger: ${total.posts} posts, ${duplicates} duplicates, ${KILLS} kills, ${total.refused} refused, ` +
      `${messageCount} stored, ${conversations.length} conversations, ${outgoing.length} statuses, ` +
      `${reconnects} reconnects, ${catchUps} catch-ups, seed ${seed}, ${seconds} s\n`,
  );
});
