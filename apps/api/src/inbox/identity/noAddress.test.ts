import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Meta, metaFor, said } from '../../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness } from '../../../test/inbox.js';
import { changeSaid } from '../../../test/people.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';
import { mend } from './repair.service.js';

let business: Business;
let meta: Meta;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(() => business.stop());

const now = () => Math.floor(business.api.clock.now().getTime() / 1000);
const messages = () => business.api.connection.collection<MessageRecord>('messages');
const rows = () => business.api.connection.collection<ConversationRecord>('conversations');
const findConversationId = async (text: string) =>
  (await messages().findOne({ 'content.text': text }))?.conversationId ?? '';
const texts = async (text: string) => (await business.inbox.thread(await findConversationId(text))).map(readText);

/** Somebody known by a phone alone, and somebody else who moves to that phone. */
async function passed() {
  const [was, comes] = [newPerson(), newPerson()];
  const [hers, his] = [`hers ${was.id}`, `his ${comes.id}`];
  await meta.deliver(said(hers, { from: was.waId, userId: null, at: now() - 90 }));
  await meta.deliver(said(his, { from: comes.waId, userId: null, at: now() - 60 }));
  const system = { type: 'user_changed_number', body: 'moved', wa_id: was.waId };
  await meta.deliver(changeSaid(system, { at: now() - 30, sender: { from: comes.waId } }));
  return { phone: was.waId, hers, his };
}

describe('somebody whose phone another one has by now, and of whom nothing else is known', () => {
  it('keeps the thread, also when there are two of them', async () => {
    const [one, two] = [await passed(), await passed()];
    for (const { hers, his, phone } of [one, two]) {
      expect(await texts(hers)).toEqual([hers]);
      expect(await texts(his)).toEqual([his, 'system']);
      const row = await rows().findOne({ _id: await findConversationId(hers) });
      expect(row?.addresses).toEqual([`held:${row?._id}`]);
      expect(row).not.toHaveProperty('waId');
      expect(row).not.toHaveProperty('unsettledAt');
      expect((await rows().findOne({ addresses: `w:${phone}` }))?._id).toBe(await findConversationId(his));
    }
    const before = (await rows().findOne({ _id: await findConversationId(one.hers) }))?.revision;
    await business.api.app.settlePeople();
    await meta.deliver(said('once more', { from: one.phone, userId: null, at: now() }));
    expect(await texts(one.his)).toEqual([one.his, 'system', 'once more']);
    expect((await rows().findOne({ _id: await findConversationId(one.hers) }))?.revision).toBe(before);
  });

  const held: ConversationRecord = {
    ...{ _id: 'cnv_1', accountId: 'acc_1', phoneNumberId: '700', addresses: ['held:cnv_1'], searchKey: '' },
    ...{ lastActivityAt: new Date(0), unread: 0, revision: 1 },
  };

  it('has no id because of that', () => {
    expect(mend(held)).toEqual({ row: null, peer: {}, isToSettle: false });
    expect(mend({ ...held, userId: 'US.1', addresses: ['held:cnv_1', 'u:US.1'] }).peer).toEqual({ userId: 'US.1' });
  });
});
