import { preferenceChange, standbyChange } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, type Meta, metaFor, newWamid, said } from '../../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness, type TestCustomer } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';
import { addressBook } from '../../../test/phone.js';
import type { MessageRecord } from '../message.model.js';

const phoneNumberId = acmeNumber.id;

let business: Business;
let meta: Meta;
let anna: TestCustomer & { waId: string };
let next: ReturnType<typeof newPerson>;
let boris: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  const customer = business.customer();
  anna = { ...customer, waId: customer.waId ?? '' };
  [next, boris] = [newPerson(), newPerson()];
});
afterEach(() => {
  business.api.sandbox.setRouting(phoneNumberId, { agentIsOn: false, isConfigured: false });
});

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const messages = () => business.api.connection.collection<MessageRecord>('messages');
const findConversationId = async (text: string) =>
  (await messages().findOne({ 'content.text': text }))?.conversationId ?? '';
/** Without what Meta tells of our own acts: that may come before they are written down here. */
const texts = async (id: string) =>
  (await business.inbox.thread(id)).filter(({ content }) => content.kind !== 'handover' || content.isOwn).map(readText);
const lines = async (id: string) =>
  (await business.inbox.thread(id)).flatMap(({ content }) => (content.kind === 'system' ? [content.text] : []));
const control = (id: string, action: string) =>
  business.owner.post(`/api/conversations/${id}/thread-control`, { action });
const changes = (from: string, to: string, ago: number) =>
  meta.deliver(
    changeSaid({ type: 'user_changed_number', body: `to ${to}`, wa_id: to }, { at: now() - ago, sender: { from } }),
  );
const agentOn = () =>
  business.api.sandbox.setRouting(phoneNumberId, { agentIsOn: true, isConfigured: true, ourRoles: ['escalation'] });

describe('a line of ours that says who answers', () => {
  it('says nothing about whose the thread is: it stays whole when its customer’s number changes', async () => {
    const [hello, hi] = [`Hello ${anna.id}`, `Hi ${boris.id}`];
    agentOn();
    business.writes(anna, hello);
    await business.settle();
    const id = await findConversationId(hello);
    expect((await control(id, 'take')).status).toBe(200);
    await changes(anna.waId, next.waId, -10);
    await meta.deliver(said(hi, { from: anna.waId, userId: boris.userId, name: boris.name, at: now() + 20 }));
    await changes(next.waId, newPerson().waId, -30);
    expect(await texts(id)).toEqual([hello, 'handover', 'system', 'system']);
    expect(await lines(id)).not.toContainEqual(expect.stringContaining('somebody else'));
    expect(await texts(await findConversationId(hi))).toEqual([hi]);
  });

  it('also where she is known by the phone alone', async () => {
    const [hello, hi, answer] = [`Hello ${anna.id}`, `Hi ${boris.id}`, `Answer ${anna.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: null, at: now() - 60 }));
    const id = await findConversationId(hello);
    agentOn();
    business.api.sandbox.otherAnswers({ customerId: anna.id, phoneNumberId, content: { type: 'text', body: answer } });
    await business.settle();
    expect((await control(id, 'take')).status).toBe(200);
    await changes(anna.waId, next.waId, -10);
    await meta.deliver(said(hi, { from: anna.waId, userId: null, name: boris.name, at: now() + 20 }));
    await changes(next.waId, newPerson().waId, -30);
    expect(await texts(id)).toEqual([hello, answer, 'handover', 'system', 'system']);
    expect(await lines(id)).not.toContainEqual(expect.stringContaining('somebody else'));
    expect(await texts(await findConversationId(hi))).toEqual([hi]);
  });
});

describe('what the phone calls whoever has the number now', () => {
  it('is not what Anna is called, once it is known that she had left it', async () => {
    const [hello, hi] = [`Hello ${anna.id}`, `Hi ${boris.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: anna.userId, name: anna.name, at: now() - 90 }));
    const id = await findConversationId(hello);
    await meta.deliver(addressBook([{ waId: anna.waId, name: 'Boris the plumber', at: now() - 30 }]));
    const shown = async (of: string) => (await business.owner.get(`/api/conversations/${of}`)).body.conversation;
    expect((await shown(id)).customer.savedName).toBe('Boris the plumber');
    await changes(anna.waId, next.waId, 60);
    expect((await shown(id)).customer).toMatchObject({ savedName: null, name: anna.name });
    const found = await business.inbox.conversations('?search=plumber');
    expect(found.map((one) => one.id)).not.toContain(id);
    await meta.deliver(said(hi, { from: anna.waId, userId: boris.userId, name: boris.name, at: now() - 10 }));
    expect((await shown(await findConversationId(hi))).customer.savedName).toBe('Boris the plumber');
  });
});

describe('who answers, when a thread turns out to be two persons’', () => {
  it('is told of each by their own messages', async () => {
    const [hello, hi] = [`Hello ${anna.id}`, `Hi ${anna.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: null, name: anna.name, at: now() - 90 }));
    const id = await findConversationId(hello);
    const standby = standbyChange({
      number: acmeNumber,
      contacts: [{ profile: { name: boris.name }, wa_id: anna.waId }],
      messages: [{ from: anna.waId, id: newWamid(), timestamp: String(now() - 30), type: 'text', text: { body: hi } }],
    });
    await meta.deliver(standby);
    const shown = async (of: string) => (await business.owner.get(`/api/conversations/${of}`)).body.conversation;
    expect((await shown(id)).responder).toMatchObject({ who: 'other_app' });
    await changes(anna.waId, next.waId, 60);
    expect(await findConversationId(hi)).not.toBe(id);
    expect((await shown(id)).responder).toBeNull();
    expect((await shown(await findConversationId(hi))).responder).toMatchObject({ who: 'other_app' });
  });
});

describe('what was read, when a thread turns out to be two persons’', () => {
  const unread = async (text: string) =>
    (await business.owner.get(`/api/conversations/${await findConversationId(text)}`)).body.conversation.unread;

  it('stays read in a thread that begins with it, and what was not stays unread', async () => {
    const [hello, hi, again] = [`Hello ${anna.id}`, `Hi ${anna.id}`, `Again ${anna.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: anna.userId, at: now() - 90 }));
    await meta.deliver(said(hi, { from: anna.waId, userId: null, at: now() - 30 }));
    await business.inbox.markRead(await findConversationId(hello));
    await meta.deliver(said(again, { from: anna.waId, userId: null, at: now() - 20 }));
    await changes(anna.waId, next.waId, 60);
    expect(await texts(await findConversationId(hi))).toEqual(['system', hi, again]);
    expect(await unread(hi)).toBe(1);
    expect(await unread(hello)).toBe(0);
  });

  it('does not make anything read that comes into a thread which somebody has looked at', async () => {
    const [hello, hi, his, late] = ['Hello', 'Hi', 'His', 'Late'].map((word) => `${word} ${anna.id}`) as [
      string,
      string,
      string,
      string,
    ];
    await meta.deliver(said(hello, { from: anna.waId, userId: anna.userId, at: now() - 90 }));
    await meta.deliver(said(hi, { from: anna.waId, userId: null, at: now() - 30 }));
    await meta.deliver(said(his, { from: '', userId: boris.userId, at: now() - 80 }));
    await business.inbox.markRead(await findConversationId(his));
    await meta.deliver(said(late, { from: anna.waId, userId: boris.userId, at: now() - 60 }));
    expect(await findConversationId(hi)).toBe(await findConversationId(his));
    expect(await unread(his)).toBe(2);
  });
});

describe('what a customer wants to be sent', () => {
  const wants = (value: 'stop' | 'resume', from: string, ago: number) =>
    meta.deliver(
      preferenceChange({
        number: acmeNumber,
        contacts: [],
        preferences: [
          {
            ...{ wa_id: from, category: 'marketing_messages', value, timestamp: now() - ago },
            detail: 'User requested to stop marketing messages',
          },
        ],
      }),
    );
  const optOuts = async (text: string) =>
    (await business.owner.get(`/api/conversations/${await findConversationId(text)}`)).body.conversation.optOuts;

  it('stays with whoever said it when the number passes on, and is no wish of who has it then', async () => {
    const [hello, hi] = [`Hello ${anna.id}`, `Hi ${anna.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: null, at: now() - 90 }));
    await wants('stop', anna.waId, 80);
    await meta.deliver(said(hi, { from: anna.waId, userId: null, at: now() - 30 }));
    await changes(anna.waId, next.waId, 60);
    expect(await findConversationId(hi)).not.toBe(await findConversationId(hello));
    expect(await optOuts(hello)).toHaveLength(1);
    expect(await optOuts(hi)).toEqual([]);
  });

  it('is theirs when they said it after the number had passed to them', async () => {
    const [hello, hi] = [`Hello ${anna.id}`, `Hi ${anna.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: null, at: now() - 90 }));
    await meta.deliver(said(hi, { from: anna.waId, userId: null, at: now() - 30 }));
    await wants('stop', anna.waId, 20);
    await changes(anna.waId, next.waId, 60);
    expect(await optOuts(hello)).toEqual([]);
    expect(await optOuts(hi)).toHaveLength(1);
  });
});
