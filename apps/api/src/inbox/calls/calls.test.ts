import type { InboxChange } from '@switchboard/contracts';
import { callChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber, metaFor, said } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import { type Business, startBusiness, type TestCustomer } from '../../../test/inbox.js';
import { watch } from '../../../test/sockets.js';
import { hours, minutes } from '../../platform/clock.js';

const phoneNumberId = acmeNumber.id;

let business: Business;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());

const seconds = (at: number) => Math.floor(at / 1000) * 1000;
const now = () => seconds(business.api.clock.now().getTime());
const settled = async (customer: TestCustomer) => {
  await business.settle();
  return business.with(customer);
};

describe('a call of a customer', () => {
  it('that nobody took is a line, unread, and opens the 24 hours', async () => {
    const customer = business.customer();
    const at = now() - minutes(3);
    business.api.sandbox.call({ customerId: customer.id, phoneNumberId, at });
    const thread = await settled(customer);
    expect(thread.messages).toMatchObject([
      {
        direction: 'in',
        at: new Date(at).toISOString(),
        content: { kind: 'call', state: 'missed', durationSeconds: null },
      },
    ]);
    expect(thread).toMatchObject({
      unread: 1,
      lastMessage: { kind: 'call', preview: 'Missed call' },
      windowClosesAt: new Date(at + hours(24)).toISOString(),
    });
    const clientId = crypto.randomUUID();
    const answer = { clientId, type: 'text', text: 'You called?' };
    expect((await business.owner.post(`/api/conversations/${thread.id}/messages`, answer)).status).toBe(201);
    expect((await business.inbox.markRead(thread.id)).body.conversation.unread).toBe(0);
  });

  it('that somebody took is nothing to read, and restarts the 24 hours', async () => {
    const customer = business.customer();
    business.writes(customer, 'I shall call you', { at: now() - hours(30) });
    const written = await settled(customer);
    await business.inbox.markRead(written.id);
    const at = now() - minutes(5);
    business.api.sandbox.call({ customerId: customer.id, phoneNumberId, at, answered: true, durationSeconds: 186 });
    const thread = await settled(customer);
    expect(thread.messages.at(-1)?.content).toEqual({ kind: 'call', state: 'answered', durationSeconds: 186 });
    expect(thread).toMatchObject({
      unread: 0,
      lastMessage: { preview: 'Call, 3 min' },
      windowClosesAt: new Date(at + hours(24)).toISOString(),
    });
  });

  it('is one line and the same end in every order of its events, told twice', async () => {
    const events = ['call_created', 'connect', 'terminate'] as const;
    const orders = [
      ['call_created', 'connect', 'terminate'],
      ['terminate', 'connect', 'call_created'],
      ['connect', 'terminate', 'call_created'],
    ] as (typeof events)[number][][];
    const at = now() - minutes(10);
    const ends: unknown[] = [];
    for (const order of orders) {
      const customer = business.customer();
      const id = `wacid.ORDER${customer.id}`;
      for (const event of [...order, ...order]) {
        business.api.sandbox.call({ customerId: customer.id, phoneNumberId, at, id, events: [event] });
        await business.settle();
      }
      const { unread, windowClosesAt, messages } = await business.with(customer);
      ends.push({ unread, windowClosesAt, messages: messages.map((one) => [one.at, one.content]) });
    }
    expect(ends[0]).toMatchObject({ unread: 1, messages: [[new Date(at).toISOString(), { state: 'missed' }]] });
    expect(ends).toEqual([ends[0], ends[0], ends[0]]);
  });

  it('rings first, and that is nothing to read yet', async () => {
    const customer = business.customer();
    business.api.sandbox.call({ customerId: customer.id, phoneNumberId, events: ['connect'] });
    const thread = await settled(customer);
    expect(thread).toMatchObject({ unread: 0, messages: [{ content: { state: 'ringing' } }] });
  });

  it('is missed also when its thread was read while it rang', async () => {
    const customer = business.customer();
    const id = `wacid.READ${customer.id}`;
    business.writes(customer, 'Hello');
    business.api.sandbox.call({ customerId: customer.id, phoneNumberId, id, events: ['connect'] });
    const ringing = await settled(customer);
    await business.inbox.markRead(ringing.id);
    business.api.sandbox.call({ customerId: customer.id, phoneNumberId, id, events: ['terminate'] });
    expect((await settled(customer)).unread).toBe(1);
  });

  it('that came and was missed at once is unread in a browser that is open', async () => {
    const customer = business.customer();
    const browser = await watch(business.url, business.owner);
    const timestamp = String(now() / 1000);
    const call = { id: `wacid.ONCE${customer.id}`, from: customer.waId, to: acmeNumber.digits, timestamp };
    await metaFor(business.api, business.url).deliver(
      callChange({
        number: acmeNumber,
        contacts: [{ profile: { name: customer.name }, wa_id: customer.waId }],
        calls: ['connect', 'terminate'].map((event) => ({ ...call, direction: 'USER_INITIATED', event })),
      }),
    );
    const { id, unread } = await settled(customer);
    expect(unread).toBe(1);
    await eventually(() => {
      const told: InboxChange[] = browser.of('inbox:change');
      const conversation = told.at(-1)?.conversations.find((one) => one.id === id);
      expect(conversation).toMatchObject({ unread: 1, lastMessage: { preview: 'Missed call' } });
    });
    browser.socket.disconnect();
  });

  it.each([
    ['huge', { duration: 1e15 }],
    ['of the wrong type', { duration: 'long', status: 7, start_time: {} }],
  ])('with values that are %s is shown all the same', async (_what, over) => {
    const customer = business.customer();
    const meta = metaFor(business.api, business.url);
    const timestamp = String(now() / 1000);
    const call = {
      id: `wacid.BAD${customer.id}`,
      from: customer.waId,
      to: acmeNumber.digits,
      direction: 'USER_INITIATED',
    };
    const answer = await meta.deliver(
      callChange({
        number: acmeNumber,
        contacts: [{ profile: { name: customer.name }, wa_id: customer.waId }],
        calls: [{ ...call, event: 'terminate', timestamp, ...over }],
      }),
    );
    expect(answer.status).toBe(200);
    expect((await settled(customer)).messages).toMatchObject([{ content: { kind: 'call', state: 'missed' } }]);
  });
});

describe('a call to a customer', () => {
  it('is a line that opens nothing and is nothing to read', async () => {
    const customer = business.customer();
    business.writes(customer, 'Call me', { at: now() - hours(30) });
    const written = await settled(customer);
    await business.inbox.markRead(written.id);
    business.api.sandbox.call({ customerId: customer.id, phoneNumberId, by: 'business' });
    const thread = await settled(customer);
    expect(thread.messages.at(-1)).toMatchObject({ direction: 'out', content: { kind: 'call', state: 'failed' } });
    expect(thread).toMatchObject({ unread: 0, windowClosesAt: written.windowClosesAt });
  });
});

describe('what a customer says about being called', () => {
  it.each([
    [
      { response: 'accept', is_permanent: true },
      { allowed: true, until: null },
    ],
    [{ response: 'reject' }, { allowed: false, until: null }],
    [
      { response: 'accept', is_permanent: false, expiration_timestamp: '1795600000' },
      { allowed: true, until: '2026-11-25T09:46:40.000Z' },
    ],
  ])('is shown: %j', async (reply, shown) => {
    const customer = business.customer();
    const meta = metaFor(business.api, business.url);
    const message = {
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: reply },
    };
    await meta.deliver(said('', { from: customer.waId ?? '', name: customer.name, at: now() / 1000, message }));
    const thread = await settled(customer);
    expect(thread.messages).toMatchObject([{ content: { kind: 'call_permission', ...shown } }]);
  });
});
