import {
  alertsReply,
  connectionHistoryReply,
  type DisconnectPreviewReply,
  type ReceiptDto,
} from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { eventually } from '../../test/eventually.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { watch } from '../../test/sockets.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  await api.connection.collection('phoneNumbers').deleteMany({});
  await api.connection.collection('pendingUnsubscribes').deleteMany({});
  api.sandbox.reset();
});

const acmeFlowers = seedWabas.acmeFlowers.id;
const acmeEvents = seedWabas.acmeEvents.id;
const row = (phoneNumberId: string) => api.connection.collection('phoneNumbers').findOne({ phoneNumberId });
const connectAll = () => owner.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] }));

async function disconnect(phoneNumberIds?: string[]): Promise<ReceiptDto[]> {
  const body = phoneNumberIds ? { phoneNumberIds } : {};
  const response = await owner.post('/api/integrations/whatsapp/disconnect', body);
  expect(response.status).toBe(200);
  return response.body.receipts;
}
async function preview(phoneNumberIds?: string[]): Promise<DisconnectPreviewReply> {
  const query = phoneNumberIds ? `?phoneNumberIds=${phoneNumberIds.join(',')}` : '';
  return (await owner.get(`/api/integrations/whatsapp/disconnect/preview${query}`)).body;
}
const unsubscribeOutcomes = (receipts: ReceiptDto[]) =>
  receipts.filter((receipt) => receipt.step === 'unsubscribe').map((receipt) => [receipt.wabaId, receipt.outcome]);

describe('disconnecting everything', () => {
  it('says before what will happen, does it, and gives a receipt for each step', async () => {
    await connectAll();
    const planned = await preview();
    expect(planned.numbers).toHaveLength(3);
    expect(planned.wabas.map((waba) => waba.willUnsubscribe)).toEqual([true, true]);

    const receipts = await disconnect();
    expect(receipts.filter((receipt) => receipt.step === 'destroy_token')).toHaveLength(3);
    expect(unsubscribeOutcomes(receipts).sort()).toEqual([
      [acmeFlowers, 'done'],
      [acmeEvents, 'done'],
    ]);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(false);
    expect(await owner.status()).toMatchObject({ connected: false, state: 'not_connected', pendingAtMeta: [] });
    expect(await row(seedNumbers.acmeFlowers.id)).toMatchObject({ isActive: false });
    // Out of the ordinary path at once, and destroyed when it cannot be undone any more.
    expect(await row(seedNumbers.acmeFlowers.id)).not.toHaveProperty('accessToken');
    expect(await row(seedNumbers.acmeFlowers.id)).toMatchObject({ undoToken: expect.stringMatching(/^v1\./) });
    api.clock.advance(10 * 60_000 + 1);
    await api.app.sweep();
    for (const gone of ['accessToken', 'undoToken', 'undoUntil', 'token']) {
      expect(await row(seedNumbers.acmeFlowers.id)).not.toHaveProperty(gone);
    }
    const accountId = owner.signedIn?.account.accountId;
    expect(await api.connection.collection('accounts').findOne({ accountId })).not.toHaveProperty('wabaId');
  });

  it('twice is harmless', async () => {
    await connectAll();
    await disconnect();
    expect(await disconnect()).toEqual([]);
  });
});

describe('disconnecting one number', () => {
  it('keeps the webhooks while a sibling needs them', async () => {
    await connectAll();
    expect((await preview([seedNumbers.acmeFlowers.id])).wabas).toEqual([
      {
        wabaId: acmeFlowers,
        wabaName: 'Acme Flowers',
        willUnsubscribe: false,
        staying: [seedNumbers.acmeSecond.displayPhoneNumber],
        lostByRevoking: expect.any(Array),
      },
    ]);
    expect(unsubscribeOutcomes(await disconnect([seedNumbers.acmeFlowers.id]))).toEqual([[acmeFlowers, 'kept']]);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect(unsubscribeOutcomes(await disconnect([seedNumbers.acmeSecond.id]))).toEqual([[acmeFlowers, 'done']]);
  });

  it('keeps the webhooks while another account’s number on the same WABA needs them, and does not tell whose', async () => {
    await connectAll();
    await disconnect([seedNumbers.acmeFlowers.id]);
    const other = await api.owner();
    const reply = await other.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers] }));
    expect(reply.phoneNumbers).toBe(1);
    expect((await preview([seedNumbers.acmeSecond.id])).wabas[0]).toMatchObject({
      willUnsubscribe: false,
      staying: [],
    });
    await disconnect([seedNumbers.acmeSecond.id]);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
  });

  it('of another account, or unknown, is not found', async () => {
    await connectAll();
    const stranger = await api.owner();
    const response = await stranger.post('/api/integrations/whatsapp/disconnect', {
      phoneNumberIds: [seedNumbers.acmeFlowers.id],
    });
    expect([response.status, response.body.code]).toEqual([404, 'number_not_found']);
    expect(await row(seedNumbers.acmeFlowers.id)).toMatchObject({ isActive: true });
  });
});

describe('when Meta is away while disconnecting', () => {
  it('disconnects here at once, shows what is left, and finishes it later by itself', async () => {
    await connectAll();
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    expect(unsubscribeOutcomes(await disconnect([seedNumbers.acmeEvents.id]))).toEqual([[acmeEvents, 'pending']]);
    expect(await row(seedNumbers.acmeEvents.id)).toMatchObject({ isActive: false });
    expect((await owner.status()).pendingAtMeta).toMatchObject([
      { wabaId: acmeEvents, what: 'unsubscribe', tries: 1, problem: { code: 'meta_unreachable' } },
    ]);

    await api.app.runDueUnsubscribes();
    expect((await owner.status()).pendingAtMeta).toMatchObject([{ tries: 1 }]);
    api.sandbox.faults.clear();
    api.clock.advance(61_000);
    await api.app.runDueUnsubscribes();
    expect((await owner.status()).pendingAtMeta).toEqual([]);
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(false);
  });

  it('never switches off a WABA that was connected again meanwhile', async () => {
    await connectAll();
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await disconnect([seedNumbers.acmeEvents.id]);
    api.sandbox.faults.clear();
    await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    api.clock.advance(3_600_000);
    await api.app.runDueUnsubscribes();
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(true);
    await owner.logIn(owner.signedIn?.user.email ?? '');
    expect(await owner.status()).toMatchObject({ pendingAtMeta: [], connected: true });
  });

  it('gives up after a week, and says once what is to be done by hand', async () => {
    await connectAll();
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await disconnect([seedNumbers.acmeEvents.id]);
    api.clock.advance(7 * 24 * 3_600_000 + 1);
    await owner.logIn(owner.signedIn?.user.email ?? '');
    const open = await watch(await api.listen(), owner);
    await Promise.all([api.app.runDueUnsubscribes(), api.app.runDueUnsubscribes()]);
    await api.app.runDueUnsubscribes();
    const stillTried = { gaveUpAt: { $exists: false } };
    expect(await api.connection.collection('pendingUnsubscribes').countDocuments(stillTried)).toBe(0);
    expect((await owner.status()).pendingAtMeta).toEqual([]);

    const told = { title: 'Webhooks may still be on at Meta', text: expect.stringContaining('Business settings') };
    const { alerts } = alertsReply.parse((await owner.get('/api/alerts')).body);
    expect(alerts.filter(({ title }) => title === told.title)).toMatchObject([
      { ...told, tone: 'bad', phoneNumberId: seedNumbers.acmeEvents.id },
    ]);
    const { entries } = connectionHistoryReply.parse((await owner.get('/api/integrations/whatsapp/story')).body);
    expect(entries.filter(({ title }) => title === told.title)).toMatchObject([
      { ...told, phoneNumberIds: [seedNumbers.acmeEvents.id] },
    ]);
    await eventually(() => expect(open.of('numbers:changed')).not.toEqual([]));
    open.socket.disconnect();
  });
});

describe('reconnecting', () => {
  it('brings the same row back, active, with a new token', async () => {
    await owner.connect(api.sandbox.issueCode({ tokenValue: 'EAAfirstlogin0000000001' }));
    const before = await row(seedNumbers.acmeFlowers.id);
    await disconnect();
    await owner.connect(api.sandbox.issueCode({ tokenValue: 'EAAsecondlogin000000002' }));
    const after = await row(seedNumbers.acmeFlowers.id);
    expect(after?._id).toEqual(before?._id);
    expect(after?.createdAt).toEqual(before?.createdAt);
    expect(after).toMatchObject({ isActive: true, subscription: { subscribed: true } });
    expect(after).not.toHaveProperty('disconnectedAt');
    expect(after?.accessToken).toMatch(/^v1\./);
    expect(after?.accessToken).not.toBe(before?.accessToken);
    expect((await owner.status()).phoneNumbers).toHaveLength(2);
  });

  it('without disconnecting first replaces the token in place', async () => {
    await owner.connect(api.sandbox.issueCode());
    const before = await row(seedNumbers.acmeFlowers.id);
    await owner.connect(api.sandbox.issueCode());
    const after = await row(seedNumbers.acmeFlowers.id);
    expect(after?._id).toEqual(before?._id);
    expect(after?.accessToken).not.toBe(before?.accessToken);
  });

  it('that fails leaves the old connection as it was', async () => {
    await owner.connect(api.sandbox.issueCode());
    const before = await row(seedNumbers.acmeFlowers.id);
    const { state } = await owner.start();
    await owner.finish({ code: api.sandbox.issueCode({ scopes: ['whatsapp_business_management'] }), state });
    expect(await row(seedNumbers.acmeFlowers.id)).toEqual(before);
    expect((await owner.status()).connected).toBe(true);
  });
});
