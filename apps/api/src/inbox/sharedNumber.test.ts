import { randomUUID } from 'node:crypto';
import { type Change, echoChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, type Meta, metaFor, newWamid, said } from '../../test/deliveries.js';
import { type Business, getAccountId, newPerson, openInbox, readText, startBusiness } from '../../test/inbox.js';
import { pastChunk, pastSaid } from '../../test/phone.js';
import { makeWamid, newToken } from '../../test/wamids.js';

let business: Business;
let meta: Meta;
let first: Client;
let second: Client;
let who: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
  first = business.owner;
  second = await business.api.owner();
});
afterAll(() => business.stop());
beforeEach(async () => {
  who = newPerson();
  await passTo(first);
});

let holder: Client | undefined;
/** The number leaves whoever has it, and is connected by another account. */
async function passTo(next: Client): Promise<void> {
  if (holder === next) return;
  await (holder ?? business.owner).post('/api/integrations/whatsapp/disconnect', {});
  await next.connect(business.api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
  await business.api.app.replayQuarantine();
  holder = next;
}

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const live = (text: string, wamid: string, more: Parameters<typeof said>[1] = {}) =>
  said(text, { from: who.waId, name: who.name, wamid, at: now(), ...more });
const past = (...told: [text: string, wamid: string, isOurs?: boolean][]): Change =>
  pastChunk({
    [who.waId]: told.map(([text, wamid, isOurs = false], index) =>
      pastSaid(who.waId, text, { wamid, isOurs, at: now() - 3_600 + index }),
    ),
  });
const fetchThread = async (client: Client) => {
  const inbox = openInbox(client);
  const [conversation] = (await inbox.conversations('?limit=100')).filter(
    ({ customer }) => customer.phone === `+${who.waId}`,
  );
  return conversation ? { ...conversation, messages: await inbox.thread(conversation.id) } : null;
};
const fetchTexts = async (client: Client) => (await fetchThread(client))?.messages.map(readText) ?? null;
/** Every row of an account's inbox, as it is stored. */
async function dumpRows(client: Client): Promise<string> {
  const found = [];
  for (const name of ['messages', 'conversations', 'strays', 'media', 'inboxChanges']) {
    const rows = business.api.connection.collection(name).find({ accountId: getAccountId(client) });
    found.push(await rows.sort({ _id: 1 }).toArray());
  }
  return JSON.stringify(found);
}
const forms = () => {
  const token = newToken();
  return { byPhone: makeWamid({ peer: who.waId, token }), byId: makeWamid({ peer: who.userId, token }) };
};

describe.each([
  ['ids that only Meta can read', () => [newWamid(), newWamid(), newWamid()] as const],
  [
    'ids that have two forms',
    () => [forms().byPhone, forms().byPhone, makeWamid({ peer: who.waId, token: newToken(), isOurs: true })] as const,
  ],
])('a number that moves to another account, with %s', (_what, namesOf) => {
  it('brings its whole history there, once, and changes nothing where it was', async () => {
    const [a, b, c] = namesOf();
    await meta.deliver(live('Hello', a), live('Anybody?', b));
    await meta.deliver(
      echoChange({
        number: acmeNumber,
        echoes: [{ to: who.waId, id: c, timestamp: String(now()), type: 'text', text: { body: 'Our answer' } }],
      }),
    );
    expect(await fetchTexts(first)).toEqual(['Hello', 'Anybody?', 'Our answer']);
    await passTo(second);
    const before = await dumpRows(first);

    const history = past(['Hello', a], ['Anybody?', b], ['Our answer', c, true], ['Said elsewhere', newWamid()]);
    for (let time = 0; time < 3; time += 1) {
      await meta.deliver(history);
      expect(await fetchTexts(second)).toEqual(['Hello', 'Anybody?', 'Our answer', 'Said elsewhere']);
    }
    expect((await fetchThread(second))?.lastMessage).toMatchObject({ preview: 'Said elsewhere' });
    expect(await dumpRows(first)).toBe(before);
    expect(await fetchTexts(first)).toEqual(['Hello', 'Anybody?', 'Our answer']);
  });

  it('there a message is answered, reacted to, and said something about, by the id that Meta gave it', async () => {
    const [a] = namesOf();
    await meta.deliver(live('Hello', a));
    await passTo(second);
    const before = await dumpRows(first);
    await meta.deliver(past(['Hello', a]));
    const reply = { type: 'text', text: { body: 'As I said' }, context: { id: a, from: who.waId } };
    await meta.deliver(
      live('', newWamid(), { message: { type: 'reaction', reaction: { message_id: a, emoji: '🌷' } } }),
      live('As I said', newWamid(), { message: reply }),
    );
    const thread = await fetchThread(second);
    const [hello, said] = thread?.messages ?? [];
    expect(hello).toMatchObject({ content: { text: 'Hello' }, reactions: [{ by: 'customer', emoji: '🌷' }] });
    expect(said?.replyTo).toMatchObject({ id: hello?.id, preview: 'Hello' });

    const path = `/api/conversations/${thread?.id}/messages`;
    const text = `Answer to ${who.waId}`;
    const answer = { clientId: randomUUID(), type: 'text', text, replyTo: hello?.id };
    expect((await second.post(path, answer)).status).toBe(201);
    const react = { clientId: randomUUID(), type: 'reaction', messageId: hello?.id, emoji: '🙂' };
    expect((await second.post(path, react)).status).toBe(201);
    await business.api.app.runDueSending();
    const bodies = business.api.sandbox.sentMessages().map(({ body }) => JSON.stringify(body));
    expect(bodies.find((body) => body.includes(text))).toContain(`"message_id":"${a}"`);
    const reactions = business.api.connection.collection('sentReactions');
    expect((await reactions.find({ messageId: hello?.id }).toArray()).map(({ targetWamid }) => targetWamid)).toEqual([
      a,
    ]);
    expect(await dumpRows(first)).toBe(before);
  });

  it('what Meta had said to the account before, and says once more, is shown to nobody else', async () => {
    const [a] = namesOf();
    const told = live('For the first', a, { at: now() - 60 });
    await meta.deliver(told);
    await passTo(second);
    const before = [await dumpRows(first), await dumpRows(second)];
    await meta.deliver(told);
    expect([await dumpRows(first), await dumpRows(second)]).toEqual(before);
    expect(await fetchThread(second)).toBeNull();
  });
});

it('a number that comes back finds its own messages, and those that were told elsewhere meanwhile', async () => {
  const [a, b] = [forms(), forms()];
  await meta.deliver(live('In the first', a.byPhone));
  await passTo(second);
  await meta.deliver(live('In the second', b.byPhone));
  await passTo(first);
  const theirs = await dumpRows(second);
  await meta.deliver(past(['In the first', a.byPhone], ['In the second', b.byPhone]));
  await meta.deliver(past(['In the second', b.byPhone]));
  expect((await fetchTexts(first))?.toSorted()).toEqual(['In the first', 'In the second']);
  expect(await fetchTexts(second)).toEqual(['In the second']);
  expect(await dumpRows(second)).toBe(theirs);
});
