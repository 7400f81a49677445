import { standbyChange } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, type Meta, metaFor, newWamid, said } from '../../../test/deliveries.js';
import { type Business, newPerson, startBusiness, type TestCustomer, textOf } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';
import { addressBook } from '../../../test/phone.js';
import type { MessageRecord } from '../message.model.js';

const phoneNumberId = acmeNumber.id;

let business: Business;
let meta: Meta;
let anna: TestCustomer;
let next: ReturnType<typeof newPerson>;
let boris: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  anna = business.customer();
  [next, boris] = [newPerson(), newPerson()];
});
afterEach(() => {
  business.api.sandbox.setRouting(phoneNumberId, { agentIsOn: false, isConfigured: false });
});

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const messages = () => business.api.connection.collection<MessageRecord>('messages');
const idOf = async (text: string) => (await messages().findOne({ 'content.text': text }))?.conversationId ?? '';
const texts = async (id: string) => (await business.inbox.thread(id)).map(textOf);
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
    const id = await idOf(hello);
    expect((await control(id, 'take')).status).toBe(200);
    await changes(anna.waId, next.waId, -10);
    await meta.deliver(said(hi, { from: anna.waId, userId: boris.userId, name: boris.name, at: now() + 20 }));
    await changes(next.waId, newPerson().waId, -30);
    expect(await texts(id)).toEqual([hello, 'handover', 'system', 'system']);
    expect(await lines(id)).not.toContainEqual(expect.stringContaining('somebody else'));
    expect(await texts(await idOf(hi))).toEqual([hi]);
  });

  it('also where she is known by the phone alone', async () => {
    const [hello, hi, answer] = [`Hello ${anna.id}`, `Hi ${boris.id}`, `Answer ${anna.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: null, at: now() - 60 }));
    const id = await idOf(hello);
    agentOn();
    business.api.sandbox.otherAnswers({ customerId: anna.id, phoneNumberId, content: { type: 'text', body: answer } });
    await business.settle();
    expect((await control(id, 'take')).status).toBe(200);
    await changes(anna.waId, next.waId, -10);
    await meta.deliver(said(hi, { from: anna.waId, userId: null, name: boris.name, at: now() + 20 }));
    await changes(next.waId, newPerson().waId, -30);
    expect(await texts(id)).toEqual([hello, answer, 'handover', 'system', 'system']);
    expect(await lines(id)).not.toContainEqual(expect.stringContaining('somebody else'));
    expect(await texts(await idOf(hi))).toEqual([hi]);
  });
});

describe('what the phone calls whoever has the number now', () => {
  it('is not what Anna is called, once it is known that she had left it', async () => {
    const [hello, hi] = [`Hello ${anna.id}`, `Hi ${boris.id}`];
    await meta.deliver(said(hello, { from: anna.waId, userId: anna.userId, name: anna.name, at: now() - 90 }));
    const id = await idOf(hello);
    await meta.deliver(addressBook([{ waId: anna.waId, name: 'Boris the plumber', at: now() - 30 }]));
    const shown = async (of: string) => (await business.owner.get(`/api/conversations/${of}`)).body.conversation;
    expect((await shown(id)).customer.savedName).toBe('Boris the plumber');
    await changes(anna.waId, next.waId, 60);
    expect((await shown(id)).customer).toMatchObject({ savedName: null, name: anna.name });
    const found = await business.inbox.conversations('?search=plumber');
    expect(found.map((one) => one.id)).not.toContain(id);
    await meta.deliver(said(hi, { from: anna.waId, userId: boris.userId, name: boris.name, at: now() - 10 }));
    expect((await shown(await idOf(hi))).customer.savedName).toBe('Boris the plumber');
  });
});

