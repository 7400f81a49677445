import type { QuarantineReply } from '@switchboard/contracts';
import { quarantineReply } from '@switchboard/contracts';
import { accountChange, echoChange } from '@switchboard/meta-sandbox';
import type { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../test/client.js';
import {
  acmeNumber,
  became,
  bicycleNumber,
  type Meta,
  metaFor,
  newWamid,
  said,
  type TestNumber,
} from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { getAccountId, newPerson, openInbox, readText } from '../../test/inbox.js';
import { type Watched, watch } from '../../test/sockets.js';
import { days } from '../platform/clock.js';

let api: TestApi;
let url: string;
let meta: Meta;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
  url = await api.listen();
  meta = metaFor(api, url);
});
afterAll(() => api.stop());

const open: Watched[] = [];
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  for (const { socket } of open.splice(0)) socket.disconnect();
  // Every test has the numbers of the sandbox to itself.
  const rows = await api.connection.collection('phoneNumbers').find({ isActive: true }).toArray();
  for (const { accountId } of rows) await leave(clients.get(accountId) ?? owner);
  await api.connection.collection('phoneNumbers').deleteMany({});
  await api.connection.collection('quarantine').deleteMany({});
});

const clients = new Map<string, Client>();
async function connect(client: Client, number: TestNumber = acmeNumber) {
  clients.set(getAccountId(client), client);
  await client.connect(api.sandbox.issueCode({ wabaIds: [number.wabaId] }));
  await settled();
}
const leave = async (client: Client) =>
  expect((await client.post('/api/integrations/whatsapp/disconnect', {})).status).toBe(200);
/** What a change of numbers sets off has come to its end. */
const settled = () => api.app.replayQuarantine();

const quarantine = () => api.connection.collection<{ _id: string } & mongo.Document>('quarantine');
const fetchWaiting = async (client: Client): Promise<QuarantineReply> =>
  quarantineReply.parse((await client.get('/api/quarantine')).body);
/** Every text in an account's inbox, conversation by conversation, the latest first. */
async function listTexts(client: Client): Promise<string[]> {
  const inbox = openInbox(client);
  const threads = await Promise.all((await inbox.conversations('?limit=100')).map(({ id }) => inbox.thread(id)));
  return threads.flatMap((thread) => thread.map(readText));
}
/** A number of a WhatsApp account that is connected, which Meta has only now. */
const brandNew: TestNumber = { id: '700100200399', wabaId: acmeNumber.wabaId, displayPhoneNumber: '+1 555-010-0099' };

describe('what comes for a number that nobody has connected', () => {
  it('waits, and is shown as soon as somebody connects the number, live', async () => {
    const who = newPerson();
    await meta.deliver(said('Is anybody there?', { from: who.waId }));
    await meta.deliver(said('Hello?', { from: who.waId }), said('From another one', { from: newPerson().waId }));
    expect(await quarantine().countDocuments({ reason: 'number_unknown' })).toBe(3);
    expect(await fetchWaiting(owner)).toMatchObject({ waiting: 0, numbers: [] });

    const browser = await watch(url, owner);
    open.push(browser);
    await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
    clients.set(getAccountId(owner), owner);
    await eventually(() => {
      const heard = browser.of('inbox:change').flatMap(({ messages }) => messages.map(readText));
      expect(new Set(heard)).toEqual(new Set(['Is anybody there?', 'Hello?', 'From another one']));
    });
    await settled();
    expect((await listTexts(owner)).toSorted()).toEqual(['From another one', 'Hello?', 'Is anybody there?']);
    expect(await openInbox(owner).summary()).toMatchObject({ unreadConversations: 2, quarantined: 0 });
    expect(await quarantine().countDocuments()).toBe(0);
  });

  it('comes into its place as a whole: messages, what the phone wrote, and what became of it', async () => {
    const who = newPerson();
    const [theirs, ours] = [newWamid(), newWamid()];
    const echo = {
      to: who.waId,
      id: ours,
      timestamp: String(Math.floor(Date.now() / 1000) + 1),
      type: 'text',
      text: { body: 'Yes' },
    };
    await meta.deliver(became(ours, 'read', { to: who.waId }));
    await meta.deliver(said('Open?', { wamid: theirs, from: who.waId }));
    await meta.deliver(echoChange({ number: acmeNumber, echoes: [echo] }));
    await meta.deliver(
      said('', { from: who.waId, message: { type: 'reaction', reaction: { message_id: ours, emoji: '👍' } } }),
    );
    await connect(owner);
    const inbox = openInbox(owner);
    const [conversation] = await inbox.conversations();
    // The owner has answered on the phone.
    expect(conversation).toMatchObject({ unread: 0, lastMessage: { preview: 'Yes', status: 'read' } });
    expect(await inbox.thread(conversation?.id ?? '')).toMatchObject([
      { content: { text: 'Open?' }, status: 'received' },
      { content: { text: 'Yes' }, status: 'read', reactions: [{ by: 'customer', emoji: '👍' }] },
    ]);
  });

  it('comes into its place beside news of the WhatsApp account that nobody had then', async () => {
    const who = newPerson();
    const value = { event: 'PARTNER_ADDED', waba_info: { waba_id: acmeNumber.wabaId } };
    await meta.deliver(
      accountChange({ wabaId: acmeNumber.wabaId, field: 'account_update', value, at: api.clock.now().getTime() }),
      said('Written on the first day', { from: who.waId }),
    );
    expect(await quarantine().countDocuments({ reason: 'number_unknown' })).toBe(2);
    await connect(owner);
    expect(await listTexts(owner)).toEqual(['Written on the first day']);
    expect(await quarantine().countDocuments()).toBe(0);
  });

  it('and comes again, from Meta or after a crash halfway, is there once', async () => {
    const who = newPerson();
    const wamid = newWamid();
    for (let times = 0; times < 3; times += 1) await meta.deliver(said('once', { wamid, from: who.waId }));
    const rows = await quarantine().find().toArray();
    expect(rows).toHaveLength(3);
    await connect(owner);
    expect(await listTexts(owner)).toEqual(['once']);
    // It had its place already when the process died; nobody had taken it out of quarantine.
    await quarantine().insertMany(rows);
    await api.app.replayQuarantine();
    await meta.deliver(said('once', { wamid, from: who.waId }));
    expect(await listTexts(owner)).toEqual(['once']);
    expect((await openInbox(owner).conversations())[0]?.unread).toBe(1);
    expect(await quarantine().countDocuments()).toBe(0);
  });

  it('may be much: all of it comes', async () => {
    const crowd = Array.from({ length: 30 }, newPerson);
    const many = Array.from({ length: 700 }, (_, index) =>
      said(`message ${index}`, { from: crowd[index % crowd.length]?.waId ?? '' }),
    );
    await meta.deliver(...many);
    expect(await quarantine().countDocuments()).toBe(700);
    await connect(owner);
    expect(new Set(await listTexts(owner)).size).toBe(700);
    expect(await quarantine().countDocuments()).toBe(0);
  });
});

describe('a number that Meta has newly given to a connected WhatsApp account', () => {
  it('is counted for the owner of the account, and for nobody else', async () => {
    await connect(owner);
    const stranger = await api.owner();
    await connect(stranger, bicycleNumber);
    await meta.deliver(said('one', { number: brandNew }), said('two', { number: brandNew }));
    const since = (await quarantine().find().sort({ _id: 1 }).limit(1).toArray())[0]?.receivedAt;
    expect(await fetchWaiting(owner)).toEqual({
      success: true,
      waiting: 2,
      numbers: [
        { phoneNumberId: brandNew.id, waiting: 2, reason: 'number_unknown', since: (since as Date).toISOString() },
      ],
      replayed: 0,
    });
    expect((await openInbox(owner).summary()).quarantined).toBe(2);
    expect(await fetchWaiting(stranger)).toMatchObject({ waiting: 0, numbers: [] });
    // Asking for a replay does not help as long as it is not connected, and loses nothing.
    expect((await owner.post('/api/quarantine/replay')).body).toMatchObject({ waiting: 2, replayed: 0 });
    expect(await listTexts(owner)).toEqual([]);
  });
});

describe('what comes for a number that was disconnected', () => {
  it('waits for the account that held it, and is there when it is connected again', async () => {
    await connect(owner);
    await meta.deliver(said('before', { from: '15559990001' }));
    await leave(owner);
    await meta.deliver(said('meanwhile', { from: '15559990001' }));
    expect(await listTexts(owner)).toEqual(['before']);
    expect(await fetchWaiting(owner)).toMatchObject({
      waiting: 1,
      numbers: [{ phoneNumberId: acmeNumber.id, waiting: 1, reason: 'number_disconnected' }],
    });
    await connect(owner);
    expect(await listTexts(owner)).toEqual(['before', 'meanwhile']);
    expect(await fetchWaiting(owner)).toMatchObject({ waiting: 0 });
  });

  it('is never shown to another account that connects the number later', async () => {
    await connect(owner);
    await leave(owner);
    await meta.deliver(said('for the first owner', { from: '15559990002' }));

    const next = await api.owner();
    await connect(next);
    expect((await next.post('/api/quarantine/replay')).body).toMatchObject({ replayed: 0, waiting: 0 });
    await meta.deliver(said('for the second owner', { from: '15559990002' }));
    expect(await listTexts(next)).toEqual(['for the second owner']);
    expect(await fetchWaiting(next)).toMatchObject({ waiting: 0, numbers: [] });
    expect(await openInbox(next).summary()).toMatchObject({ quarantined: 0 });
    // Nor does the first one hear anything of the second.
    expect(await listTexts(owner)).toEqual([]);
    expect(await fetchWaiting(owner)).toMatchObject({ waiting: 1 });

    // What the first one was told before is theirs, and comes when they hold the number again.
    await leave(next);
    await connect(owner);
    expect(await listTexts(owner)).toEqual(['for the first owner']);
    expect(await listTexts(next)).toEqual(['for the second owner']);
  });

  it('is what it was if it came before: Meta saying it again puts it nowhere else', async () => {
    const told = said('mine', { wamid: newWamid(), from: '15559990003' });
    await connect(owner);
    await meta.deliver(told);
    await leave(owner);
    const next = await api.owner();
    await connect(next);
    await meta.deliver(told);
    expect(await listTexts(owner)).toEqual(['mine']);
    expect(await listTexts(next)).toEqual([]);
  });
});

describe('the page about what waits', () => {
  it('is for owners: support sees neither the list nor the number of it, and cannot replay', async () => {
    await connect(owner);
    const support = await owner.invite('support');
    await meta.deliver(said('one', { number: brandNew }));
    for (const response of [await support.get('/api/quarantine'), await support.post('/api/quarantine/replay')]) {
      expect([response.status, response.body.code]).toEqual([403, 'owner_only']);
    }
    expect((await openInbox(support).summary()).quarantined).toBe(0);
    expect((await openInbox(owner).summary()).quarantined).toBe(1);
    for (const path of ['/api/quarantine', '/api/quarantine/replay']) {
      expect((await api.client().send(path.endsWith('replay') ? 'post' : 'get', path)).status).toBe(401);
    }
  });

  it('puts what was left behind in its place when asked to, and says how much', async () => {
    await meta.deliver(said('left behind', { from: '15559990004' }));
    const rows = await quarantine().find().toArray();
    await quarantine().deleteMany({});
    await connect(owner);
    await quarantine().insertMany(rows);
    // Two at once are one.
    const replies = await Promise.all([owner.post('/api/quarantine/replay'), owner.post('/api/quarantine/replay')]);
    expect(replies.map(({ body }) => body.waiting)).toEqual([0, 0]);
    expect(replies[0]?.body.replayed).toBe(1);
    expect(await listTexts(owner)).toEqual(['left behind']);
  });

  it('goes on with the other accounts when one of them fails', async () => {
    const other = await api.owner();
    await meta.deliver(said('for one', { from: '15559990006' }));
    await meta.deliver(said('for the other', { from: '15559990007', number: bicycleNumber }));
    const rows = await quarantine().find().toArray();
    await quarantine().deleteMany({});
    await connect(owner);
    await connect(other, bicycleNumber);
    await quarantine().insertMany(rows);
    const model = api.connection.models.Quarantine;
    if (!model) throw new Error('what is in quarantine has a model');
    const failing = vi.spyOn(model, 'find').mockImplementationOnce(() => {
      throw new Error('a broken row');
    });
    await api.app.replayQuarantine();
    failing.mockRestore();
    const texts = () => Promise.all([owner, other].map(listTexts));
    expect((await texts()).flat()).toHaveLength(1);
    await api.app.replayQuarantine();
    expect(await texts()).toEqual([['for one'], ['for the other']]);
  });
});

describe('after a month', () => {
  it('the bytes of Meta and what nobody wanted are gone; messages are kept', async () => {
    await connect(owner);
    const wamid = newWamid();
    await meta.deliver(said('to be kept', { wamid, from: '15559990005' }));
    await meta.deliver(said('for nobody', { number: bicycleNumber }));
    await meta.postRaw(Buffer.from('no json'));
    await api.app.drainDeliveries();
    const deliveries = api.connection.collection('deliveries');
    api.clock.advance(days(29));
    await api.app.sweep();
    expect(await deliveries.countDocuments()).toBeGreaterThanOrEqual(3);
    expect(await quarantine().countDocuments()).toBe(2);
    await meta.deliver(said('of yesterday', { from: '15559990005' }));
    api.clock.advance(days(2));
    await api.app.sweep();
    expect(await deliveries.countDocuments()).toBe(1);
    expect(await quarantine().countDocuments()).toBe(0);
    expect((await owner.logIn(owner.signedIn?.user.email ?? '')).status).toBe(200);
    expect(await listTexts(owner)).toEqual(['to be kept', 'of yesterday']);
    // Once is for ever, not for a month.
    await meta.deliver(said('to be kept', { wamid, from: '15559990005' }));
    expect(await listTexts(owner)).toEqual(['to be kept', 'of yesterday']);
  });
});
