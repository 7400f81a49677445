import { buildDelivery, type Change, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { post, said, signedHeaders } from '../../test/deliveries.js';
import type { TestApi } from '../../test/harness.js';
import { type Business, newPerson, startBusiness } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';

let business: Business;
let second: TestApi;
let urls: string[];
beforeAll(async () => {
  business = await startBusiness();
  second = await startBeside(business.api);
  urls = [business.url, await second.listen()];
});
afterAll(async () => {
  await second.stop();
  await business.stop();
});

const customers = 200;
const messagesEach = 50;
const connections = 50;
/** So many customers write in one POST; the fifty messages of each are in fifty POSTs. */
const together = 40;

/** How Meta names them: always by both, by one and then the other, or by nothing but the id. */
const faces: ((who: ReturnType<typeof newPerson>, message: number) => { from: string; userId: string | null })[] = [
  ({ waId, userId }) => ({ from: waId, userId }),
  ({ waId, userId }, message) => ({ from: message % 2 === 0 ? waId : '', userId }),
  ({ waId, userId }, message) => ({ from: waId, userId: message % 2 === 0 ? userId : null }),
  ({ userId }) => ({ from: '', userId }),
];

it(`fifty first messages of one new customer at the same moment, in two processes, open one conversation: ${customers} times`, async () => {
  const people = Array.from({ length: customers }, newPerson);
  const posts: Change[][] = [];
  for (let group = 0; group < customers; group += together) {
    for (let message = 0; message < messagesEach; message += 1) {
      posts.push(
        people.slice(group, group + together).map((who, index) => {
          const face = faces[index % faces.length]?.(who, message);
          return said(`${who.name}, ${message}`, { name: who.name, ...face });
        }),
      );
    }
  }
  const bodies = posts.map((changes) => serializeLikeMeta(buildDelivery(changes)));
  const begun = performance.now();
  let next = 0;
  const answers: number[] = [];
  const connection = async () => {
    for (let index = next++; index < bodies.length; index = next++) {
      const body = bodies[index] ?? Buffer.alloc(0);
      const url = urls[index % urls.length] ?? '';
      answers.push((await post(url, body, signedHeaders(body, business.api.sandbox.appSecret))).status);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  await Promise.all([business.api.app.drainDeliveries(), second.app.drainDeliveries()]);
  const tookMs = performance.now() - begun;

  const { connection: database } = business.api;
  const conversations = await database.collection('conversations').find().toArray();
  const messages = await database
    .collection('messages')
    .aggregate<{ _id: string; count: number; names: string[] }>([
      {
        $group: {
          _id: '$conversationId',
          count: { $sum: 1 },
          names: { $addToSet: { $arrayElemAt: [{ $split: ['$content.text', ','] }, 0] } },
        },
      },
    ])
    .toArray();
  const stored = messages.reduce((sum, one) => sum + one.count, 0);
  process.stdout.write(
    `album race: ${customers} customers x ${messagesEach} first messages in ${posts.length} POSTs to two processes: ` +
      `${conversations.length} conversations, ${stored} messages, ${Math.round(tookMs)} ms\n`,
  );

  expect(new Set(answers)).toEqual(new Set([200]));
  expect(answers).toHaveLength(posts.length);
  expect(conversations.map((one) => String(one.name)).sort()).toEqual(people.map(({ name }) => name).sort());
  expect(new Set(conversations.map((one) => one.unread))).toEqual(new Set([messagesEach]));
  expect(messages.map((one) => String(one._id)).sort()).toEqual(conversations.map((one) => String(one._id)).sort());
  expect(new Set(messages.map((one) => one.count))).toEqual(new Set([messagesEach]));
  expect(new Set(messages.map((one) => one.names.length))).toEqual(new Set([1]));
  expect(new Set(conversations.map((one) => one.addresses.length))).toEqual(new Set([1, 2]));

  // The numbers of the changes have no gap, whoever gave them.
  const seqs = (await database.collection('inboxChanges').find().sort({ _id: 1 }).toArray()).map((one) => one.seq);
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
}, 60_000);
