import { type QuarantineReply, quarantineReply } from '@switchboard/contracts';
import type { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, bicycleNumber, type Meta, metaFor, newWamid, said } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { newPerson, openInbox, readText } from '../../test/inbox.js';
import { minutes } from '../platform/clock.js';
import { createLogger } from '../platform/logger.js';
import { createNotUnderstood } from './notUnderstood.js';

let api: TestApi;
let meta: Meta;
let owner: Client;
let other: Client;
beforeAll(async () => {
  api = await startApi();
  meta = metaFor(api, await api.listen());
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  other = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
  await other.connect(api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
  await api.app.replayQuarantine();
});
afterEach(async () => {
  for (const client of [owner, other]) {
    await client.refresh();
    await client.post('/api/integrations/whatsapp/disconnect', {});
  }
  await api.connection.collection('phoneNumbers').deleteMany({});
  await api.connection.collection('quarantine').deleteMany({});
});

const quarantine = () => api.connection.collection<{ _id: string } & mongo.Document>('quarantine');
const fetchWaiting = async (client: Client): Promise<QuarantineReply> =>
  quarantineReply.parse((await client.get('/api/quarantine')).body);
const countQuarantined = async (client: Client) => (await openInbox(client).summary()).quarantined;
/** Without an id and a time, nothing can be made of it, whatever its type. */
const unreadable = (type: string, number = acmeNumber) =>
  said('', { number, from: '15559990100', message: { id: undefined, timestamp: undefined, type, secret: 'Hunter2' } });
const unknownField = (field: string, wabaId = acmeNumber.wabaId) => ({ wabaId, field, value: { thought: 'Hunter2' } });

describe('what Meta says and nobody here understands yet', () => {
  it('is counted for the owner of the number, with what is known of it and since when, and never what was in it', async () => {
    await meta.deliver(unreadable('image'));
    const since = (await quarantine().findOne())?.receivedAt as Date;
    api.clock.advance(minutes(5));
    await meta.deliver(unreadable('image'));
    await meta.deliver(unreadable('order'));
    const reply = await fetchWaiting(owner);
    expect(reply).toMatchObject({
      waiting: 3,
      numbers: [{ phoneNumberId: acmeNumber.id, waiting: 3, reason: 'not_understood', since: since.toISOString() }],
    });
    expect(reply.notUnderstood?.toSorted((a, b) => b.waiting - a.waiting)).toMatchObject([
      {
        phoneNumberId: acmeNumber.id,
        field: 'messages',
        type: 'image',
        why: 'malformed',
        waiting: 2,
        since: since.toISOString(),
      },
      { phoneNumberId: acmeNumber.id, field: 'messages', type: 'order', why: 'malformed', waiting: 1 },
    ]);
    expect(reply.notUnderstood?.find(({ type }) => type === 'image')?.latest).not.toBe(since.toISOString());
    expect(JSON.stringify(reply)).not.toContain('Hunter2');
    expect(await countQuarantined(owner)).toBe(3);
  });

  it('is counted when it is about the whole WhatsApp account', async () => {
    await meta.deliver(unknownField('telepathy'));
    expect(await fetchWaiting(owner)).toMatchObject({
      waiting: 1,
      numbers: [],
      notUnderstood: [{ phoneNumberId: null, field: 'telepathy', type: null, why: 'field_unknown', waiting: 1 }],
    });
    expect(await countQuarantined(owner)).toBe(1);
  });

  it('is never told to another account, nor to who holds the WhatsApp account later', async () => {
    await meta.deliver(unreadable('image'), unreadable('image', bicycleNumber), unknownField('telepathy'));
    await meta.postRaw(Buffer.from('no json at all'));
    expect(await fetchWaiting(other)).toMatchObject({ waiting: 1, numbers: [{ phoneNumberId: bicycleNumber.id }] });
    expect((await fetchWaiting(owner)).waiting).toBe(2);
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    api.clock.advance(minutes(1));
    const later = await api.owner();
    await later.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
    const reply = await fetchWaiting(later);
    expect([reply.waiting, reply.notUnderstood]).toEqual([0, undefined]);
    expect((await later.post('/api/quarantine/replay')).body).toMatchObject({ waiting: 0, replayed: 0 });
    expect(await countQuarantined(later)).toBe(0);
    // What came while they held the number stays theirs; of the account, which is no longer theirs, nothing is told.
    expect((await fetchWaiting(owner)).waiting).toBe(1);
    await later.post('/api/integrations/whatsapp/disconnect', {});
  });

  it('is for owners only', async () => {
    const support = await owner.invite('support');
    await meta.deliver(unreadable('image'));
    const response = await support.get('/api/quarantine');
    expect([response.status, response.body.code]).toEqual([403, 'owner_only']);
    expect(await countQuarantined(support)).toBe(0);
  });

  it('with words of Meta’s that are none: they are cut, and change nothing around them', async () => {
    await meta.deliver(unreadable(`\u202e${'x'.repeat(5_000)}`), unknownField(`\u202ea\nb`));
    const words = (await fetchWaiting(owner)).notUnderstood?.flatMap(({ field, type }) => [field, type]) ?? [];
    expect(words.toSorted()).toEqual(['a b', 'messages', null, `${'x'.repeat(59)}…`]);
  });
});

describe('after an update of Switchboard', () => {
  /** As an older one left it: a message that this one can read. */
  async function leftBehind(text: string, from: string) {
    await meta.deliver(unreadable('text'));
    const value = { id: newWamid(), from, timestamp: '1795000000', type: 'text', text: { body: text } };
    await quarantine().updateMany({ type: 'text' }, { $set: { 'update.value': value }, $unset: { type: 1 } });
  }

  it('it is read again when the owner asks for it, and is in its place', async () => {
    const who = newPerson();
    await leftBehind('Do you deliver?', who.waId);
    await meta.deliver(unknownField('telepathy'));
    const answer = (await owner.post('/api/quarantine/replay')).body;
    expect(answer).toMatchObject({ replayed: 1, waiting: 1, notUnderstood: [{ field: 'telepathy', waiting: 1 }] });
    const inbox = openInbox(owner);
    const [conversation] = await inbox.conversations();
    expect(conversation).toMatchObject({ unread: 1, lastMessage: { preview: 'Do you deliver?' } });
    expect((await inbox.thread(conversation?.id ?? '')).map(readText)).toEqual(['Do you deliver?']);
    // Asking again changes nothing.
    expect((await owner.post('/api/quarantine/replay')).body).toMatchObject({ replayed: 0, waiting: 1 });
    expect(await quarantine().countDocuments()).toBe(1);
  });

  it('what is still not understood, and what others hold, stays where it is', async () => {
    await meta.deliver(unreadable('image'), unreadable('image', bicycleNumber));
    expect((await owner.post('/api/quarantine/replay')).body).toMatchObject({ replayed: 0, waiting: 1 });
    expect(await quarantine().countDocuments({ reason: 'not_understood' })).toBe(2);
  });

  it('nothing of it is placed while the number rests, and nothing is lost', async () => {
    await leftBehind('Anybody?', newPerson().waId);
    await api.connection
      .collection('phoneNumbers')
      .updateMany({ phoneNumberId: acmeNumber.id, isActive: true }, { $set: { pausedAt: new Date() } });
    expect((await owner.post('/api/quarantine/replay')).body).toMatchObject({ replayed: 0, waiting: 1 });
    expect(await quarantine().countDocuments()).toBe(1);
  });

  it('one that cannot be put in its place holds up none of the others', async () => {
    await leftBehind('Is it mine?', newPerson().waId);
    const [row] = await quarantine().find().toArray();
    const ids = ['a', 'b', 'c'].map((letter) => `${row?._id}.${letter}`);
    await quarantine().insertMany(ids.map((_id) => ({ ...row, _id })));
    const model = api.connection.models.Quarantine;
    if (!model || !row) throw new Error('what is in quarantine has a model and a row');
    const { replay } = createNotUnderstood({
      quarantine: model,
      logger: createLogger({ level: 'silent' }),
      route: async (updates) => {
        if (updates.some(({ id }) => id === ids[1])) throw new Error('still a riddle');
        return new Set();
      },
    });
    const live = [{ phoneNumberId: row.phoneNumberId, wabaId: row.wabaId, connectedAt: new Date(0) }];
    expect(await replay({ accountId: row.accountId, live, known: new Set() })).toBe(3);
    expect((await quarantine().find().toArray()).map(({ _id }) => _id)).toEqual([ids[1]]);
  });

  it('more than are read at once are all read', async () => {
    await meta.deliver(unreadable('text'));
    const [row] = await quarantine().find().toArray();
    await quarantine().deleteMany({});
    const rows = Array.from({ length: 620 }, (_, index) => ({
      ...row,
      _id: `${row?._id}.${String(index).padStart(4, '0')}`,
      update: {
        ...row?.update,
        value: {
          id: newWamid(),
          from: '15559990777',
          timestamp: '1795000000',
          type: 'text',
          text: { body: `n${index}` },
        },
      },
    }));
    await quarantine().insertMany(rows);
    expect((await owner.post('/api/quarantine/replay')).body).toMatchObject({ replayed: 620, waiting: 0 });
  });
});
