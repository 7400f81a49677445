import { auditReply, connectionHistoryReply, type DeletionReply, deletionReply } from '@switchboard/contracts';
import { makeSignedRequest } from '@switchboard/graph';
import { callChange, faultOn, preferenceChange } from '@switchboard/meta-sandbox';
import mongoose from 'mongoose';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import {
  acmeNumber,
  became,
  bicycleNumber,
  type Meta,
  metaFor,
  newWamid,
  said,
  secondNumber,
} from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import { openInbox, readText } from '../../test/inbox.js';
import { startBeside, startFirst } from '../../test/instances.js';
import { addressBook, pastChunk, pastSaid } from '../../test/phone.js';
import { watch } from '../../test/sockets.js';

let api: TestApi;
let url: string;
let owner: Client;
beforeAll(async () => {
  api = await startFirst();
  url = await api.listen();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  await api.app.drainDeliveries();
  for (const { name } of (await api.connection.db?.listCollections().toArray()) ?? []) {
    const kept = ['accounts', 'users', 'memberships', 'sessions', 'rateLimits'];
    if (!kept.includes(name)) await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
});

const findMetaUserId = async (phoneNumberId: string): Promise<string> =>
  (await api.connection.collection('phoneNumbers').findOne({ phoneNumberId }))?.metaUserId;

interface Change {
  secret?: string;
  algorithm?: string;
  issuedAt?: number;
}
function signed(userId: string, { secret, algorithm = 'HMAC-SHA256', issuedAt }: Change = {}): string {
  const now = Math.floor(api.clock.now().getTime() / 1000);
  const payload = { algorithm, issued_at: issuedAt ?? now, expires: 0, user_id: userId };
  return makeSignedRequest(payload, secret ?? api.sandbox.appSecret);
}
const ask = (what: 'deauthorize' | 'data-deletion', signedRequest: string) =>
  request(api.app.handler).post(`/api/webhooks/meta/${what}`).type('form').send({ signed_request: signedRequest });
async function askToDelete(userId: string): Promise<string> {
  const { status, body } = await ask('data-deletion', signed(userId));
  expect(status).toBe(200);
  expect(body.url).toBe(`http://localhost:3000/data-deletion/${body.confirmation_code}`);
  return body.confirmation_code;
}
const look = async (code: string): Promise<DeletionReply> =>
  deletionReply.parse((await request(api.app.handler).get(`/api/data-deletion/${code}`)).body);
async function finish(of: TestApi = api): Promise<void> {
  await of.app.runDueDeletions();
  of.clock.advance(2_001);
  await of.app.runDueDeletions();
}

/** The whole database as one text: documents as JSON, and whatever is bytes in them as the text that it is. */
async function everything(): Promise<string> {
  const parts: string[] = [];
  for (const { name } of (await api.connection.db?.listCollections().toArray()) ?? []) {
    for await (const row of api.connection.collection(name).find()) {
      parts.push(
        `${name}: ${JSON.stringify(row, (_key, value) => {
          const bytes = value instanceof mongoose.mongo.Binary ? value.buffer : Buffer.isBuffer(value) ? value : null;
          return bytes ? Buffer.from(bytes).toString('utf8') : value;
        })}`,
      );
      for (const value of Object.values(row)) {
        if (value instanceof mongoose.mongo.Binary)
          parts.push(`${name}: ${Buffer.from(value.buffer).toString('utf8')}`);
      }
    }
  }
  return parts.join('\n');
}

const attempts = () => api.connection.collection('connectAttempts');
/** Attempts that name the business and its numbers in every way in which one does that never saved a number. */
async function triedInVain(): Promise<void> {
  const { wabaId } = acmeNumber;
  const popup = await owner.start('popup');
  const signup = { waba_id: wabaId, business_id: (await findBusiness(acmeNumber.id)) ?? '' };
  const failed = await owner.finish({ code: 'not one of Meta’s', state: popup.state, signup });
  expect(failed.body.code).toBe('code_invalid');
  // Meta's hosted page, as the attempt is kept when it fails: it needs a token that the operator sets up.
  const kept = await attempts().findOne({ attemptId: popup.attemptId }, { projection: { _id: 0, signup: 0 } });
  const hosted = { wabaId, businessId: signup.business_id };
  await attempts().insertOne({ ...kept, attemptId: 'att_hosted', stateHash: 'of hosted', hosted });
  await owner.start('redirect', { reconnect: [secondNumber.id] });
}
/** Somebody is asked which numbers to take, and does not answer: the token waits, sealed. */
async function leaveTheChoice(): Promise<void> {
  const { state } = await owner.start('redirect', { choose: true });
  const { body } = await owner.finish({ code: api.sandbox.issueCode(), state });
  expect(body.attempt.phase).toBe('choosing');
}
const findBusiness = async (phoneNumberId: string): Promise<string | undefined> =>
  (await api.connection.collection('phoneNumbers').findOne({ phoneNumberId }))?.businessId;

const ofPeople = ['preferences', 'identityFacts', 'conversationRedirects'];
const groupId = 'HBgLTraceableGroup';
/** What Meta tells of people and is in no message of theirs; threads become one by it. And a group, and a call. */
async function tellOfPeople(meta: Meta): Promise<void> {
  const at = Math.floor(api.clock.now().getTime() / 1000) - 3600;
  const [from, userId, name] = ['15550188807', 'US.18880700', 'Traceable Tess'];
  await meta.deliver(said('secret by number', { from, name, at }));
  await meta.deliver(said('secret by id', { from: '', userId, name, at: at + 1 }));
  await meta.deliver(said('secret that joins both', { from, userId, name, at: at + 2 }));
  const [other, otherId] = ['15550188808', 'US.18880800'];
  await meta.deliver(became(newWamid(), 'sent', { to: other, at, more: { recipient_user_id: otherId } }));
  const preference = { category: 'marketing_messages', value: 'stop', timestamp: at };
  const wishes = [
    { ...preference, wa_id: from, user_id: userId },
    { ...preference, wa_id: '15550188809', user_id: 'US.18880900' },
  ];
  await meta.deliver(preferenceChange({ number: acmeNumber, contacts: [], preferences: wishes }));
  const inGroup = { type: 'text', group_id: groupId, text: { body: 'secret of the group' } };
  await meta.deliver(said('', { from: '15550188810', name: 'Traceable Tia', at, message: inGroup }));
  const call = { id: 'wacid.TOBEDELETED', from: '15550188811', to: acmeNumber.digits, direction: 'USER_INITIATED' };
  await meta.deliver(
    callChange({
      number: acmeNumber,
      contacts: [{ profile: { name: 'Traceable Tara' }, wa_id: call.from }],
      calls: [{ ...call, event: 'terminate', status: 'FAILED', timestamp: String(at) }],
    }),
  );
}

describe('a request to delete', () => {
  it('really deletes: nothing in any collection names the numbers, the people or what they wrote', async () => {
    await leaveTheChoice();
    await owner.connect(api.sandbox.issueCode());
    await triedInVain();
    const neighbour = await api.owner();
    await neighbour.connect(api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId], tokenKind: 'user' }));
    const userId = await findMetaUserId(acmeNumber.id);
    expect(await findMetaUserId(bicycleNumber.id)).not.toBe(userId);

    const meta = metaFor(api, url);
    const wamid = 'wamid.TOBEDELETED';
    await meta.deliver(said('secret words', { wamid, name: 'Traceable Tina', from: '15550188801' }));
    // One POST that speaks of both businesses.
    await meta.deliver(
      said('more secret words', { number: secondNumber, name: 'Traceable Tom', from: '15550188802' }),
      said('of the neighbour', { number: bicycleNumber, name: 'Neighbour Nina', from: '15550177701' }),
    );
    await meta.deliver(
      pastChunk({ 15550188805: [pastSaid('15550188805', 'a secret of long ago')] }),
      addressBook([
        { waId: '15550188801', name: 'Traceable saved' },
        { waId: '15550188806', name: 'Traceable, never wrote' },
      ]),
      addressBook([{ waId: '15550177701', name: 'Neighbour saved' }], bicycleNumber),
    );
    const picture = { type: 'image', image: { id: '800100', mime_type: 'image/jpeg', sha256: 'x' } };
    await meta.deliver(said('', { message: picture, from: '15550188801', name: 'Traceable Tina' }));
    await tellOfPeople(meta);
    const files = api.connection.db && new mongoose.mongo.GridFSBucket(api.connection.db, { bucketName: 'mediaFiles' });
    const upload = files?.openUploadStream('a file');
    upload?.end(Buffer.from('bytes of a secret file'));
    await new Promise((resolve) => upload?.once('finish', resolve));
    await api.connection
      .collection('media')
      .updateOne({ phoneNumberId: acmeNumber.id }, { $set: { state: 'ready', fileId: upload?.id } });
    const inbox = openInbox(owner);
    const [conversation] = await inbox.conversations(`?phoneNumberId=${acmeNumber.id}`);
    const chat = `/api/conversations/${conversation?.id}/messages`;
    await owner.post(chat, { clientId: crypto.randomUUID(), type: 'text', text: 'a secret answer' });
    const [message] = await inbox.thread(conversation?.id ?? '');
    await owner.post(chat, { clientId: crypto.randomUUID(), type: 'reaction', messageId: message?.id, emoji: '🔏' });
    await api.sandbox.accountEvent({
      wabaId: acmeNumber.wabaId,
      field: 'account_update',
      value: { event: 'ACCOUNT_OFFBOARDED' },
    });
    await api.sandbox.accountEvent({
      wabaId: acmeNumber.wabaId,
      field: 'phone_number_quality_update',
      value: { event: 'FLAGGED', display_phone_number: acmeNumber.digits },
    });
    api.sandbox.setWebhookTarget({ url: `${url}/api/webhooks/whatsapp` });
    await api.sandbox.causeAccountEvent('partner_added', acmeNumber.id);
    await api.sandbox.causeAccountEvent('account_banned', acmeNumber.id);
    await api.sandbox.webhooksIdle();
    await api.app.drainDeliveries();
    await owner.post('/api/integrations/whatsapp/disconnect', { way: 'pause', phoneNumberIds: [acmeNumber.id] });
    await meta.deliver(said('secret while resting', { from: '15550188803', name: 'Traceable Theo' }));
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [secondNumber.id] });
    await meta.deliver(said('secret after leaving', { number: secondNumber, from: '15550188804' }));

    const businessId = await findBusiness(acmeNumber.id);
    const traces = [
      acmeNumber.id,
      secondNumber.id,
      acmeNumber.wabaId,
      `"business_id":"${businessId}"`,
      `"businessId":"${businessId}"`,
      'hostedSignups: ',
      acmeNumber.displayPhoneNumber,
      secondNumber.displayPhoneNumber,
      acmeNumber.digits,
      userId,
      'secret',
      'Traceable',
      '1555018880',
      'US.18880',
      groupId,
      'wacid.TOBEDELETED',
      wamid,
      '🔏',
    ];
    const before = await everything();
    for (const trace of traces) expect([trace, before.includes(trace)]).toEqual([trace, true]);
    for (const name of ofPeople)
      expect([name, await api.connection.collection(name).countDocuments()]).not.toContain(0);
    const code = await askToDelete(userId);
    expect(code.length).toBeGreaterThanOrEqual(22);
    await finish();

    const after = await everything();
    const left = traces.flatMap((trace) => after.split('\n').filter((line) => line.includes(trace)));
    expect(left).toEqual([]);
    const done = await look(code);
    expect(done).toMatchObject({ state: 'done', finishedAt: expect.any(String) });
    expect(done.steps.every((step) => step.done)).toBe(true);
    expect(Object.fromEntries(done.steps.map(({ what, count }) => [what, count]))).toMatchObject({
      'Access tokens': 2,
      Messages: expect.any(Number),
      // Six, a thread that became part of another, and a status that gave somebody two names.
      Conversations: 8,
      'What customers want to be sent': expect.any(Number),
      'Address books of phones': 2,
      Files: 1,
      'Attempts to connect': 5,
      'Numbers and their settings': 2,
    });
    expect(await api.connection.collection('mediaFiles.chunks').countDocuments()).toBe(0);
    for (const name of ofPeople)
      expect([name, await api.connection.collection(name).countDocuments()]).toEqual([name, 0]);

    // The neighbour's is all there, also what came in the same POST.
    expect((await openInbox(neighbour).conversations()).map(({ customer }) => customer.name)).toEqual([
      'Neighbour Nina',
    ]);
    expect(after).toContain('of the neighbour');
    expect(after).toContain('Neighbour saved');
    expect((await neighbour.status()).connected).toBe(true);
    // That it was done is known, to the owner too.
    const { entries } = auditReply.parse((await owner.get('/api/account/audit')).body);
    expect(entries.map((entry) => entry.action)).toEqual(
      expect.arrayContaining(['data.deleted', 'meta.deletion_requested', 'number.paused']),
    );
    const story = connectionHistoryReply.parse((await owner.get('/api/integrations/whatsapp/story')).body);
    expect(story.entries.map((entry) => entry.kind)).toEqual(['deletion']);
    // Browsers that were away read their lists again; whoever has done so misses nothing.
    const away = (await owner.get('/api/inbox/changes?since=0')).body;
    expect(away).toMatchObject({ reset: true });
    expect((await owner.get(`/api/inbox/changes?since=${away.change.seq}`)).body).toMatchObject({ reset: false });
  });

  it('leaves no access of the person behind, also where another account needs the same webhooks', async () => {
    await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId], tokenKind: 'user' }));
    const userId = await findMetaUserId(acmeNumber.id);
    api.sandbox.faults.add(faultOn('me/permissions', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    const phoneNumberIds = [acmeNumber.id, secondNumber.id];
    await owner.post('/api/integrations/whatsapp/disconnect', { way: 'revoke', phoneNumberIds });
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId], tokenKind: 'business' }));
    const pending = api.connection.collection('pendingUnsubscribes');
    expect(await pending.findOne()).toMatchObject({ revoke: { metaUserId: userId } });

    await askToDelete(userId);
    await finish();
    expect(await pending.countDocuments()).toBe(0);
    expect((await other.status()).connected).toBe(true);
  });

  it('given twice while it runs is one, and after that one of its own', async () => {
    await owner.connect(api.sandbox.issueCode());
    const userId = await findMetaUserId(acmeNumber.id);
    const codes = await Promise.all([askToDelete(userId), askToDelete(userId), askToDelete(userId)]);
    expect(new Set(codes).size).toBe(1);
    expect((await look(codes[0] ?? '')).state).not.toBe('done');
    await finish();
    const again = await askToDelete(userId);
    expect(codes).not.toContain(again);
    const reply = await look(again);
    expect(reply.state).toBe('done');
    expect(reply.steps.map((step) => step.count)).toEqual(reply.steps.map(() => 0));
  });

  it('of somebody we do not know is done, with nothing deleted', async () => {
    await owner.connect(api.sandbox.issueCode());
    expect((await look(await askToDelete('99990001'))).state).toBe('done');
    expect((await owner.status()).connected).toBe(true);
  });

  it('that a process leaves half done is taken up by another one', async () => {
    await owner.connect(api.sandbox.issueCode());
    const code = await askToDelete(await findMetaUserId(acmeNumber.id));
    await api.app.runDueDeletions();
    // It claimed the request, and died.
    const inAMoment = new Date(api.clock.now().getTime() + 5 * 60_000);
    await api.connection.collection('deletions').updateOne({ code }, { $set: { leaseUntil: inAMoment } });
    const other = await startBeside(api);
    other.clock.advance(api.clock.now().getTime() - Date.now() + 60_000);
    await other.app.runDueDeletions();
    expect((await look(code)).state).toBe('deleting');
    other.clock.advance(5 * 60_000);
    await other.app.runDueDeletions();
    expect((await look(code)).state).toBe('done');
    await other.stop();
  });

  it('is seen at once in every open browser of the account, and by those that come back', async () => {
    await owner.connect(api.sandbox.issueCode());
    await metaFor(api, url).deliver(said('before'));
    const stranger = await api.owner();
    const [open, elsewhere] = await Promise.all([watch(url, owner), watch(url, stranger)]);
    const { seq } = (await owner.get('/api/inbox/summary')).body;
    try {
      await askToDelete(await findMetaUserId(acmeNumber.id));
      // The numbers are out of use before anything is deleted.
      await eventually(() => expect(open.of('numbers:changed')).not.toEqual([]));
      const toldBefore = open.of('numbers:changed').length;
      await finish();
      await eventually(() => {
        expect(open.of('inbox:change')).toMatchObject([{ seq: seq + 1, reset: true, conversations: [], messages: [] }]);
        expect(open.of('alerts:changed')).not.toEqual([]);
        expect(open.of('numbers:changed').length).toBeGreaterThan(toldBefore);
      });
      const missed = (await owner.get(`/api/inbox/changes?since=${seq}`)).body;
      expect(missed).toMatchObject({ reset: true, change: { seq: seq + 1 } });
      expect(elsewhere.events).toEqual([]);
    } finally {
      open.socket.disconnect();
      elsewhere.socket.disconnect();
    }
  });

  it('leaves what somebody else connects meanwhile, and what comes for it afterwards is there', async () => {
    await owner.connect(api.sandbox.issueCode());
    const meta = metaFor(api, url);
    await meta.deliver(said('before'));
    await meta.deliver(said('so that it is remembered'));
    await askToDelete(await findMetaUserId(acmeNumber.id));
    await finish();
    expect(await openInbox(owner).conversations()).toEqual([]);

    await owner.connect(api.sandbox.issueCode());
    await meta.deliver(said('afterwards'));
    const [conversation] = await openInbox(owner).conversations();
    expect((await openInbox(owner).thread(conversation?.id ?? '')).map(readText)).toEqual(['afterwards']);
  });

  it('does not make a message vanish in a process that remembers the conversation', async () => {
    await owner.connect(api.sandbox.issueCode());
    const other = await startBeside(api);
    const meta = metaFor(other, await other.listen());
    await meta.deliver(said('before'));
    await meta.deliver(said('so that it is remembered there'));
    await askToDelete(await findMetaUserId(acmeNumber.id));
    await finish();
    await owner.connect(api.sandbox.issueCode());
    // Knows the number again, and still the conversation that is gone.
    await other.app.drainDeliveries();
    await meta.deliver(said('a word', { from: '15550155555' }));
    await meta.deliver(said('afterwards'));
    const conversations = await openInbox(owner).conversations();
    const threads = await Promise.all(conversations.map(({ id }) => openInbox(owner).thread(id)));
    expect(threads.map((thread) => thread.map(readText)).sort()).toEqual([['a word'], ['afterwards']]);
    await other.stop();
  });
});

describe('the page of a request', () => {
  it('is there for who has the code, and for nobody else', async () => {
    const unknown = await request(api.app.handler).get('/api/data-deletion/nothing');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'deletion_unknown']);
    const statuses: number[] = [];
    for (let tries = 0; tries < 61; tries += 1) {
      const answer = await request(api.app.handler)
        .get(`/api/data-deletion/guess-${tries}`)
        .set('X-Forwarded-For', '203.0.113.77');
      statuses.push(answer.status);
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('a deauthorization', () => {
  it('ends the access of every number that the person connected, and keeps everything else', async () => {
    await owner.connect(api.sandbox.issueCode());
    const userId = await findMetaUserId(acmeNumber.id);
    expect((await ask('deauthorize', signed(userId))).status).toBe(200);
    const { phoneNumbers } = await owner.status();
    expect(phoneNumbers.map((number) => [number.isActive, number.state])).toEqual([
      [true, 'needs_attention'],
      [true, 'needs_attention'],
    ]);
    expect(phoneNumbers[0]?.ladder[0]).toMatchObject({ verdict: 'bad', fix: 'reconnect' });
    const story = connectionHistoryReply.parse((await owner.get('/api/integrations/whatsapp/story')).body);
    expect(story.entries.filter((entry) => entry.kind === 'removed_at_meta')).toHaveLength(2);
    expect((await ask('deauthorize', signed('99990002'))).status).toBe(200);
  });
});

describe('a signed request that is not Meta’s, or is old', () => {
  const inSeconds = (offset: number) => Math.floor(api.clock.now().getTime() / 1000) + offset;
  const bad: [string, (userId: string) => string][] = [
    ['another secret', (userId) => signed(userId, { secret: 'somebody-elses-secret' })],
    ['another algorithm', (userId) => signed(userId, { algorithm: 'none' })],
    ['HMAC-SHA1', (userId) => signed(userId, { algorithm: 'HMAC-SHA1' })],
    ['an old date', (userId) => signed(userId, { issuedAt: inSeconds(-3601) })],
    ['a date to come', (userId) => signed(userId, { issuedAt: inSeconds(301) })],
    ['a changed payload', (userId) => `${signed(userId).split('.')[0]}.${signed('1').split('.')[1]}`],
    ['no signature', (userId) => `.${signed(userId).split('.')[1]}`],
    ['half of it', (userId) => signed(userId).slice(0, 40)],
    ['nothing', () => ''],
    ['far too much', () => 'a'.repeat(10_000)],
    ['more than is read at all', () => 'a'.repeat(300_000)],
  ];
  it.each(bad)('%s: 400, and nothing is deleted', async (_what, make) => {
    await owner.connect(api.sandbox.issueCode());
    const userId = await findMetaUserId(acmeNumber.id);
    for (const what of ['deauthorize', 'data-deletion'] as const) {
      const answer = await ask(what, make(userId));
      expect([answer.status, answer.body.code]).toEqual([400, 'signed_request_invalid']);
    }
    await finish();
    expect((await owner.status()).connected).toBe(true);
    expect(await api.connection.collection('deletions').countDocuments()).toBe(0);
  });

  it('a field that came twice, is missing, or is no form is refused, and counted', async () => {
    const post = (type: string, body: string) =>
      request(api.app.handler).post('/api/webhooks/meta/data-deletion').set('Content-Type', type).send(body);
    const good = signed('5550001');
    const form = 'application/x-www-form-urlencoded';
    for (const [type, body] of [
      [form, `signed_request=${good}&signed_request=${good}`],
      [form, 'another=1'],
      [form, ''],
      ['application/json', JSON.stringify({ signed_request: good })],
      ['text/plain', `signed_request=${good}`],
      [`${form}; charset=nonsense`, `signed_request=${good}`],
    ] as const) {
      const answer = await post(type, body);
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'signed_request_invalid']);
    }
    const { text } = await request(api.app.handler).get('/metrics');
    expect(text).toMatch(/switchboard_signed_requests_total\{result="wrong_signature"\} [1-9]/);
    expect(text).toMatch(/switchboard_signed_requests_total\{result="too_old"\} [1-9]/);
    expect(text).toMatch(/switchboard_signed_requests_total\{result="malformed"\} [1-9]/);
  });

  it('an hour and five minutes are the bounds', async () => {
    expect((await ask('data-deletion', signed('1', { issuedAt: inSeconds(-3590) }))).status).toBe(200);
    expect((await ask('data-deletion', signed('1', { issuedAt: inSeconds(290) }))).status).toBe(200);
  });
});
