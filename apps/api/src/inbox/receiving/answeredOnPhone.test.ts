import { echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, type Meta, metaFor, newWamid, said } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';
import { pastChunk, pastSaid } from '../../../test/phone.js';
import { watch } from '../../../test/sockets.js';

let business: Business;
let meta: Meta;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  who = newPerson();
});

const start = 1_795_000_000;
const asked = (at: number, wamid = newWamid()) =>
  said(`Asked at ${at}`, { from: who.waId, userId: who.userId, name: who.name, at: start + at, wamid });
const answered = (at: number, id = newWamid()) =>
  echoChange({
    number: acmeNumber,
    echoes: [{ to: who.waId, id, timestamp: String(start + at), type: 'text', text: { body: `Answered at ${at}` } }],
  });
const unread = async () => (await business.with(who)).unread;
const unreadListed = async () => {
  const listed = await business.inbox.conversations('?unread=true&limit=100');
  return listed.filter(({ customer }) => customer.name === who.name).length;
};

describe('after the owner has answered on the phone', () => {
  it('nothing is unread, and the browsers are told', async () => {
    await meta.deliver(asked(0), asked(1));
    expect(await unread()).toBe(2);
    const { socket, of } = await watch(business.url, business.owner);
    await meta.deliver(answered(5));
    expect([await unread(), await unreadListed()]).toEqual([0, 0]);
    await eventually(() =>
      expect(of('inbox:change').flatMap(({ conversations }) => conversations)).toMatchObject([{ unread: 0 }]),
    );
    socket.close();
  });

  it('what is asked after that is unread, also when somebody reads and when all is counted anew', async () => {
    await meta.deliver(asked(0), answered(5), asked(9));
    expect(await unread()).toBe(1);
    const { id } = await business.with(who);
    await business.inbox.markRead(id);
    expect(await unread()).toBe(0);
    await meta.deliver(asked(12));
    expect(await unread()).toBe(1);
  });

  it.each([
    ['answer last', [0, 9, 5]],
    ['answer first', [5, 0, 9]],
    ['answer between, what it answers last', [9, 5, 0]],
  ])('a late answer reads only what it answered: %s', async (_order, moments) => {
    for (const at of moments) await meta.deliver(at === 5 ? answered(5) : asked(at));
    expect(await unread()).toBe(1);
  });

  it('an older answer brings nothing back, nor does a repeated one', async () => {
    const wamid = newWamid();
    await meta.deliver(asked(0), asked(3), answered(5, wamid));
    await meta.deliver(answered(1), answered(5, wamid));
    expect(await unread()).toBe(0);
  });

  it('the same when the answer comes in the past of the phone', async () => {
    await meta.deliver(asked(0), asked(9));
    await meta.deliver(
      pastChunk({ [who.waId]: [pastSaid(who.waId, 'From the phone', { isOurs: true, at: start + 5 })] }),
    );
    expect(await unread()).toBe(1);
    await meta.deliver(pastChunk({ [who.waId]: [pastSaid(who.waId, 'And again', { isOurs: true, at: start + 12 })] }));
    expect(await unread()).toBe(0);
  });

  it('of one customer, what another one asked stays unread', async () => {
    const other = newPerson();
    await meta.deliver(asked(0), said('Me too', { from: other.waId, name: other.name, at: start }));
    await meta.deliver(answered(5));
    expect([await unread(), (await business.with(other)).unread]).toEqual([0, 1]);
  });

  it('with a reaction only, nothing was answered', async () => {
    const wamid = newWamid();
    await meta.deliver(asked(0, wamid));
    const reaction = { type: 'reaction', reaction: { message_id: wamid, emoji: '👍' } };
    await meta.deliver(
      echoChange({
        number: acmeNumber,
        echoes: [{ to: who.waId, id: newWamid(), timestamp: String(start + 5), ...reaction }],
      }),
    );
    expect(await unread()).toBe(1);
  });
});
