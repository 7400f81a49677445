import type { BillingDto } from '@switchboard/contracts';
import { echoChange } from '@switchboard/meta-sandbox';
import { seedCustomers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber, became, metaFor, newWamid, said, secondNumber } from '../../test/deliveries.js';
import { type Business, newPerson, startBusiness } from '../../test/inbox.js';
import { days } from '../platform/clock.js';
import type { MessageRecord } from './message.model.js';
import { applyFact } from './receiving/messageFacts.js';

let business: Business;
let meta: ReturnType<typeof metaFor>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
afterEach(async () => {
  for (const name of ['messages', 'conversations', 'strays', 'quarantine']) {
    await business.api.connection.collection(name).deleteMany({});
  }
  await business.api.connection.collection('phoneNumbers').updateMany({}, { $unset: { billedRepliesAt: 1 } });
});

const free = { pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' } };
const regular = { pricing: { billable: true, pricing_model: 'PMP', category: 'service', type: 'regular' } };
const utility = { pricing: { billable: true, pricing_model: 'PMP', category: 'utility', type: 'regular' } };
const entryPoint = { pricing: { billable: false, category: 'referral_conversion', type: 'free_entry_point' } };

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
const now = () => seconds(business.api.clock.now());
const monthStart = () => seconds(new Date(`${business.api.clock.now().toISOString().slice(0, 7)}-01T00:00:00Z`));
/** So many seconds ago, though not last month. */
const ago = (count: number) => Math.max(now() - count, monthStart());
async function billing(id = acmeNumber.id): Promise<BillingDto> {
  const number = (await business.owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === id);
  if (!number?.billing) throw new Error('the number has no billing');
  return number.billing;
}
const used = async (id?: string) => (await billing(id)).freeReplies.used;
/** Written on the phone, so that there is a message that statuses can be about. */
const writtenOnPhone = (id: string, to = seedCustomers.ana.waId) =>
  echoChange({
    number: acmeNumber,
    echoes: [{ from: acmeNumber.digits, to, id, timestamp: String(now()), type: 'text', text: { body: 'Hello' } }],
  });

describe('a free reply', () => {
  it('counts once, however many statuses it has and however often they come', async () => {
    const wamid = newWamid();
    await meta.deliver(said('Hi'), writtenOnPhone(wamid));
    for (const status of ['sent', 'delivered', 'read', 'delivered', 'read']) {
      await meta.deliver(became(wamid, status, { more: free, at: now() }));
    }
    expect(await used()).toBe(1);
    expect((await billing()).freeReplies).toMatchObject({ of: 1000, state: 'some_left', source: 'seen_here' });
    expect((await billing()).freeReplies.text).toMatch(
      /^At least 1 of 1,000 free replies seen here since \d+ \w+ \d{4}\.$/,
    );
  });

  it('counts whether its message, its delivery or its reading came first', async () => {
    const orders = [
      ['message', 'delivered', 'read'],
      ['delivered', 'message', 'read'],
      ['read', 'delivered', 'message'],
      ['read', 'message', 'delivered'],
    ];
    for (const order of orders) {
      const wamid = newWamid();
      for (const what of order) {
        await meta.deliver(what === 'message' ? writtenOnPhone(wamid) : became(wamid, what, { more: free, at: now() }));
      }
    }
    expect(await used()).toBe(orders.length);
  });

  it('counts where nothing here sent it: other software, the phone', async () => {
    const wamid = newWamid();
    await meta.deliver(became(wamid, 'delivered', { more: free, at: now() }));
    await meta.deliver(became(wamid, 'read', { more: free, at: now() }));
    expect(await used()).toBe(1);
    // And goes on counting when what was said about messages that never came is no longer kept.
    await business.api.connection
      .collection('strays')
      .updateMany({}, { $set: { arrivedAt: new Date(business.api.clock.now().getTime() - days(20)) } });
    await business.api.app.sweep();
    expect(await used()).toBe(1);
  });

  it('counts when it is a test message', async () => {
    const { sandbox } = business.api;
    const { waId, ...who } = newPerson();
    sandbox.addCustomer({ waId, ...who });
    const path = `/api/integrations/whatsapp/numbers/${acmeNumber.id}/test-message`;
    const { body } = await business.owner.post(path, { to: `+${waId}` });
    await meta.deliver(
      became(newWamid(), 'delivered', {
        more: { ...free, biz_opaque_callback_data: `test:${body.test.testId}` },
        at: now(),
      }),
    );
    expect(await used()).toBe(1);
  });

  it('is not one that was not delivered, nor a template, nor a customer from an advertisement', async () => {
    await meta.deliver(became(newWamid(), 'sent', { more: free, at: now() }));
    await meta.deliver(became(newWamid(), 'failed', { more: free, at: now() }));
    await meta.deliver(became(newWamid(), 'delivered', { more: utility, at: now() }));
    await meta.deliver(became(newWamid(), 'delivered', { more: entryPoint, at: now() }));
    await meta.deliver(became(newWamid(), 'delivered', { at: now() }));
    expect(await used()).toBe(0);
    expect((await billing()).freeReplies.state).toBe('some_left');
  });

  it('belongs to the month in which it was delivered, and to its number', async () => {
    const start = monthStart();
    for (const known of [true, false]) {
      const wamid = newWamid();
      if (known) await meta.deliver(writtenOnPhone(wamid));
      // Read this month, delivered in the last one; Meta tells them the other way round.
      await meta.deliver(became(wamid, 'read', { more: free, at: start + 60 }));
      expect(await used()).toBe(1);
      await meta.deliver(became(wamid, 'delivered', { more: free, at: start - 60 }));
      expect(await used()).toBe(0);
    }
    await meta.deliver(became(newWamid(), 'delivered', { more: free, at: start, number: secondNumber }));
    expect(await used()).toBe(0);
    expect(await used(secondNumber.id)).toBe(1);
  });

  it('that Meta calls billed in the end is none', async () => {
    const wamid = newWamid();
    await meta.deliver(writtenOnPhone(wamid), became(wamid, 'sent', { more: free, at: now() }));
    await meta.deliver(became(wamid, 'delivered', { more: regular, at: now() }));
    await meta.deliver(became(wamid, 'read', { more: free, at: now() }));
    expect(await used()).toBe(0);
  });

  it.each([
    [{ pricing: null }],
    [{ pricing: 'free_customer_service' }],
    [{ pricing: [] }],
    [{ pricing: { type: 7, category: {} } }],
    [{ pricing: { type: 'constructor' } }],
  ])('is not made of what Meta does not say: %j', async (more) => {
    const wamid = newWamid();
    await meta.deliver(writtenOnPhone(wamid), became(wamid, 'delivered', { more, at: now() }));
    expect(await used()).toBe(0);
    expect((await business.api.connection.collection('messages').findOne({ wamid }))?.status).toBe('delivered');
  });

  it('costs the customer’s own messages nothing: nothing of it is in them', async () => {
    await meta.deliver(said('Hi'));
    const [message] = await business.api.connection.collection('messages').find({}).toArray();
    expect(Object.keys(message ?? {})).not.toContain('freeMonth');
    expect(Object.keys(message ?? {})).not.toContain('replyPrice');
  });
});

describe('free replies that are used up', () => {
  it('are called so as soon as Meta bills one', async () => {
    await meta.deliver(became(newWamid(), 'delivered', { more: free, at: ago(100) }));
    const at = ago(50);
    await meta.deliver(became(newWamid(), 'sent', { more: regular, at }));
    const { freeReplies } = await billing();
    expect(freeReplies).toMatchObject({ state: 'used_up', used: 1, usedUpAt: new Date(at * 1000).toISOString() });
    expect(freeReplies.text).toMatch(/used up: Meta billed a reply on .* At least 1 of 1,000 free replies seen here/);
    expect(await used(secondNumber.id)).toBe(0);
    expect((await billing(secondNumber.id)).freeReplies.state).toBe('some_left');
  });

  it('by the first of them, in whatever order they come', async () => {
    const at = ago(500);
    for (const later of [300, 0, 200]) {
      await meta.deliver(became(newWamid(), 'delivered', { more: regular, at: at + later }));
    }
    expect((await billing()).freeReplies.usedUpAt).toBe(new Date(at * 1000).toISOString());
  });

  it('last month are free again this month, also when Meta tells it late', async () => {
    const before = monthStart() - 3600;
    const tell = (at: number) =>
      meta.deliver(became(newWamid(), 'delivered', { more: regular, at, number: secondNumber }));
    await tell(before);
    expect((await billing(secondNumber.id)).freeReplies).toMatchObject({ state: 'some_left', usedUpAt: null });
    await tell(now());
    await tell(before - 3600);
    expect((await billing(secondNumber.id)).freeReplies.state).toBe('used_up');
  });
});

describe('in every order', () => {
  const at = (day: number, hour: number) => new Date(Date.UTC(2026, 10, day, hour));
  type Status = Extract<Parameters<typeof applyFact>[1], { kind: 'status' }>;
  /** Delivered in the last hour of October, read in November, said twice, once without a price. */
  const facts: Status[] = [
    { kind: 'status', status: 'sent', at: at(0, 22), price: 'free' },
    { kind: 'status', status: 'delivered', at: at(0, 23), price: 'free' },
    { kind: 'status', status: 'delivered', at: at(0, 23) },
    { kind: 'status', status: 'read', at: at(1, 1), price: 'free' },
  ];
  const orders = <T>(all: readonly T[]): T[][] =>
    all.length === 0
      ? [[]]
      : all.flatMap((one, index) => orders(all.toSpliced(index, 1)).map((rest) => [one, ...rest]));
  const applyAll = (order: readonly Status[]) => {
    const message = {
      ...{ _id: 'm', accountId: 'a', phoneNumberId: '7', conversationId: 'c', direction: 'out', origin: 'phone_app' },
      ...{ at: at(0, 22), arrivedAt: at(0, 22), sortKey: '1', content: { kind: 'text', text: 'Hi' } },
      ...{ status: 'sent', revision: 1 },
    } as MessageRecord;
    // Meta repeats itself.
    for (const fact of [...order, ...order]) applyFact(message, fact);
    return { price: message.replyPrice, month: message.freeMonth };
  };

  it('the statuses of one message end the same', () => {
    const all = orders(facts);
    expect(all).toHaveLength(24);
    for (const order of all) expect(applyAll(order)).toEqual({ price: 'free', month: '2026-10' });
  });

  it('also where one of them says that it is billed', () => {
    const billed: Status = { kind: 'status', status: 'delivered', at: at(0, 23), price: 'billed' };
    for (const order of orders([...facts, billed]))
      expect(applyAll(order)).toEqual({ price: 'billed', month: undefined });
  });
});
