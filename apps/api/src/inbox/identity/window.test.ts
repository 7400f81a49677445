import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Meta, metaFor, type Said, said } from '../../../test/deliveries.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';
import type { MessageRecord } from '../message.model.js';

let business: Business;
let meta: Meta;
let anna: ReturnType<typeof newPerson>;
let next: ReturnType<typeof newPerson>;
let boris: ReturnType<typeof newPerson>;
/** Seconds of Meta's clock. */
let now: number;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  [anna, next, boris] = [newPerson(), newPerson(), newPerson()];
  now = Math.floor(business.api.clock.now().getTime() / 1000);
});

const hour = 60 * 60;
const both = (who: { waId: string; userId: string }) => ({ from: who.waId, userId: who.userId });
const writes = (text: string, hoursAgo: number, who: Said) =>
  meta.deliver(said(text, { from: '', userId: null, ...who, at: now - hoursAgo * hour }));
const moves = (hoursAgo: number, system: Record<string, string> = {}) =>
  meta.deliver(
    changeSaid(
      { type: 'user_changed_number', body: 'A new number', wa_id: next.waId, user_id: next.userId, ...system },
      { at: now - hoursAgo * hour, sender: { from: anna.waId } },
    ),
  );
const findConversationId = async (text: string) => {
  const messages = business.api.connection.collection<MessageRecord>('messages');
  return (await messages.findOne({ 'content.text': text }))?.conversationId ?? '';
};
async function closesAt(text: string): Promise<string | null> {
  const { body } = await business.owner.get(`/api/conversations/${await findConversationId(text)}`);
  return body.conversation.windowClosesAt;
}
const dayAfter = (hoursAgo: number) => new Date((now + (24 - hoursAgo) * hour) * 1000).toISOString();
const post = async (text: string, about: string) =>
  business.owner.post(`/api/conversations/${await findConversationId(about)}/messages`, {
    ...{ clientId: randomUUID(), type: 'text', text },
  });
async function sentTo(text: string) {
  await business.api.app.runDueSending();
  return business.api.sandbox
    .sentMessages()
    .filter(({ body }) => (body.text as { body?: string } | undefined)?.body === text)
    .map(({ to, recipient }) => to ?? recipient);
}
let serial = 0;
const unique = (word: string) => {
  serial += 1;
  return `${word} window ${serial} ${process.pid}`;
};

describe('the 24 hours in which a customer may be answered', () => {
  it('after two threads became one, count from the last message by a name that answers go to', async () => {
    const [byPhone, byId] = [unique('Phone'), unique('Id')];
    await writes(byPhone, 3, { from: anna.waId });
    await writes(byId, 2, { userId: anna.userId });
    // What joins them is older than both, and came last.
    await writes(unique('Joins'), 5, both(anna));
    expect(await findConversationId(byId)).toBe(await findConversationId(byPhone));
    expect(await closesAt(byPhone)).toBe(dayAfter(2));
  });

  it('are not opened by a number that another customer has by now', async () => {
    const [hello, alone, hi] = [unique('Hello'), unique('Alone'), unique('Hi')];
    await writes(hello, 6, both(anna));
    await writes(alone, 4, { from: anna.waId });
    expect(await closesAt(hello)).toBe(dayAfter(4));
    await writes(hi, 2, { from: anna.waId, userId: boris.userId });
    expect(await findConversationId(alone)).toBe(await findConversationId(hello));
    expect(await closesAt(hello)).toBe(dayAfter(6));
    expect(await closesAt(hi)).toBe(dayAfter(2));
    // One that comes late, from the time in which it was hers, opens nothing either.
    await writes(unique('Late'), 3, { from: anna.waId });
    expect(await closesAt(hello)).toBe(dayAfter(6));
    await writes(unique('Again'), 1, { userId: anna.userId });
    expect(await closesAt(hello)).toBe(dayAfter(1));
  });

  it('go on when her number changes: the answer goes to the new one', async () => {
    const [hello, answer] = [unique('Hello'), unique('Answer')];
    await writes(hello, 3, both(anna));
    await moves(1);
    expect(await closesAt(hello)).toBe(dayAfter(3));
    await writes(unique('Hi'), 0.5, { from: anna.waId, userId: boris.userId });
    expect(await closesAt(hello)).toBe(dayAfter(3));
    expect((await post(answer, hello)).status).toBe(201);
    expect(await sentTo(answer)).toEqual([`+${next.waId}`]);
    // What she wrote by her old names before the change, and came after it, counts as well.
    await writes(unique('Late'), 2, { userId: anna.userId });
    expect(await closesAt(hello)).toBe(dayAfter(2));
  });

  it('go on when her id changes, also when Meta tells of it before what she wrote', async () => {
    const hello = unique('Hello');
    const system = { type: 'user_changed_user_id', body: 'Another id', user_id: next.userId };
    await meta.deliver(changeSaid({ ...system, previous_user_id: anna.userId }, { at: now - hour }));
    await writes(hello, 3, { userId: anna.userId });
    expect(await closesAt(hello)).toBe(dayAfter(3));
  });

  it('are each person’s own after a thread was split', async () => {
    const [hello, hi] = [unique('Hello'), unique('Hi')];
    await writes(hello, 6, both(anna));
    await writes(hi, 2, { from: anna.waId });
    expect(await closesAt(hello)).toBe(dayAfter(2));
    await moves(4);
    expect(await findConversationId(hi)).not.toBe(await findConversationId(hello));
    expect([await closesAt(hello), await closesAt(hi)]).toEqual([dayAfter(6), dayAfter(2)]);
  });

  it('are the same before and after a message that was held is sent', async () => {
    const [hello, answer] = [unique('Hello'), unique('Answer')];
    await writes(hello, 6, both(anna));
    const { body } = await post(answer, hello);
    await moves(1);
    expect(await sentTo(answer)).toEqual([]);
    expect(await closesAt(hello)).toBe(dayAfter(6));
    const path = `/api/conversations/${await findConversationId(hello)}/messages/${body.message.id}/release`;
    expect((await business.owner.post(path, {})).status).toBe(200);
    expect(await sentTo(answer)).toEqual([`+${next.waId}`]);
    expect(await closesAt(hello)).toBe(dayAfter(6));
  });
});
