import { echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { acmeNumber, metaFor, newWamid } from '../../../test/deliveries.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';

let business: Business;
let meta: ReturnType<typeof metaFor>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());

const earlyEvents = () => business.api.connection.collection('strays');
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

/** A status stored at the very moment at which its message was: each has just missed the other. */
async function leaveStatus(wamid: string, arrivedAt: Date): Promise<void> {
  await earlyEvents().insertOne({
    _id: `str_${wamid}` as never,
    accountId: business.accountId,
    phoneNumberId: acmeNumber.id,
    wamid,
    at: ago(60),
    arrivedAt,
    about: { kind: 'status', status: 'read', at: ago(60) },
  });
}

/** Somebody to whom the owner wrote from the phone, so many times. */
async function echoesTo(count: number) {
  const who = newPerson();
  business.api.sandbox.addCustomer(who);
  const wamids = Array.from({ length: count }, newWamid);
  const echoes = wamids.map((id) => ({
    from: acmeNumber.digits,
    to: who.waId,
    id,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: `Echo ${id}` },
  }));
  const tell = () => meta.deliver(echoChange({ number: acmeNumber, echoes }));
  await tell();
  return { who, wamids, tellAgain: tell };
}

const listStatuses = async (who: ReturnType<typeof newPerson>) =>
  (await business.with(who)).messages.map(({ status }) => status);

it('a status that just missed its message is applied a little later; those without one stay', async () => {
  const { who, wamids } = await echoesTo(2);
  const [late = '', fresh = ''] = wamids;
  await leaveStatus(late, ago(20));
  // Whoever is storing its message may still find this one.
  await leaveStatus(fresh, ago(1));
  for (let index = 0; index < 600; index += 1) await leaveStatus(newWamid(), ago(30));

  await business.api.app.settleStrays();
  expect(await listStatuses(who)).toEqual(['read', 'sent']);
  expect(await earlyEvents().countDocuments()).toBe(601);
});

it('it is not lost when somebody else changes the message at the same moment', async () => {
  const { who, wamids, tellAgain } = await echoesTo(1);
  const [wamid = ''] = wamids;
  await leaveStatus(wamid, ago(1));
  const { collection } = business.api.connection.models.Message ?? {};
  if (!collection) throw new Error('messages have a model');
  const find = collection.find.bind(collection);
  const spy = vi.spyOn(collection, 'find').mockImplementationOnce(((...asked: Parameters<typeof find>) => ({
    toArray: async () => {
      const found = await find(...asked).toArray();
      await collection.updateOne({ wamid }, { $inc: { revision: 1 } });
      return found;
    },
  })) as never);
  await tellAgain();
  expect(spy).toHaveBeenCalled();
  spy.mockRestore();
  expect(await listStatuses(who)).toEqual(['read']);
  expect(await earlyEvents().countDocuments({ wamid })).toBe(0);
});
