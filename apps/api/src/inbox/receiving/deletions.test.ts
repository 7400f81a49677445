import { echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { acmeNumber, type Meta, metaFor, newWamid, said } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import { type Business, newPerson, startBusiness } from '../../../test/inbox.js';
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
const text = (body: string) => ({ type: 'text', text: { body } });
const revoke = (target: string) => ({ type: 'revoke', revoke: { original_message_id: target } });
const by = (message: { type: string } & Record<string, unknown>, at: number, wamid = newWamid()) =>
  said('', { from: who.waId, userId: who.userId, name: who.name, at: start + at, wamid, message });
const echo = (message: object, at: number, id = newWamid()) =>
  echoChange({ number: acmeNumber, echoes: [{ to: who.waId, id, timestamp: String(start + at), ...message }] });
const found = (word: string) => business.inbox.conversations(`?search=${word}`);
/** A word that nobody else has written. */
const makeSecret = () => `secret${who.waId}`;

it('what the customer deleted is marked in the thread, and read nowhere else', async () => {
  const [wamid, secret] = [newWamid(), makeSecret()];
  await meta.deliver(by(text(`My address is ${secret}`), 0, wamid));
  await meta.deliver(by({ ...text('Or this one'), context: { id: wamid, from: who.waId } }, 1));
  await meta.deliver(by(text(`${secret} once more`), 2));
  expect(await found(secret)).toHaveLength(1);
  const { socket, of } = await watch(business.url, business.owner);
  const last = (await business.with(who)).messages.at(-1);
  const row = await business.api.connection.collection('messages').findOne({ _id: last?.id as never });
  await meta.deliver(by(revoke(wamid), 5), by(revoke(String(row?.wamid)), 5));

  const conversation = await business.with(who);
  const kept = { deleted: true, deletedBy: 'customer' };
  expect(conversation.messages).toMatchObject([
    { ...kept, content: { text: `My address is ${secret}` } },
    { deleted: false, deletedBy: null, replyTo: { preview: 'Deleted message' } },
    { ...kept, content: { text: `${secret} once more` } },
  ]);
  expect(conversation.lastMessage).toMatchObject({ preview: 'Deleted message', kind: 'deleted', direction: 'in' });
  expect(JSON.stringify(await business.inbox.list('?limit=100'))).not.toContain(secret);
  expect(await found(secret)).toEqual([]);
  // What an open browser is told of its list says no more.
  await eventually(() =>
    expect(of('inbox:change').flatMap(({ messages }) => messages).length).toBeGreaterThanOrEqual(3),
  );
  expect(JSON.stringify(of('inbox:change').map(({ conversations }) => conversations))).not.toContain(secret);
  socket.close();
});

it('what the owner deleted on the phone was deleted by the business', async () => {
  const wamid = newWamid();
  await meta.deliver(echo(text('A mistake'), 0, wamid), echo(revoke(wamid), 5));
  const conversation = await business.with(who);
  expect(conversation.messages).toMatchObject([{ deleted: true, deletedBy: 'business', direction: 'out' }]);
  expect(conversation.lastMessage).toMatchObject({ preview: 'Deleted message' });
});

it.each([
  ['first, and the message last', [2, 1, 0]],
  ['before the edit', [0, 2, 1]],
  ['last', [0, 1, 2]],
])('a deletion that comes %s leaves nothing to be found', async (_when, order) => {
  const [wamid, secret] = [newWamid(), makeSecret()];
  const told = [
    by(text(`One ${secret}`), 0, wamid),
    by({ type: 'edit', edit: { original_message_id: wamid, message: text(`Two ${secret}`) } }, 3),
    by(revoke(wamid), 6),
  ];
  for (const index of order) await meta.deliver(told[index] ?? by(text('nothing'), 9));
  const conversation = await business.with(who);
  expect(conversation.messages).toMatchObject([{ deleted: true, edited: true, content: { text: `Two ${secret}` } }]);
  expect(conversation.lastMessage?.preview).toBe('Deleted message');
  expect(await found(secret)).toEqual([]);
});

it('of two deletions the first counts, in whichever order they come', async () => {
  for (const isTurned of [false, true]) {
    who = newPerson();
    const wamid = newWamid();
    await meta.deliver(by(text('Twice'), 0, wamid));
    const deletions = [by(revoke(wamid), 5), echo(revoke(wamid), 8)];
    for (const deletion of isTurned ? deletions.toReversed() : deletions) await meta.deliver(deletion);
    expect((await business.with(who)).messages).toMatchObject([{ deletedBy: 'customer' }]);
  }
});

it('a message that was deleted before it was known by whom says that whoever wrote it did', async () => {
  const wamid = newWamid();
  await meta.deliver(by(text('Long ago'), 0, wamid));
  const rows = business.api.connection.collection('messages');
  await rows.updateOne({ wamid }, { $set: { deletedAt: new Date(), searchText: makeSecret() } });
  expect((await business.with(who)).messages).toMatchObject([{ deleted: true, deletedBy: 'customer' }]);
  expect(await found(makeSecret())).toEqual([]);
});
