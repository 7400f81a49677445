import { echoChange, messageChange } from '@switchboard/meta-sandbox';
import { seedTemplates } from '@switchboard/meta-sandbox/seeds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber, metaFor, newWamid } from '../../../test/deliveries.js';
import { type Business, readText, startBusiness, type TestCustomer } from '../../../test/inbox.js';
import { hours } from '../../platform/clock.js';

const phoneNumberId = acmeNumber.id;

let business: Business;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());

const addGroup = (...customers: TestCustomer[]) =>
  business.api.sandbox.addGroup({ phoneNumberId, subject: 'Choir', customerIds: customers.map(({ id }) => id) });
async function groups() {
  await business.settle();
  return (await business.inbox.conversations('?limit=100')).filter(({ kind }) => kind === 'group');
}
/** The group in which this was said last. */
async function groupWith(preview: string) {
  const group = (await groups()).find(({ lastMessage }) => lastMessage?.preview === preview);
  if (!group) throw new Error(`there is no group in which “${preview}” was said last`);
  return { ...group, messages: await business.inbox.thread(group.id) };
}
const privateThreads = async (customer: TestCustomer) =>
  (await business.inbox.conversations('?limit=100')).filter((one) => one.customer.phone === `+${customer.waId}`);

describe('a group', () => {
  it('is a thread of its own, with the sender’s name on each message, and makes no private one', async () => {
    const [anna, ben] = [business.customer(), business.customer()];
    const { id: groupId } = addGroup(anna, ben);
    business.writes(anna, 'Who sings on Sunday?', { groupId });
    business.writes(ben, 'I do', { groupId });
    const group = await groupWith('I do');
    expect(group).toMatchObject({ kind: 'group', unread: 2, windowClosesAt: null, customer: { phone: null } });
    expect(group.messages.map((one) => [one.sender, readText(one)])).toEqual([
      [{ name: anna.name, phone: `+${anna.waId}` }, 'Who sings on Sunday?'],
      [{ name: ben.name, phone: `+${ben.waId}` }, 'I do'],
    ]);
    expect([...(await privateThreads(anna)), ...(await privateThreads(ben))]).toEqual([]);
    expect(group.lastMessage?.sender, 'in the list, too').toEqual(group.messages[1]?.sender);
    expect((await business.inbox.markRead(group.id)).body.conversation.unread).toBe(0);
  });

  it('is called what Meta says, by the last word of its clock, also before anybody writes', async () => {
    const { sandbox } = business.api;
    const anna = business.customer();
    const { id: groupId } = sandbox.addGroup({ phoneNumberId, subject: 'Summer choir', customerIds: [anna.id] });
    expect((await groups()).map(({ customer }) => customer.name)).toContain('Summer choir');
    business.writes(anna, 'In the named one', { groupId });
    expect((await groupWith('In the named one')).customer.name).toBe('Summer choir');
    const change = (subject: string, at: number) =>
      sandbox.accountEvent({
        wabaId: acmeNumber.wabaId,
        field: 'group_settings_update',
        at,
        value: {
          metadata: { phone_number_id: phoneNumberId, display_phone_number: acmeNumber.digits },
          groups: [
            { group_id: groupId, group_subject: { text: subject, update_successful: true } },
            7,
            { group_id: {} },
          ],
        },
      });
    const now = business.api.clock.now().getTime();
    await change('Winter choir', now + 60_000);
    await change('An older name', now - 3_600_000);
    expect((await groupWith('In the named one')).customer.name).toBe('Winter choir');
    expect((await business.inbox.conversations('?search=winter')).map(({ kind }) => kind)).toEqual(['group']);
  });

  it('leaves the private thread of its members as it is, and opens no window in it', async () => {
    const anna = business.customer();
    business.writes(anna, 'Private words', { at: business.api.clock.now().getTime() - hours(30) });
    await business.settle();
    const [before] = await privateThreads(anna);
    const { id: groupId } = addGroup(anna);
    const wamid = business.writes(anna, 'In the group', { groupId });
    business.api.sandbox.groupStatus({ groupId, wamid, status: 'read', customerIds: [anna.id] });
    await business.settle();
    expect(await privateThreads(anna)).toEqual([before]);
    expect((await business.inbox.thread(before?.id ?? '')).map(readText)).toEqual(['Private words']);
  });

  it('is never answered from here, in whatever way', async () => {
    const anna = business.customer();
    const { id: groupId } = addGroup(anna);
    business.writes(anna, 'Hello all', { groupId });
    const group = await groupWith('Hello all');
    const sent = business.api.sandbox.sentMessages().length;
    const clientId = () => crypto.randomUUID();
    for (const request of [
      { clientId: clientId(), type: 'text', text: 'Hello' },
      { clientId: clientId(), type: 'template', name: seedTemplates.sample, language: 'en_US' },
      { clientId: clientId(), type: 'reaction', messageId: group.messages[0]?.id, emoji: '👍' },
    ]) {
      const answer = await business.owner.post(`/api/conversations/${group.id}/messages`, request);
      expect([answer.status, answer.body.code]).toEqual([409, 'group_not_answerable']);
      expect(answer.body.message).toMatch(/group/);
    }
    const take = await business.owner.post(`/api/conversations/${group.id}/thread-control`, { action: 'take' });
    expect([take.status, take.body.code]).toEqual([409, 'group_not_answerable']);
    await business.api.app.runDueSending();
    expect(business.api.sandbox.sentMessages()).toHaveLength(sent);
  });

  it('is told once, however often, and its reactions find their messages', async () => {
    business.api.sandbox.setWebhookDials({ duplicate: 3 });
    const anna = business.customer();
    const { id: groupId } = addGroup(anna);
    const wamid = business.writes(anna, 'Once', { groupId });
    await business.settle();
    business.writes(anna, { type: 'reaction', messageId: wamid, emoji: '🎵' }, { groupId });
    const group = await groupWith('Once');
    business.api.sandbox.setWebhookDials({ duplicate: 1 });
    expect(group.unread).toBe(1);
    expect(group.messages).toMatchObject([{ reactions: [{ by: 'customer', emoji: '🎵' }] }]);
  });

  it('whose member changes the number has a line of it, and nobody’s address changes by that', async () => {
    const anna = business.customer();
    const { id: groupId } = addGroup(anna);
    business.writes(anna, 'Private words');
    business.writes(anna, 'Before', { groupId });
    await business.settle();
    const system = { type: 'user_changed_number', body: 'Anna changed', wa_id: '15570999999' };
    const told = {
      from: anna.waId,
      id: newWamid(),
      timestamp: String(Math.floor(Date.now() / 1000) + 1),
      group_id: groupId,
    };
    await metaFor(business.api, business.url).deliver(
      messageChange({ number: acmeNumber, messages: [{ ...told, type: 'system', system }] }),
    );
    const group = await groupWith('Anna changed');
    expect(group.messages.map(readText)).toEqual(['Before', 'system']);
    expect(group.customer).toEqual({ savedName: null, name: 'Choir', phone: null, username: null });
    expect(await privateThreads(anna)).toMatchObject([{ customer: { phone: `+${anna.waId}` } }]);
  });

  it('keeps unread what was said after an answer on the phone, also when the answer comes late', async () => {
    const anna = business.customer();
    const { id: groupId } = addGroup(anna);
    const now = business.api.clock.now().getTime();
    business.writes(anna, 'First', { groupId, at: now - 60_000 });
    business.writes(anna, 'Then this', { groupId, at: now });
    expect((await groupWith('Then this')).unread).toBe(2);
    const answer = { from: acmeNumber.digits, to: groupId, recipient_type: 'group', group_id: groupId };
    const said = {
      id: newWamid(),
      timestamp: String(Math.floor(now / 1000) - 30),
      type: 'text',
      text: { body: 'Yes' },
    };
    await metaFor(business.api, business.url).deliver(
      echoChange({ number: acmeNumber, echoes: [{ ...answer, ...said }] }),
    );
    expect((await groupWith('Then this')).unread).toBe(1);
  });

  it('of one number is not the group of another', async () => {
    const all = await groups();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(3);
  });
});

describe('a status of a message in a group', () => {
  it('never changes a private message, also when it names one', async () => {
    const anna = business.customer();
    business.writes(anna, 'Hello');
    await business.settle();
    const [thread] = await privateThreads(anna);
    const request = { clientId: crypto.randomUUID(), type: 'text', text: 'Privately' };
    await business.owner.post(`/api/conversations/${thread?.id}/messages`, request);
    await business.api.app.runDueSending();
    await business.settle();
    const before = (await business.inbox.thread(thread?.id ?? '')).at(-1);
    const wamid = business.api.sandbox.sentMessages().at(-1)?.wamid ?? '';
    const { id: groupId } = addGroup(anna);
    business.api.sandbox.groupStatus({ groupId, wamid, status: 'read', customerIds: [anna.id] });
    await business.settle();
    expect((await business.inbox.thread(thread?.id ?? '')).at(-1)).toEqual(before);
  });
});
