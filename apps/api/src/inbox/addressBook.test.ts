import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, bicycleNumber, type Meta, metaFor, said, secondNumber } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import { type Business, newPerson, openInbox, startBusiness } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { addressBook } from '../../test/phone.js';
import { watch } from '../../test/sockets.js';

let business: Business;
let meta: Meta;
let second: TestApi;
let secondMeta: Meta;
let who: ReturnType<typeof newPerson>;
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
beforeEach(() => {
  who = newPerson();
});

const writes = (text = 'Hello') => meta.deliver(said(text, { from: who.waId, userId: who.userId, name: who.name }));
const saves = (name: string | null, at?: number) =>
  meta.deliver(addressBook([{ waId: who.waId, name, ...(at === undefined ? {} : { at }) }]));
const shown = async () => (await business.with(who)).customer;
const foundBy = async (search: string) =>
  (await business.inbox.conversations(`?search=${encodeURIComponent(search)}`)).map(({ customer }) => customer.phone);

describe('what the phone calls a customer', () => {
  it('makes no conversation, and is there as soon as there is one', async () => {
    await saves('The florist');
    await expect(business.with(who)).rejects.toThrow('there are 0 conversations');
    await writes();
    expect(await shown()).toMatchObject({ savedName: 'The florist', name: who.name });
  });

  it('comes into a conversation that is there, and is told to the browsers', async () => {
    await writes();
    const { id } = await business.with(who);
    const browser = await watch(business.url, business.owner);
    await saves('The florist');
    expect(await shown()).toMatchObject({ savedName: 'The florist', name: who.name });
    await eventually(() => expect(browser.of('inbox:change')).toHaveLength(1));
    browser.socket.disconnect();
    expect(browser.of('inbox:change')).toMatchObject([
      { messages: [], conversations: [{ id, customer: { savedName: 'The florist' }, unread: 1 }] },
    ]);
  });

  it('is found, and so is what the customer calls himself', async () => {
    await writes();
    await saves(`Florist ${who.waId.slice(-5)} (Mrs.)`);
    expect(await foundBy(`florist ${who.waId.slice(-5)} (mrs`)).toEqual([`+${who.waId}`]);
    expect(await foundBy(who.name)).toEqual([`+${who.waId}`]);
    await saves(null, 1_790_000_001);
    expect(await foundBy(`florist ${who.waId.slice(-5)}`)).toEqual([]);
  });

  it('stays through what the customer writes later', async () => {
    await writes();
    await saves('The florist');
    await meta.deliver(said('Me again', { from: who.waId, userId: who.userId, name: 'New name' }));
    const [conversation] = await business.inbox.conversations(`?search=${who.waId}`);
    expect(conversation?.customer).toMatchObject({ savedName: 'The florist', name: 'New name' });
  });

  it('is a name also where it looks like an instruction to the database', async () => {
    await saves('$$ROOT');
    await writes();
    expect(await shown()).toMatchObject({ savedName: '$$ROOT' });
  });

  it('comes with the number of a customer who was known by a business-scoped id', async () => {
    await saves('The florist');
    await meta.deliver(said('Guess who', { from: '', userId: who.userId, name: who.name }));
    expect(await shown()).toMatchObject({ savedName: null, phone: null });
    await writes();
    expect(await shown()).toMatchObject({ savedName: 'The florist', phone: `+${who.waId}` });
  });
});

describe('the latest entry counts, in whatever order they come', () => {
  const entries: [name: string | null, at: number][] = [
    ['Old name', 1_790_000_000],
    ['New name', 1_790_000_005],
    [null, 1_790_000_009],
  ];
  const tell = async (order: readonly number[]) => {
    for (const index of order) {
      const [name, at] = entries[index] ?? [null];
      await saves(name, at);
    }
  };
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];

  it.each(orders)('of a removal after two names: %i, %i, %i', async (...order) => {
    await writes();
    await tell(order);
    expect(await shown()).toMatchObject({ savedName: null });
  });

  it.each([
    [0, 1],
    [1, 0],
  ])('of two names: %i, %i', async (...order) => {
    await tell(order);
    await writes();
    expect(await shown()).toMatchObject({ savedName: 'New name' });
  });

  it('of one second: a name, however often and in whatever order they are told', async () => {
    await writes();
    for (const name of ['A', null, 'B', 'A', null]) await saves(name);
    expect(await shown()).toMatchObject({ savedName: 'B' });
  });

  it('of one webhook too', async () => {
    await writes();
    const { waId } = who;
    await meta.deliver(
      addressBook([
        { waId, name: 'New name', at: 1_790_000_005 },
        { waId, name: 'Old name', at: 1_790_000_000 },
      ]),
    );
    expect(await shown()).toMatchObject({ savedName: 'New name' });
  });
});

describe('whose it is', () => {
  it('stays with the number whose phone it is', async () => {
    await saves('The florist');
    await meta.deliver(said('Hello', { from: who.waId, name: who.name, number: secondNumber }));
    expect(await shown()).toMatchObject({ savedName: null });
  });

  it('stays with the account that holds the number', async () => {
    const neighbour = await business.api.owner();
    await neighbour.connect(business.api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
    await writes();
    await meta.deliver(
      said('Hello', { from: who.waId, name: who.name, number: bicycleNumber }),
      addressBook([{ waId: who.waId, name: 'Secret customer' }], bicycleNumber),
    );
    expect(await shown()).toMatchObject({ savedName: null });
    const [theirs] = await openInbox(neighbour).conversations();
    expect(theirs?.customer).toMatchObject({ savedName: 'Secret customer' });
    expect(await foundBy('Secret customer')).toEqual([]);
  });

  it('waits while the number rests', async () => {
    await writes();
    const numbers = { phoneNumberIds: [acmeNumber.id] };
    await business.owner.post('/api/integrations/whatsapp/disconnect', { way: 'pause', ...numbers });
    await saves('The florist');
    expect(await shown()).toMatchObject({ savedName: null });
    await business.owner.post('/api/integrations/whatsapp/resume', numbers);
    await business.api.app.replayQuarantine();
    expect(await shown()).toMatchObject({ savedName: 'The florist' });
  });
});

it('a whole address book comes in one webhook', async () => {
  await writes();
  const { waId } = who;
  const strangers = Array.from({ length: 3_000 }, (_, index) => ({ waId: `1558${index}`, name: `Stranger ${index}` }));
  await meta.deliver(addressBook([...strangers, { waId, name: 'The last one' }]));
  expect(await shown()).toMatchObject({ savedName: 'The last one' });
  expect(await business.api.connection.collection('phoneContacts').countDocuments({ waId: /^1558/ })).toBe(3_000);
});

it('an entry and a first message that come at the same moment to two processes find each other', async () => {
  const people = Array.from({ length: 40 }, newPerson);
  await Promise.all(
    people.flatMap(({ waId, name }) => [
      meta.deliver(said('Hello', { from: waId, name })),
      secondMeta.deliver(addressBook([{ waId, name: `Saved ${name}` }])),
    ]),
  );
  for (const person of people) {
    expect((await business.with(person)).customer).toMatchObject({ savedName: `Saved ${person.name}` });
  }
});
