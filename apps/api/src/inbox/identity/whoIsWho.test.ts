import { randomUUID } from 'node:crypto';
import type { ConversationDto, MessageDto } from '@switchboard/contracts';
import { echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, type Meta, metaFor, newWamid, type Said, said, secondNumber } from '../../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';
import { addressBook, pastChunk, pastSaid } from '../../../test/phone.js';

let business: Business;
let meta: Meta;
let anna: ReturnType<typeof newPerson>;
let next: ReturnType<typeof newPerson>;
let boris: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  [anna, next, boris] = [newPerson(), newPerson(), newPerson()];
});

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
type Names = { from?: string; userId?: string | null };
const writes = (text: string, who: Names, over: Said = {}) =>
  meta.deliver(said(text, { from: '', userId: null, name: anna.name, at: now(), ...who, ...over }));
const both = (who: { waId: string; userId: string }) => ({ from: who.waId, userId: who.userId });

/** Every conversation in which one of these texts stands. */
async function threads(...texts: string[]): Promise<(ConversationDto & { messages: MessageDto[] })[]> {
  const all = await business.inbox.conversations('?limit=100');
  const whole = await Promise.all(all.map(async (one) => ({ ...one, messages: await business.inbox.thread(one.id) })));
  return whole.filter(({ messages }) => messages.some((message) => texts.includes(readText(message))));
}
async function thread(text: string) {
  const found = await threads(text);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`there are ${found.length} threads with ${text}`);
  return only;
}
const kinds = (one: { messages: MessageDto[] }) => one.messages.map(readText);
const lines = (one: { messages: MessageDto[] }) =>
  one.messages.flatMap(({ content }) => (content.kind === 'system' ? [content.text] : []));
const post = (conversationId: string, text: string, clientId = randomUUID()) =>
  business.owner.post(`/api/conversations/${conversationId}/messages`, { clientId, type: 'text', text });
/** Where the sandbox was asked to send what has this text. */
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
  return `${word} ${serial} ${process.pid}`;
};

describe('a number that passes from one customer to another', () => {
  it.each([0, 1])('leaves two conversations, and answers to Anna go to her new number (%i s apart)', async (apart) => {
    const [hello, hi, answer] = [unique('Hello'), unique('Hi'), unique('For Anna')];
    const start = now() - 10;
    await writes(hello, both(anna), { at: start });
    const system = { type: 'user_changed_number', body: 'Anna changed', wa_id: next.waId, user_id: next.userId };
    await meta.deliver(changeSaid(system, { at: start + apart, sender: { from: anna.waId } }));
    await writes(hi, { from: anna.waId, userId: boris.userId }, { at: start + 2 * apart, name: boris.name });

    const [hers, his] = [await thread(hello), await thread(hi)];
    expect(hers.id).not.toBe(his.id);
    expect(hers.customer).toMatchObject({ name: anna.name, phone: `+${next.waId}` });
    expect(his.customer).toMatchObject({ name: boris.name, phone: `+${anna.waId}` });
    expect(kinds(his)).toEqual([hi]);
    expect((await post(hers.id, answer)).status).toBe(201);
    expect(await sentTo(answer)).toEqual([`+${next.waId}`]);
  });

  it('in whatever order Meta tells it', async () => {
    const [hello, hi] = [unique('Hello'), unique('Hi')];
    const start = now() - 10;
    await writes(hi, { from: anna.waId, userId: boris.userId }, { at: start + 5, name: boris.name });
    const system = { type: 'user_changed_number', body: 'Anna changed', wa_id: next.waId, user_id: next.userId };
    await meta.deliver(changeSaid(system, { at: start + 3, sender: { from: anna.waId } }));
    await writes(hello, both(anna), { at: start });
    const [hers, his] = [await thread(hello), await thread(hi)];
    expect(hers.customer).toMatchObject({ name: anna.name, phone: `+${next.waId}` });
    expect(lines(hers)).toEqual(['Anna changed']);
    expect(his.customer).toMatchObject({ name: boris.name, phone: `+${anna.waId}` });
    expect(kinds(his)).toEqual([hi]);
  });

  it('a late event that shows two people in one thread splits what came after its time, with a line in both', async () => {
    const [hello, hi, ours] = [unique('Hello'), unique('Hi'), unique('Ours')];
    const start = now() - 100;
    await writes(hello, both(anna), { at: start });
    // Older deliveries name no id: until more is known, it is Anna's phone.
    await writes(hi, { from: anna.waId }, { at: start + 50, name: boris.name });
    const before = await thread(hello);
    expect(kinds(before)).toEqual([hello, hi]);
    expect((await post(before.id, ours)).status).toBe(201);
    await sentTo(ours);
    const system = {
      type: 'user_changed_number',
      body: 'Anna changed',
      wa_id: next.waId,
      previous_user_id: anna.userId,
    };
    await meta.deliver(changeSaid(system, { at: start + 20, sender: { from: anna.waId } }));

    const [hers, his] = [await thread(hello), await thread(hi)];
    expect(hers.id).toBe(before.id);
    expect(his.id).not.toBe(before.id);
    expect(hers.customer).toMatchObject({ name: anna.name, phone: `+${next.waId}` });
    expect(his.customer).toMatchObject({ name: boris.name, phone: `+${anna.waId}` });
    expect(lines(hers)).toHaveLength(2);
    expect(lines(his)).toHaveLength(1);
    expect(hers.windowClosesAt).toBe(new Date((start + 24 * 60 * 60) * 1000).toISOString());
    // It was written for Anna's id.
    expect(kinds(hers)).toContain(ours);
  });
});

describe('a business-scoped id that changes', () => {
  const shapes: [
    string,
    (was: string, is: string, phone: string) => [Record<string, string>, Record<string, string>],
  ][] = [
    ['as Meta says it today', (was, is) => [{}, { previous_user_id: was, user_id: is }]],
    [
      'with an empty sender, ids in the sentence alone',
      (was, is) => [{ from: '' }, { body: `User A changed from ${was} to ${is}` }],
    ],
    ['with the old id as the sender', (was, is) => [{ from_user_id: was }, { user_id: is }]],
    ['with the new id as the sender', (was, is) => [{ from_user_id: is }, { previous_user_id: was, user_id: is }]],
    [
      'with the phone, which stays',
      (was, is, phone) => [{ from: phone }, { previous_user_id: was, user_id: is, wa_id: phone }],
    ],
    ['with the new id in the place of a phone', (was, is) => [{}, { previous_user_id: was, wa_id: is }]],
  ];
  it.each(shapes)('%s: one thread with a line, and answers go on', async (_name, shape) => {
    const [hello, again, answer] = [unique('Hello'), unique('Again'), unique('Answer')];
    await writes(hello, { userId: anna.userId }, { at: now() - 5 });
    const [sender, system] = shape(anna.userId, next.userId, anna.waId);
    await meta.deliver(changeSaid({ type: 'user_changed_user_id', body: 'Another id', ...system }, { sender }));
    await writes(again, { userId: next.userId }, { at: now() + 1 });
    const one = await thread(hello);
    expect(kinds(one)).toEqual([hello, 'system', again]);
    expect(lines(one)[0]).not.toBe('');
    expect((await post(one.id, answer)).status).toBe(201);
    const to = await sentTo(answer);
    expect([[next.userId], [`+${anna.waId}`]]).toContainEqual(to);
  });

  it('three in a row, told backwards, are one thread; and a circle', async () => {
    const [hello, last] = [unique('Hello'), unique('Last')];
    const third = newPerson();
    const start = now() - 50;
    const change = (was: string, is: string, at: number) =>
      meta.deliver(
        changeSaid(
          { type: 'user_changed_user_id', body: `to ${is}`, previous_user_id: was, user_id: is },
          { at: start + at },
        ),
      );
    await writes(last, { userId: third.userId }, { at: start + 9 });
    await change(next.userId, third.userId, 2);
    await change(anna.userId, next.userId, 1);
    await writes(hello, { userId: anna.userId }, { at: start });
    expect(kinds(await thread(hello))).toEqual([hello, 'system', 'system', last]);
    await change(third.userId, anna.userId, 12);
    const one = await thread(last);
    expect(kinds(one)).toEqual([hello, 'system', 'system', last, 'system']);
    const answer = unique('Round');
    await post(one.id, answer);
    expect(await sentTo(answer)).toEqual([anna.userId]);
  });

  it('that names nobody we know begins no thread, and gets its line when one of its names appears', async () => {
    const count = async () => (await business.inbox.conversations('?limit=100')).length;
    const before = await count();
    const system = {
      type: 'user_changed_user_id',
      body: 'A to B',
      previous_user_id: anna.userId,
      user_id: next.userId,
    };
    await meta.deliver(changeSaid(system, { at: now() - 20 }));
    expect(await count()).toBe(before);
    const hello = unique('Hello');
    await writes(hello, { userId: next.userId });
    expect(await count()).toBe(before + 1);
    expect(lines(await thread(hello))).toEqual(['A to B']);
  });
});

describe('two threads that are one person’s', () => {
  it('become one with the first message that has both names; both ids still lead there', async () => {
    const [byPhone, byId, joins] = [unique('By phone'), unique('By id'), unique('Joins')];
    await writes(byPhone, { from: anna.waId }, { at: now() - 50 });
    await writes(byId, { userId: anna.userId }, { at: now() - 40 });
    const [one, other] = [await thread(byPhone), await thread(byId)];
    expect(one.id).not.toBe(other.id);
    await writes(joins, both(anna), { at: now() - 30 });
    const whole = await thread(joins);
    expect(kinds(whole)).toEqual([byPhone, byId, joins]);
    expect(whole.unread).toBe(3);
    for (const id of [one.id, other.id]) {
      const { body } = await business.owner.get(`/api/conversations/${id}`);
      expect(body.conversation.id).toBe(whole.id);
      expect((await business.inbox.thread(id)).map(readText).slice(0, 3)).toEqual([byPhone, byId, joins]);
      const around = await business.inbox.page(id, `?around=${other.messages[0]?.id}`);
      expect(around.messages.map(readText)).toContain(byId);
      expect((await business.inbox.markRead(id)).body.conversation).toMatchObject({ id: whole.id, unread: 0 });
      const answer = unique('Answer');
      const sent = await post(id, answer);
      expect([sent.status, sent.body.message.conversationId]).toEqual([201, whole.id]);
      expect(await sentTo(answer)).toHaveLength(1);
    }
    const found = await business.inbox.conversations(`?search=${encodeURIComponent(byId)}`);
    expect(found.map(({ id }) => id)).toEqual([whole.id]);
  });

  it('what was read stays read, and what was not stays unread', async () => {
    const [byPhone, byId, joins] = [unique('Read'), unique('Unread'), unique('Joins')];
    await writes(byId, { userId: anna.userId }, { at: now() - 50 });
    await writes(byPhone, { from: anna.waId }, { at: now() - 40 });
    await business.inbox.markRead((await thread(byPhone)).id);
    await writes(joins, both(anna), { at: now() - 30 });
    expect((await thread(joins)).unread).toBe(2);
  });

  it('a press that is repeated under the old id is the same message', async () => {
    const [byPhone, byId] = [unique('By phone'), unique('By id')];
    await writes(byPhone, { from: anna.waId });
    await writes(byId, { userId: anna.userId });
    const { id } = await thread(byId);
    const [answer, clientId] = [unique('Once'), randomUUID()];
    expect((await post(id, answer, clientId)).status).toBe(201);
    await writes(unique('Joins'), both(anna));
    expect((await post(id, answer, clientId)).status).toBe(200);
    expect(await sentTo(answer)).toHaveLength(1);
  });

  it('a card that was asked for joins the number to its sender', async () => {
    const [byPhone, byId] = [unique('By phone'), unique('By id')];
    await writes(byPhone, { from: anna.waId }, { at: now() - 20 });
    await writes(byId, { userId: anna.userId }, { at: now() - 10 });
    const card = { name: { formatted_name: 'Me' }, phones: [{ phone: `+${anna.waId}`, wa_id: anna.waId }] };
    const contacts = [{ ...card, origin: 'contact_request' }];
    await writes('', { userId: anna.userId }, { message: { type: 'contacts', contacts } });
    const one = await thread(byId);
    expect(kinds(one)).toEqual([byPhone, byId, 'contacts']);
    expect(one.customer.phone).toBe(`+${anna.waId}`);
  });

  it('an entry of the address book with an id and no phone keeps its name; with both it joins them', async () => {
    const byId = unique('By id');
    await writes(byId, { userId: anna.userId });
    const entry = (contact: Record<string, string>) => {
      const change = addressBook([{ waId: anna.waId, name: `Saved ${anna.name}` }]);
      const [first] = (change.value as { state_sync: { contact: object }[] }).state_sync;
      if (first) first.contact = contact;
      return meta.deliver(change);
    };
    await entry({ full_name: `Saved ${anna.name}`, phone_number: '', user_id: anna.userId });
    expect((await thread(byId)).customer).toMatchObject({ savedName: `Saved ${anna.name}`, phone: null });
    const byPhone = unique('By phone');
    await writes(byPhone, { from: anna.waId });
    await entry({ full_name: `Saved ${anna.name}`, phone_number: anna.waId, user_id: anna.userId });
    expect(kinds(await thread(byId)).sort()).toEqual([byId, byPhone].sort());
  });

  it('two of our numbers never mix', async () => {
    const [here, there, joins] = [unique('Here'), unique('There'), unique('Joins')];
    await writes(here, { from: anna.waId });
    await writes(there, { userId: anna.userId }, { number: secondNumber });
    await writes(joins, both(anna));
    expect(kinds(await thread(there))).toEqual([there]);
    expect(kinds(await thread(here))).toEqual([here, joins]);
  });
});

describe('one phone in two spellings', () => {
  it.each([
    ['Argentina', '5411', '54911', 8],
    ['Mexico', '5255', '52155', 8],
    ['Brazil', '55118', '551198', 7],
  ])('%s: an echo and its answer are one thread', async (_country, one, other, digits) => {
    const tail = anna.waId.slice(-digits);
    const [echoed, answered] = [unique('Echo'), unique('Answer')];
    await meta.deliver(
      echoChange({
        number: acmeNumber,
        echoes: [
          {
            ...{ from: acmeNumber.digits, to: `${one}${tail}`, id: newWamid(), timestamp: String(now() - 9) },
            ...{ type: 'text', text: { body: echoed } },
          },
        ],
      }),
    );
    await writes(answered, { from: `${other}${tail}` }, { at: now() - 8 });
    const whole = await thread(echoed);
    expect(kinds(whole)).toEqual([echoed, answered]);
    expect(whole.customer.phone).toBe(`+${other}${tail}`);
  });
});

describe('names', () => {
  it('an older name in a late message changes nothing', async () => {
    const hello = unique('Hello');
    await writes(hello, both(anna), { at: now() - 5, name: 'New name' });
    await writes(unique('Late'), both(anna), { at: now() - 60, name: 'Old name' });
    expect((await thread(hello)).customer.name).toBe('New name');
    await writes(unique('Newest'), both(anna), { at: now() - 4, name: 'New name' });
    await writes(unique('Between'), both(anna), { at: now() - 5, name: 'Between' });
    expect((await thread(hello)).customer.name).toBe('New name');
  });

  it('an id in the place of a phone is an id, and answers go to it', async () => {
    const [hello, answer] = [unique('Hello'), unique('Answer')];
    await writes(hello, { from: anna.userId });
    const one = await thread(hello);
    expect(one.customer.phone).toBeNull();
    await post(one.id, answer);
    expect(await sentTo(answer)).toEqual([anna.userId]);
  });
});

describe('the past of a phone', () => {
  it('a thread named by phone goes to the person who is known by id as well', async () => {
    const [hello, past] = [unique('Hello'), unique('Past')];
    await writes(hello, both(anna));
    await meta.deliver(pastChunk({ [anna.waId]: [pastSaid(anna.waId, past)] }));
    expect(kinds(await thread(hello))).toEqual([past, hello]);
  });
});
