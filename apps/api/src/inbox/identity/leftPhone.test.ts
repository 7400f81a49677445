import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Meta, metaFor, said } from '../../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';
import type { MessageRecord } from '../message.model.js';

let business: Business;
let meta: Meta;
/** Anna is known by her phone alone, which she leaves for another one. */
let anna: ReturnType<typeof newPerson>;
let next: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  [anna, next] = [newPerson(), newPerson()];
});

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const writes = (text: string, ago: number) =>
  meta.deliver(said(text, { from: anna.waId, userId: null, name: anna.name, at: now() - ago }));
const moves = (ago: number) =>
  meta.deliver(
    changeSaid(
      { type: 'user_changed_number', body: 'A new number', wa_id: next.waId },
      { at: now() - ago, sender: { from: anna.waId } },
    ),
  );
const messages = () => business.api.connection.collection<MessageRecord>('messages');
const findConversationId = async (text: string) =>
  (await messages().findOne({ 'content.text': text }))?.conversationId ?? '';
const texts = async (id: string) => (await business.inbox.thread(id)).map(readText);
const post = (id: string, text: string) =>
  business.owner.post(`/api/conversations/${id}/messages`, { clientId: randomUUID(), type: 'text', text });
const sentTo = (text: string) =>
  business.api.sandbox
    .sentMessages()
    .filter(({ body }) => (body.text as { body?: string } | undefined)?.body === text)
    .map(({ to, recipient }) => to ?? recipient);

describe('a phone that its customer had left when an answer was written', () => {
  it('gets no answer: it is held in the thread it was written in, and makes nobody new', async () => {
    const [hello, answer] = [`Hello ${anna.id}`, `For Anna ${anna.id}`];
    await writes(hello, 60);
    const id = await findConversationId(hello);
    expect((await post(id, answer)).status).toBe(201);
    await moves(30);
    await business.api.app.runDueSending();
    expect(sentTo(answer)).toEqual([]);
    expect(await texts(id)).toEqual([hello, 'system', answer]);
    const [shown] = (await business.inbox.thread(id)).filter((one) => readText(one) === answer);
    expect(shown).toMatchObject({ status: 'queued', held: { from: `+${anna.waId}`, to: `+${next.waId}` } });
  });

  it('keeps what was sent to it in the thread it was written in', async () => {
    const [hello, answer] = [`Hello ${anna.id}`, `For Anna ${anna.id}`];
    await writes(hello, 60);
    const id = await findConversationId(hello);
    await post(id, answer);
    await business.api.app.runDueSending();
    await moves(30);
    expect(await texts(id)).toEqual([hello, 'system', answer]);
  });
});
