import type { ReceiptDto } from '@switchboard/contracts';
import { alertsReply, connectionHistoryReply, disconnectPreviewReply, disconnectReply } from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { metaFor, said, secondNumber } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { openInbox, readText } from '../../test/inbox.js';

let api: TestApi;
let url: string;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
  url = await api.listen();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  for (const name of ['phoneNumbers', 'pendingUnsubscribes', 'pendingSubscribes', 'quarantine']) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
});

const whatsapp = '/api/integrations/whatsapp';
const acmeFlowers = seedWabas.acmeFlowers.id;
const acme = seedNumbers.acmeFlowers.id;
const second = secondNumber.id;
const row = (phoneNumberId: string) => api.connection.collection('phoneNumbers').findOne({ phoneNumberId });
const calls = (method: string, edge: string) =>
  api.sandbox.calls().filter((call) => call.method === method && call.edge === edge);

async function leave(client: Client, way: string, phoneNumberIds: string[] = [acme]) {
  const response = await client.post(`${whatsapp}/disconnect`, { way, phoneNumberIds });
  expect(response.status).toBe(200);
  return disconnectReply.parse(response.body);
}
const undo = (phoneNumberIds: string[] = [acme], client = owner) =>
  client.post(`${whatsapp}/disconnect/undo`, { phoneNumberIds });
/** Time goes by; sessions of a quarter of an hour are renewed. */
async function pass(milliseconds: number) {
  api.clock.advance(milliseconds);
  await owner.logIn(owner.signedIn?.user.email ?? '');
}
const nowInSeconds = () => Math.floor(api.clock.now().getTime() / 1000);
const outcomes = (receipts: readonly ReceiptDto[]) => receipts.map(({ step, outcome }) => `${step}: ${outcome}`);
const findState = async (phoneNumberId: string, client = owner) =>
  (await client.status()).phoneNumbers.find((number) => number.id === phoneNumberId)?.state;

describe('a number that is paused', () => {
  it('rests: what comes in waits, sending is refused, Meta keeps delivering; resuming puts everything in place', async () => {
    await owner.connect(api.sandbox.issueCode());
    const meta = metaFor(api, url);
    await meta.deliver(said('before'));
    const [conversation] = await openInbox(owner).conversations();
    const chat = `/api/conversations/${conversation?.id}/messages`;

    expect(outcomes((await leave(owner, 'pause')).receipts)).toEqual(['pause: done']);
    expect(outcomes((await leave(owner, 'pause')).receipts)).toEqual(['pause: already']);
    expect(await findState(acme)).toBe('paused');
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect(await row(acme)).toMatchObject({ isActive: true, accessToken: expect.stringMatching(/^v1\./) });
    // Nobody else can take it meanwhile.
    const other = await api.owner();
    const { state } = await other.start();
    expect((await other.finish({ code: api.sandbox.issueCode(), state })).body.code).toBe('number_in_use');

    await meta.deliver(said('while it rests'), said('and more'));
    expect((await openInbox(owner).thread(conversation?.id ?? '')).map(readText)).toEqual(['before']);
    expect((await owner.get('/api/inbox/summary')).body.quarantined).toBe(2);
    await api.app.replayQuarantine();
    expect((await owner.get('/api/inbox/summary')).body.quarantined).toBe(2);
    const refused = await owner.post(chat, { clientId: crypto.randomUUID(), type: 'text', text: 'no' });
    expect([refused.status, refused.body.code]).toEqual([409, 'number_paused']);

    const resumed = await owner.post(`${whatsapp}/resume`, { phoneNumberIds: [acme] });
    expect(outcomes(resumed.body.receipts)).toEqual(['resume: done']);
    await api.app.replayQuarantine();
    expect((await openInbox(owner).thread(conversation?.id ?? '')).map(readText)).toEqual([
      'before',
      'while it rests',
      'and more',
    ]);
    expect(await findState(acme)).toBe('connected');
    const again = await owner.post(`${whatsapp}/resume`, { phoneNumberIds: [acme] });
    expect(outcomes(again.body.receipts)).toEqual(['resume: already']);
    const sent = await owner.post(chat, { clientId: crypto.randomUUID(), type: 'text', text: 'yes' });
    expect(sent.status).toBe(201);
  });

  it('keeps what was queued queued, and sends it when it is resumed', async () => {
    await owner.connect(api.sandbox.issueCode());
    await metaFor(api, url).deliver(said('hello'));
    const [conversation] = await openInbox(owner).conversations();
    const chat = `/api/conversations/${conversation?.id}/messages`;
    await owner.post(chat, { clientId: crypto.randomUUID(), type: 'text', text: 'an answer' });
    await leave(owner, 'pause');
    await api.app.runDueSending();
    const fetchAnswerStatus = async () => (await openInbox(owner).thread(conversation?.id ?? '')).at(-1)?.status;
    expect(await fetchAnswerStatus()).toBe('queued');
    expect(calls('POST', '{phone}/messages')).toEqual([]);

    await owner.post(`${whatsapp}/resume`, { phoneNumberIds: [acme] });
    api.clock.advance(20_001);
    await api.app.runDueSending();
    expect(await fetchAnswerStatus()).toBe('sent');
  });

  it('counts as needing its webhooks, however long it rests', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'pause');
    await metaFor(api, url).deliver(said('kept'));
    const { receipts } = await leave(owner, 'disconnect', [second]);
    expect(outcomes(receipts)).toContain('unsubscribe: kept');
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    api.clock.advance(60 * 86_400_000);
    await api.app.sweep();
    expect(await api.connection.collection('quarantine').countDocuments({ reason: 'number_paused' })).toBe(1);
  });

  it('is at work again when it is reconnected', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'pause');
    await owner.connect(api.sandbox.issueCode());
    expect(await row(acme)).not.toHaveProperty('pausedAt');
  });
});

describe('undoing a disconnect', () => {
  it('brings the number back with the access it had and its webhooks on, without a login', async () => {
    await owner.connect(api.sandbox.issueCode());
    const { receipts, undoUntil } = await leave(owner, 'disconnect', [acme, second]);
    expect(outcomes(receipts)).toContain('destroy_token: pending');
    expect(receipts.find((receipt) => receipt.step === 'destroy_token')?.message).toContain(
      `${undoUntil?.slice(0, 16).replace('T', ' ')} UTC`,
    );
    expect((await owner.status()).phoneNumbers[0]).toMatchObject({ state: 'disconnected', undoUntil });
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(false);

    const undone = await undo([acme, second]);
    expect(outcomes(undone.body.receipts)).toEqual(['restore_token: done', 'restore_token: done', 'subscribe: done']);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect((await owner.status()).phoneNumbers.map((number) => number.state)).toEqual(['connected', 'connected']);
    expect(await row(acme)).not.toHaveProperty('undoToken');
    const accountId = owner.signedIn?.account.accountId;
    expect(await api.connection.collection('accounts').findOne({ accountId })).toMatchObject({ wabaId: acmeFlowers });
    const twice = await undo([acme, second]);
    expect(outcomes(twice.body.receipts)).toEqual(['restore_token: already', 'restore_token: already']);
  });

  it('cancels what was still to be done at Meta', async () => {
    await owner.connect(api.sandbox.issueCode());
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await leave(owner, 'disconnect', [acme, second]);
    expect((await owner.status()).pendingAtMeta).toHaveLength(1);
    api.sandbox.faults.clear();
    await undo([acme, second]);
    expect((await owner.status()).pendingAtMeta).toEqual([]);
    api.clock.advance(3_600_000);
    await api.app.runDueUnsubscribes();
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
  });

  it('tries the webhooks again by itself where Meta does not confirm them, and shows it until then', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'disconnect', [acme, second]);
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'POST', times: 100 }));
    expect(outcomes((await undo()).body.receipts)).toEqual(['restore_token: done', 'subscribe: pending']);
    expect(await findState(acme)).toBe('needs_attention');
    const left = async () => (await owner.status()).pendingAtMeta;
    expect(await left()).toMatchObject([{ wabaId: acmeFlowers, what: 'subscribe', tries: 1 }]);

    api.clock.advance(61_000);
    await api.app.runDueResubscribes();
    expect(await left()).toMatchObject([{ tries: 2, problem: { code: 'meta_unreachable' } }]);
    api.sandbox.faults.clear();
    await api.app.runDueResubscribes();
    expect(await left()).toMatchObject([{ tries: 2 }]);
    api.clock.advance(2 * 60_000);
    await api.app.runDueResubscribes();
    expect(await left()).toEqual([]);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect(await findState(acme)).toBe('connected');
  });

  it('does not try again what Meta clearly refuses, nor what a person has done meanwhile', async () => {
    const edge = '{waba}/subscribed_apps';
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'disconnect', [acme]);
    await leave(owner, 'disconnect', [second]);
    api.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 200 }, { method: 'POST' }));
    expect(outcomes((await undo()).body.receipts)).toEqual(['restore_token: done', 'subscribe: kept']);
    expect((await owner.status()).pendingAtMeta).toEqual([]);

    api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { method: 'POST', times: 100 }));
    await undo([second]);
    expect((await owner.status()).pendingAtMeta).toHaveLength(1);
    api.sandbox.faults.clear();
    await owner.post(`${whatsapp}/subscribe`, {});
    expect((await owner.status()).pendingAtMeta).toEqual([]);
  });

  it('gives the webhooks up after a week, and says what is to be done by hand, unless they are on by then', async () => {
    const title = 'Webhooks are not on again';
    const listNotified = async () => {
      const { alerts } = alertsReply.parse((await owner.get('/api/alerts')).body);
      const { entries } = connectionHistoryReply.parse((await owner.get(`${whatsapp}/story`)).body);
      return [...alerts, ...entries].filter((one) => one.title === title);
    };
    const giveUp = async (mended: boolean) => {
      await owner.connect(api.sandbox.issueCode());
      await leave(owner, 'disconnect', [acme, second]);
      api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'POST', times: 100 }));
      await undo([acme, second]);
      api.sandbox.faults.clear();
      if (mended) await owner.post(`${whatsapp}/subscribe`, {});
      await pass(7 * 24 * 3_600_000 + 1);
      await api.app.runDueResubscribes();
      await api.app.runDueResubscribes();
      const stillTried = { gaveUpAt: { $exists: false } };
      expect(await api.connection.collection('pendingSubscribes').countDocuments(stillTried)).toBe(0);
    };
    await giveUp(true);
    expect(await listNotified()).toEqual([]);
    await giveUp(false);
    const text = expect.stringContaining('Business settings');
    expect(await listNotified()).toMatchObject([
      { title, text, kind: 'webhooks_off' },
      { title, text, kind: 'fix' },
    ]);
  });

  it('whose process dies before the webhooks are on is finished by another', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'disconnect', [acme, second]);
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'hang' }, { method: 'POST', times: 100 }));
    // As it is stored when it dies during the call: the number is back, and the try is somebody's.
    await undo();
    await api.connection
      .collection('pendingSubscribes')
      .updateOne({ wabaId: acmeFlowers }, { $set: { tries: 0, leaseUntil: api.clock.now() } });
    api.sandbox.faults.clear();
    api.clock.advance(61_000);
    await api.app.runDueResubscribes();
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect(await api.connection.collection('pendingSubscribes').countDocuments()).toBe(0);
  });

  it('is too late after ten minutes, whether or not the token was swept by then, and changes nothing', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'disconnect');
    await pass(10 * 60_000 + 1);
    const late = await undo();
    expect([late.status, late.body.code]).toEqual([409, 'nothing_to_undo']);
    await api.app.sweep();
    expect((await undo()).body.code).toBe('nothing_to_undo');
    expect(await row(acme)).toMatchObject({ isActive: false });
  });

  it('of several brings none back when one is too late', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'disconnect', [acme]);
    await pass(6 * 60_000);
    await leave(owner, 'disconnect', [second]);
    await pass(5 * 60_000);
    expect((await undo([second, acme])).body.code).toBe('nothing_to_undo');
    expect(await row(second)).toMatchObject({ isActive: false });
    expect((await undo([second])).status).toBe(200);
  });

  it('is refused when another account has taken the number meanwhile', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'disconnect', [acme, second]);
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode());
    const response = await undo();
    expect([response.status, response.body.code]).toEqual([409, 'number_in_use']);
    expect(await findState(acme, other)).toBe('connected');
    expect(await findState(acme)).toBe('disconnected');
  });

  it('cannot be opened by the ordinary path, nor moved there', async () => {
    await owner.connect(api.sandbox.issueCode());
    await leave(owner, 'disconnect');
    const undoToken = (await row(acme))?.undoToken;
    await api.connection
      .collection('phoneNumbers')
      .updateOne({ phoneNumberId: acme }, { $set: { isActive: true, accessToken: undoToken } });
    const checked = await owner.post(`${whatsapp}/check`, { phoneNumberIds: [acme] });
    expect(checked.body.unclear).toMatchObject([{ code: 'token_unreadable' }]);
  });

  it('pressed twice at once, like disconnecting pressed twice, does it once', async () => {
    await owner.connect(api.sandbox.issueCode());
    const both = [acme, second];
    const left = await Promise.all([leave(owner, 'disconnect', both), leave(owner, 'disconnect', both)]);
    // Once for each press at most: where the second one asked Meta as well, that changed nothing.
    expect([1, 2]).toContain(calls('DELETE', '{waba}/subscribed_apps').length);
    const inactive = left.flatMap(({ receipts }) => receipts.filter(({ step }) => step === 'mark_inactive'));
    expect(inactive.map(({ outcome }) => outcome).sort()).toEqual(['already', 'already', 'done', 'done']);
    expect(outcomes((await leave(owner, 'disconnect', both)).receipts)).toEqual([
      'mark_inactive: already',
      'mark_inactive: already',
    ]);

    const undone = await Promise.all([undo(both), undo(both)]);
    expect(undone.flatMap(({ body }) => outcomes(body.receipts).slice(0, 2)).sort()).toEqual([
      'restore_token: already',
      'restore_token: already',
      'restore_token: done',
      'restore_token: done',
    ]);
    expect(await findState(acme)).toBe('connected');
    expect(await findState(second)).toBe('connected');
  });
});

describe('the preview', () => {
  it('tells open chats, who writes, and whose access goes with the grant', async () => {
    await owner.connect(api.sandbox.issueCode());
    const meta = metaFor(api, url);
    await meta.deliver(
      said('one', { from: '15550190011', at: nowInSeconds() }),
      said('two', { from: '15550190012', at: nowInSeconds() }),
    );
    await meta.deliver(said('on the other', { from: '15550190013', number: secondNumber, at: nowInSeconds() }));
    const [conversation] = await openInbox(owner).conversations(`?phoneNumberId=${acme}`);
    const chat = `/api/conversations/${conversation?.id}/messages`;
    const colleague = await owner.invite('support');
    for (const client of [owner, owner, colleague]) {
      await client.post(chat, { clientId: crypto.randomUUID(), type: 'text', text: 'hello' });
    }
    const preview = async (client: Client) =>
      disconnectPreviewReply.parse((await client.get(`${whatsapp}/disconnect/preview?phoneNumberIds=${acme}`)).body);
    expect(await preview(owner)).toMatchObject({
      openChats: 2,
      peopleWriting: 2,
      mayRevoke: true,
      wabas: [
        {
          wabaId: acmeFlowers,
          staying: [secondNumber.displayPhoneNumber],
          lostByRevoking: [secondNumber.displayPhoneNumber],
        },
      ],
    });
    expect(await preview(colleague)).toMatchObject({ mayRevoke: false });

    await pass(25 * 3_600_000);
    expect(await preview(owner)).toMatchObject({ openChats: 0, peopleWriting: 2 });
    await pass(7 * 24 * 3_600_000);
    expect(await preview(owner)).toMatchObject({ peopleWriting: 0 });
  });
});

describe('removing the app at Meta as well', () => {
  const issueGrant = (subject: 'user' | 'business') => api.sandbox.issueCode({ tokenKind: subject });

  it('switches the webhooks off, removes the app, and keeps nothing to undo', async () => {
    await owner.connect(issueGrant('user'));
    const { receipts, undoUntil } = await leave(owner, 'revoke', [acme, second]);
    expect(outcomes(receipts)).toEqual([
      'destroy_token: done',
      'mark_inactive: done',
      'destroy_token: done',
      'mark_inactive: done',
      'unsubscribe: done',
      'revoke: done',
    ]);
    expect(undoUntil).toBeNull();
    expect(calls('DELETE', 'me/permissions')).toHaveLength(1);
    expect((await undo()).body.code).toBe('nothing_to_undo');
    expect(await row(acme)).not.toHaveProperty('undoToken');
    const order = api.sandbox.calls().filter((call) => call.method === 'DELETE');
    expect(order.map((call) => call.edge)).toEqual(['{waba}/subscribed_apps', 'me/permissions']);
  });

  it('shows at once that a number which stays has lost its access', async () => {
    await owner.connect(issueGrant('user'));
    await leave(owner, 'revoke', [acme]);
    const stays = (await owner.status()).phoneNumbers.find((number) => number.id === second);
    expect(stays).toMatchObject({ isActive: true, state: 'needs_attention' });
    expect(stays?.ladder[0]).toMatchObject({ verdict: 'bad', fix: 'reconnect' });
  });

  it('is tried again while Meta cannot be reached, and shown', async () => {
    await owner.connect(issueGrant('user'));
    api.sandbox.faults.add(faultOn('me/permissions', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    expect(outcomes((await leave(owner, 'revoke', [acme, second])).receipts)).toContain('revoke: pending');
    expect((await owner.status()).pendingAtMeta).toMatchObject([{ what: 'revoke', tries: 1 }]);
    api.sandbox.faults.clear();
    api.clock.advance(61_000);
    await api.app.runDueUnsubscribes();
    expect((await owner.status()).pendingAtMeta).toEqual([]);
    expect(api.sandbox.tokens().every((token) => token.revokedSubcode === 458)).toBe(true);
  });

  it('is not done when the same person has connected again meanwhile, or lives in another account', async () => {
    await owner.connect(issueGrant('user'));
    api.sandbox.faults.add(faultOn('me/permissions', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await leave(owner, 'revoke', [acme, second]);
    api.sandbox.faults.clear();
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode({ tokenKind: 'user', wabaIds: [seedWabas.blueBicycle.id] }));
    api.clock.advance(61_000);
    await api.app.runDueUnsubscribes();
    expect(await findState(seedNumbers.blueBicycle.id, other)).toBe('connected');
    await other.post(`${whatsapp}/check`, {});
    expect(await findState(seedNumbers.blueBicycle.id, other)).toBe('connected');
  });

  it('says so where Meta refuses: an app cannot remove itself from a business’s grant', async () => {
    await owner.connect(issueGrant('business'));
    const { receipts } = await leave(owner, 'revoke', [acme, second]);
    const receipt = receipts.find(({ step }) => step === 'revoke');
    expect(receipt).toMatchObject({ outcome: 'kept', message: expect.stringContaining('Business settings') });
    expect((await owner.status()).pendingAtMeta).toEqual([]);
  });

  it('is not for support staff, unless an owner allows it', async () => {
    await owner.connect(issueGrant('user'));
    const support = await owner.invite('support');
    const refused = await support.post(`${whatsapp}/disconnect`, { way: 'revoke', phoneNumberIds: [acme] });
    expect([refused.status, refused.body.code]).toEqual([403, 'revoke_not_allowed']);
    expect(await row(acme)).toMatchObject({ isActive: true });
    expect((await support.status()).may.revoke).toBe(false);

    const permissions = '/api/account/permissions';
    expect((await support.get(permissions)).body.permissions).toEqual({
      supportMayRevoke: false,
      supportMayHandOver: true,
    });
    const tried = await support.send('patch', permissions, { supportMayRevoke: true });
    expect([tried.status, tried.body.code]).toEqual([403, 'owner_only']);
    const changed = await owner.send('patch', permissions, { supportMayRevoke: true, supportMayHandOver: false });
    expect(changed.body.permissions).toEqual({ supportMayRevoke: true, supportMayHandOver: false });
    expect((await support.status()).may).toMatchObject({ revoke: true, handOver: false });
    expect(outcomes((await leave(support, 'revoke', [acme, second])).receipts)).toContain('revoke: done');
  });
});
