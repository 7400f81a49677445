import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Meta, metaFor, said } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import type { TestApi } from '../../../test/harness.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';
import { startBeside } from '../../../test/instances.js';
import { changeSaid } from '../../../test/people.js';
import { watch } from '../../../test/sockets.js';
import type { MessageRecord } from '../message.model.js';

let business: Business;
let meta: Meta;
let second: TestApi;
let secondMeta: Meta;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
  second = await startBeside(business.api);
  secondMeta = metaFor(second, await second.listen());
});
afterAll(async () => {
  await second.stop();
  await business.stop();
});

it('a stranger’s message on a number that another process knows was left is told in the stranger’s own thread', async () => {
  // What is remembered for a moment is remembered for the whole test.
  business.api.clock.standStill();
  const now = Math.floor(business.api.clock.now().getTime() / 1000);
  const [anna, next] = [newPerson(), newPerson()];
  const [hello, hi] = [`Hello ${anna.id}`, `Hi ${anna.id}`];
  await meta.deliver(said(hello, { from: anna.waId, userId: anna.userId, at: now - 30 }));
  const browser = await watch(business.url, business.owner);
  const system = { type: 'user_changed_number', body: 'A new number', wa_id: next.waId, user_id: next.userId };
  await secondMeta.deliver(changeSaid(system, { at: now - 20, sender: { from: anna.waId } }));
  await meta.deliver(said(hi, { from: anna.waId, userId: null, at: now - 10 }));

  const stored = business.api.connection.collection<MessageRecord>('messages');
  const [hers, his] = await Promise.all([hello, hi].map((text) => stored.findOne({ 'content.text': text })));
  expect(his?.conversationId).not.toBe(hers?.conversationId);
  const told = () => browser.of('inbox:change').flatMap(({ messages }) => messages.filter(({ id }) => id === his?._id));
  await eventually(() => expect(told()).not.toEqual([]));
  expect(told().map(({ conversationId }) => conversationId)).toEqual(told().map(() => his?.conversationId));
  // What was told before it was stored gives way to that in every browser: it is older than anything stored.
  const early = browser.of('inbox:arrival').filter(({ message }) => message.id === his?._id);
  for (const { message } of early) expect(message.revision).toBeLessThan(told()[0]?.revision ?? 0);
  browser.socket.disconnect();
});
