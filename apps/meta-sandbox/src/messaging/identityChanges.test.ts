import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, MessagingTest } from '../../test/messaging.js';
import type { IdentityShape } from '../index.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  await test.sandbox.webhooksIdle();
  await test.restart();
});

const ana = { customerId: 'ana', phoneNumberId: acmeNumber } as const;
const old = { phone: '15550190001', id: 'US.1000000000000001' };
const fresh = { phone: '15550190088', id: 'US.1000000000000088' };

async function told(input: Parameters<typeof test.sandbox.customerChangesIdentity>[0]) {
  test.receiver.clear();
  const [wamid] = test.sandbox.customerChangesIdentity(input);
  await test.sandbox.webhooksIdle();
  const [change] = test.receiver.changes();
  expect(change?.value).not.toHaveProperty('contacts');
  const [message] = test.receiver.listed('messages');
  expect(message).toMatchObject({ id: wamid, type: 'system', timestamp: String(test.meta.now / 1000) });
  return message ?? {};
}

describe('a customer who gets another number', () => {
  it('is told by the old number and the new one, and the old one can be a stranger’s', async () => {
    const message = await told({ ...ana, waId: fresh.phone, userId: fresh.id });
    expect(message).toMatchObject({
      from: old.phone,
      system: {
        type: 'user_changed_number',
        body: `User Ana Souza changed from ${old.phone} to ${fresh.phone}`,
        wa_id: fresh.phone,
        user_id: fresh.id,
        previous_user_id: old.id,
      },
    });
    expect(message).not.toHaveProperty('from_user_id');
    const boris = test.sandbox.addCustomer({ name: 'Boris', waId: old.phone, userId: 'US.9' });
    test.receiver.clear();
    test.writes('hello', boris.id);
    test.writes('still me');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toMatchObject([
      { from: old.phone, from_user_id: 'US.9' },
      { from: fresh.phone, from_user_id: fresh.id },
    ]);
  });

  it('may keep the id, and may be told without a sender', async () => {
    const message = await told({ ...ana, waId: fresh.phone, shape: 'no_from' });
    expect(message).not.toHaveProperty('from');
    expect(message.system).toEqual({
      type: 'user_changed_number',
      body: expect.any(String),
      wa_id: fresh.phone,
      user_id: old.id,
    });
  });

  it('is told to every number they wrote to, and cannot take what somebody has', async () => {
    test.writes('hi');
    const wamids = test.sandbox.customerChangesIdentity({ customerId: 'ana', waId: fresh.phone });
    expect(wamids).toHaveLength(1);
    const change = (more: object) => () => test.sandbox.customerChangesIdentity({ ...ana, ...more });
    expect(change({ waId: '15550190002' })).toThrow('already');
    expect(change({})).toThrow('Nothing would change');
    expect(change({ waId: '1', customerId: 'nobody' })).toThrow('nobody');
  });
});

describe('a customer who gets another id', () => {
  it('is told today without a sender, by the previous id and the new one', async () => {
    const message = await told({ ...ana, userId: fresh.id });
    expect(Object.keys(message)).toEqual(['id', 'timestamp', 'type', 'system']);
    expect(message.system).toEqual({
      type: 'user_changed_user_id',
      body: `User Ana Souza changed from ${old.id} to ${fresh.id}`,
      user_id: fresh.id,
      previous_user_id: old.id,
    });
  });

  it.each<[IdentityShape, object]>([
    ['ids_in_body', { from: '', system: { type: 'user_changed_user_id', body: expect.stringContaining(fresh.id) } }],
    ['from_old_id', { from_user_id: old.id, system: { user_id: fresh.id } }],
    ['from_new_id', { from_user_id: fresh.id, system: { user_id: fresh.id } }],
    ['from_old_phone', { from: old.phone, system: { wa_id: old.phone, user_id: fresh.id } }],
    ['id_as_wa_id', { system: { wa_id: fresh.id, previous_user_id: old.id } }],
  ])('was told in other shapes: %s', async (shape, expected) => {
    expect(await told({ ...ana, userId: fresh.id, shape })).toMatchObject(expected);
  });

  it('may be told without the previous ids, and with the parents', async () => {
    const without = await told({ ...ana, userId: fresh.id, shape: 'from_old_id', previousIds: false });
    expect(without.system).not.toHaveProperty('previous_user_id');
    test.sandbox.changeCustomer('ana', { parentUserId: 'US.ENT.1' });
    const parents = await told({ ...ana, userId: 'US.2', parentUserId: 'US.ENT.2' });
    expect(parents.system).toMatchObject({
      parent_user_id: 'US.ENT.2',
      previous_user_id: fresh.id,
      previous_parent_user_id: 'US.ENT.1',
    });
  });

  it('can be told again, and late', async () => {
    test.sandbox.changeCustomer('ana', { userId: fresh.id });
    test.receiver.clear();
    const before = { waId: old.phone, userId: old.id };
    test.sandbox.customerChangesIdentity({ ...ana, userId: fresh.id, before, at: 1_795_000_000_000 });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toMatchObject([
      { timestamp: '1795000000', system: { user_id: fresh.id, previous_user_id: old.id } },
    ]);
  });
});
