import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Meta, metaFor, said } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';
import { watch } from '../../../test/sockets.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';
import type { IdentityFactRecord } from './identityFact.model.js';
import type { RedirectRecord } from './redirect.model.js';

let business: Business;
let meta: Meta;
let anna: ReturnType<typeof newPerson>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());
beforeEach(() => {
  anna = newPerson();
});

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const rows = () => business.api.connection.collection<ConversationRecord>('conversations');
const messages = () => business.api.connection.collection<MessageRecord>('messages');
const findConversationId = async (text: string) =>
  (await messages().findOne({ 'content.text': text }))?.conversationId ?? '';
const texts = async (id: string) => (await business.inbox.thread(id)).map(readText).sort();
const longAgo = () => new Date(business.api.clock.now().getTime() - 60_000);

/** Two threads of Anna's, of which somebody has just found out that they are hers, and died. */
async function foundOut(): Promise<[string, string, string[]]> {
  const [byPhone, byId] = [`phone ${anna.id}`, `id ${anna.id}`];
  await meta.deliver(said(byPhone, { from: anna.waId, at: now() - 50 }));
  await meta.deliver(said(byId, { from: '', userId: anna.userId, at: now() - 40 }));
  const { accountId } = business;
  const word: IdentityFactRecord = {
    ...{ _id: `idf_${anna.id}`, accountId, phoneNumberId: seedNumbers.acmeFlowers.id, arrivedAt: longAgo() },
    addresses: [`w:${anna.waId}`, `u:${anna.userId}`],
    joined: { waId: anna.waId, userId: anna.userId },
  };
  await business.api.connection.collection<IdentityFactRecord>('identityFacts').insertOne(word);
  return [await findConversationId(byPhone), await findConversationId(byId), [byId, byPhone]];
}

describe('threads that were being merged when a process died', () => {
  it.each(['before anything was moved', 'after the redirect', 'after the messages'])(
    '%s: another one goes on',
    async (when) => {
      const [one, other, whole] = await foundOut();
      await rows().updateMany({ _id: { $in: [one, other] } }, { $set: { unsettledAt: longAgo() } });
      if (when !== 'before anything was moved') {
        const redirect: RedirectRecord = {
          ...{ _id: other, accountId: business.accountId, phoneNumberId: seedNumbers.acmeFlowers.id },
          ...{ into: one, at: longAgo(), watchedUntil: longAgo() },
        };
        await business.api.connection.collection<RedirectRecord>('conversationRedirects').insertOne(redirect);
      }
      if (when === 'after the messages') {
        await messages().updateMany({ conversationId: other }, { $set: { conversationId: one } });
      }
      const { seq } = await business.inbox.summary();
      await business.api.app.settlePeople();
      for (const id of [one, other]) expect(await texts(id)).toEqual(whole);
      const [row, ...more] = await rows()
        .find({ addresses: { $in: [`w:${anna.waId}`, `u:${anna.userId}`] } })
        .toArray();
      expect(more).toEqual([]);
      expect(row).toMatchObject({ unread: 2, waId: anna.waId, userId: anna.userId });
      expect(row).not.toHaveProperty('unsettledAt');
      expect((await business.inbox.changes(seq)).change.merged).toContainEqual({ from: other, into: row?._id });
    },
  );

  it('what was stored under the old id at that moment is brought along', async () => {
    const [one, other, whole] = await foundOut();
    await meta.deliver(said(`joins ${anna.id}`, { from: anna.waId, userId: anna.userId, at: now() }));
    const survivor = await findConversationId(`joins ${anna.id}`);
    const gone = survivor === one ? other : one;
    await messages().updateOne({ 'content.text': `id ${anna.id}` }, { $set: { conversationId: gone } });
    await business.api.app.settlePeople();
    expect(await texts(gone)).toEqual([...whole, `joins ${anna.id}`].sort());
  });
});

describe('open browsers', () => {
  it('are never told of a stranger’s message in the thread of whoever had the number before', async () => {
    await meta.deliver(said(`hers ${anna.id}`, { from: anna.waId, userId: anna.userId, at: now() - 5 }));
    const hers = await findConversationId(`hers ${anna.id}`);
    const browser = await watch(business.url, business.owner);
    await meta.deliver(said(`his ${anna.id}`, { from: anna.waId, userId: newPerson().userId, at: now() }));
    await meta.deliver(said(`his too ${anna.id}`, { from: anna.waId, at: now() + 1 }));
    await eventually(() => expect(browser.of('inbox:change').length).toBeGreaterThanOrEqual(2));
    browser.socket.disconnect();
    const told = [
      ...browser.of('inbox:arrival').map(({ message }) => message),
      ...browser.of('inbox:change').flatMap((change) => change.messages),
    ];
    const inHers = told.filter(({ conversationId }) => conversationId === hers).map(readText);
    expect(inHers.filter((text) => text.startsWith('his'))).toEqual([]);
    expect(await findConversationId(`his too ${anna.id}`)).toBe(await findConversationId(`his ${anna.id}`));
  });

  it('are told of each message that a split took into another thread, and of both lines', async () => {
    const next = newPerson();
    await meta.deliver(said(`hers ${anna.id}`, { from: anna.waId, userId: anna.userId, at: now() - 90 }));
    await meta.deliver(said(`his ${anna.id}`, { from: anna.waId, at: now() - 30 }));
    const hers = await findConversationId(`hers ${anna.id}`);
    const browser = await watch(business.url, business.owner);
    const system = { type: 'user_changed_number', body: 'moved', wa_id: next.waId, user_id: next.userId };
    await meta.deliver(changeSaid(system, { at: now() - 60, sender: { from: anna.waId } }));
    const his = await findConversationId(`his ${anna.id}`);
    expect(his).not.toBe(hers);
    await eventually(() => {
      const told = browser.of('inbox:change').flatMap((change) => change.messages);
      const ofHis = told.filter(({ conversationId }) => conversationId === his);
      expect(ofHis.map(readText)).toEqual(expect.arrayContaining([`his ${anna.id}`, 'system']));
      expect(told.some((one) => one.conversationId === hers && one.content.kind === 'system')).toBe(true);
    });
    browser.socket.disconnect();
  });
});
