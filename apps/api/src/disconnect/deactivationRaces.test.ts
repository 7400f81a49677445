import { type DisconnectWay, disconnectReply } from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../test/client.js';
import { secondNumber } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { startApi, type TestApi, webhookVerifyToken } from '../../test/harness.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi({ graphTimeouts: { timeoutMs: 4_000, totalTimeoutMs: 6_000 } });
  const url = await api.listen();
  api.sandbox.setWebhookTarget({ url: `${url}/api/webhooks/whatsapp`, verifyToken: webhookVerifyToken });
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  await api.sandbox.webhooksIdle();
  await api.app.drainDeliveries();
  for (const name of ['phoneNumbers', 'pendingUnsubscribes', 'pendingSubscribes']) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
});

const whatsapp = '/api/integrations/whatsapp';
const edge = '{waba}/subscribed_apps';
const wabaId = seedWabas.acmeFlowers.id;
const acme = seedNumbers.acmeFlowers.id;
const second = secondNumber.id;
const row = (phoneNumberId: string) => api.connection.collection('phoneNumbers').findOne({ phoneNumberId });
const leave = (phoneNumberIds: string[], way: DisconnectWay = 'disconnect', client = owner) =>
  client.post(`${whatsapp}/disconnect`, { way, phoneNumberIds });
const undo = (phoneNumberIds: string[]) => owner.post(`${whatsapp}/disconnect/undo`, { phoneNumberIds });
const connect = (client = owner, tokenKind: 'user' | 'business' = 'user') =>
  client.connect(api.sandbox.issueCode({ wabaIds: [wabaId], tokenKind }));
const callsTo = (method: string) =>
  api.sandbox.calls().filter((call) => call.method === method && call.edge === edge).length;
/** Until one process after the other has done what is left to do. */
async function settle(): Promise<void> {
  api.clock.advance(61_000);
  await api.app.runDueUnsubscribes();
  await api.app.runDueResubscribes();
}
describe('two people at the same moment', () => {
  it('who disconnect one each of the last two numbers switch the webhooks off', async () => {
    for (let round = 0; round < 4; round += 1) {
      await owner.refresh();
      await connect();
      const both = await Promise.all([leave([acme]), leave([second])]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      await settle();
      expect(api.sandbox.isSubscribed(wabaId)).toBe(false);
      await owner.refresh();
      expect((await owner.status()).pendingAtMeta).toEqual([]);
      const { accountId } = owner.signedIn?.account ?? {};
      expect(await api.connection.collection('accounts').findOne({ accountId })).not.toHaveProperty('wabaId');
    }
  });

  it('of whom one brings back what the other’s call is switching off have the webhooks on in the end', async () => {
    await connect();
    api.sandbox.faults.add(faultOn(edge, { kind: 'delay', ms: 1_500 }, { method: 'DELETE' }));
    const leaving = leave([acme, second]);
    await eventually(() => expect(callsTo('DELETE')).toBe(1));
    expect((await undo([acme, second])).status).toBe(200);
    await leaving;
    expect(api.sandbox.isSubscribed(wabaId)).toBe(false);
    await settle();
    expect(api.sandbox.isSubscribed(wabaId)).toBe(true);
  });

  it('of whom one disconnects while the other is connecting have the webhooks on for what is connected', async () => {
    await connect();
    const answersLate = { method: 'POST', afterProcessing: true };
    api.sandbox.faults.add(faultOn(edge, { kind: 'delay', ms: 1_500 }, answersLate));
    const connecting = connect();
    await eventually(() => expect(callsTo('POST')).toBe(2));
    expect((await leave([acme, second])).status).toBe(200);
    expect(api.sandbox.isSubscribed(wabaId)).toBe(false);
    await connecting;
    expect(await row(acme)).toMatchObject({ isActive: true });
    await settle();
    expect(api.sandbox.isSubscribed(wabaId)).toBe(true);
  });

  it('of whom one connects and disconnects again while a call of before runs leave nothing undone', async () => {
    await connect();
    const answersLate = { method: 'DELETE', afterProcessing: true };
    api.sandbox.faults.add(faultOn(edge, { kind: 'delay', ms: 3_000 }, answersLate));
    const leaving = leave([acme, second]);
    await eventually(() => expect(callsTo('DELETE')).toBe(1));
    await connect();
    api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await leave([acme, second]);
    await leaving;
    expect(api.sandbox.isSubscribed(wabaId)).toBe(true);
    api.sandbox.faults.clear();
    await settle();
    expect(api.sandbox.isSubscribed(wabaId)).toBe(false);
  });

  it('of whom one switches webhooks on while the other disconnects the last number leave them off', async () => {
    await connect();
    api.sandbox.faults.add(faultOn(edge, { kind: 'delay', ms: 1_500 }, { method: 'POST' }));
    const subscribing = owner.post(`${whatsapp}/subscribe`, {});
    await eventually(() => expect(callsTo('POST')).toBe(2));
    await leave([acme, second]);
    await subscribing;
    expect(api.sandbox.isSubscribed(wabaId)).toBe(false);
  });

  it('of whom one switches webhooks on while the other disconnects leave them off, however long Meta is away', async () => {
    await connect();
    api.sandbox.faults.add(faultOn(edge, { kind: 'delay', ms: 1_500 }, { method: 'POST' }));
    const subscribing = owner.post(`${whatsapp}/subscribe`, {});
    await eventually(() => expect(callsTo('POST')).toBe(2));
    await leave([acme, second]);
    api.sandbox.faults.add(faultOn(edge, { kind: 'reset' }, { method: 'DELETE', times: 100 }));
    await subscribing;
    expect(api.sandbox.isSubscribed(wabaId)).toBe(true);
    expect((await owner.status()).pendingAtMeta).toMatchObject([{ wabaId, what: 'unsubscribe', tries: 1 }]);
    api.sandbox.faults.clear();
    await settle();
    expect(api.sandbox.isSubscribed(wabaId)).toBe(false);
  });
});

/** Something that happens once the numbers have left and it is being written down, before Meta is asked. */
function afterLeaving(happen: () => Promise<unknown>) {
  const audit = api.connection.collection('audit');
  const insertOne = audit.insertOne.bind(audit);
  return vi.spyOn(audit, 'insertOne').mockImplementationOnce(async (...asked) => {
    await happen();
    return insertOne(...asked);
  });
}

it('webhooks are on again after an undo that takes so long that a job looks before the numbers are back', async () => {
  await connect();
  await leave([acme, second]);
  const rows = api.connection.collection('phoneNumbers');
  const updateOne = rows.updateOne.bind(rows);
  vi.spyOn(rows, 'updateOne').mockImplementationOnce(async (...asked) => {
    api.clock.advance(31_000);
    await api.app.runDueResubscribes();
    return updateOne(...asked);
  });
  const { body } = await undo([acme, second]);
  expect(body.receipts.at(-1)).toMatchObject({ step: 'subscribe', outcome: 'done' });
  expect(api.sandbox.isSubscribed(wabaId)).toBe(true);
});

describe('a login that comes after the press to remove the app', () => {
  it('keeps its access, also when it comes before Meta was asked', async () => {
    await connect();
    const spy = afterLeaving(async () => {
      api.clock.advance(1_000);
      await connect();
      api.clock.advance(1_000);
    });
    const { body } = await leave([acme, second], 'revoke');
    expect(spy).toHaveBeenCalled();
    expect(body.receipts).toContainEqual(expect.objectContaining({ step: 'revoke', outcome: 'kept' }));
    expect(await row(acme)).toMatchObject({ isActive: true });
    expect(api.sandbox.tokens().map(({ revokedSubcode }) => revokedSubcode)).toEqual([null, null]);
  });
});

describe('what a job is asking Meta for already', () => {
  it.each(['disconnect', 'revoke'] as const)(
    'is told as pending by the receipts of %s, and nothing else is',
    async (way) => {
      await connect();
      api.sandbox.faults.add(faultOn(edge, { kind: 'delay', ms: 1_500 }, { method: 'DELETE' }));
      let job = Promise.resolve();
      afterLeaving(async () => {
        api.clock.advance(31_000);
        job = api.app.runDueUnsubscribes();
        await eventually(() => expect(callsTo('DELETE')).toBe(1));
      });
      const { body } = await leave([acme, second], way);
      await job;
      const atMeta = disconnectReply.parse(body).receipts.filter(({ phoneNumberId }) => phoneNumberId === null);
      expect(atMeta.map(({ step, outcome }) => [step, outcome])).toEqual([
        ['unsubscribe', 'pending'],
        ...(way === 'revoke' ? [['revoke', 'pending']] : []),
      ]);
    },
  );
});

describe('access that ends at Meta while a disconnect can still be undone', () => {
  const refused = async () => {
    const { status, body } = await undo([acme]);
    expect([status, body.code]).toEqual([409, 'nothing_to_undo']);
    const number = (await owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === acme);
    expect(number).toMatchObject({ state: 'disconnected', undoUntil: null });
    expect(await row(acme)).not.toHaveProperty('undoToken');
  };

  it('because it was removed there, is not brought back', async () => {
    await connect();
    await leave([acme]);
    await api.sandbox.accountEvent({ wabaId, field: 'account_update', value: { event: 'PARTNER_APP_UNINSTALLED' } });
    await api.sandbox.webhooksIdle();
    await api.app.drainDeliveries();
    await refused();
  });

  it('because another number of the same login is removed there from here, is not brought back', async () => {
    await connect();
    await leave([acme]);
    expect((await leave([second], 'revoke')).status).toBe(200);
    await refused();
  });

  it('is another one when it was given again: an event of the former access does not concern it', async () => {
    await connect();
    const before = api.clock.now().getTime();
    api.clock.advance(5_000);
    await connect();
    await leave([acme]);
    const value = { event: 'PARTNER_APP_UNINSTALLED' };
    await api.sandbox.accountEvent({ wabaId, field: 'account_update', value, at: before });
    await api.sandbox.webhooksIdle();
    await api.app.drainDeliveries();
    expect((await undo([acme])).status).toBe(200);
  });
});

it('what one account has asked to remove at Meta goes on when another connects the same WhatsApp account', async () => {
  await connect();
  api.sandbox.faults.add(faultOn('me/permissions', { kind: 'reset' }, { method: 'DELETE', times: 100 }));
  await leave([acme, second], 'revoke');
  const other = await api.owner();
  await connect(other, 'business');
  expect((await owner.status()).pendingAtMeta).toMatchObject([{ what: 'revoke' }]);
  api.sandbox.faults.clear();
  await settle();
  const ended = api.sandbox.tokens().map(({ kind, revokedSubcode }) => [kind, revokedSubcode !== null]);
  expect(ended).toEqual([
    ['user', true],
    ['business', false],
  ]);
  expect(api.sandbox.isSubscribed(wabaId)).toBe(true);
});

it('who disconnected is written down, and seen, before Meta has answered', async () => {
  await connect();
  api.sandbox.faults.add(faultOn(edge, { kind: 'delay', ms: 3_000 }, { method: 'DELETE' }));
  let isAnswered = false;
  const leaving = leave([acme, second]).then(() => {
    isAnswered = true;
  });
  const { accountId } = owner.signedIn?.account ?? {};
  const written = { accountId, action: 'number.disconnected' };
  await eventually(async () => expect(await api.connection.collection('audit').countDocuments(written)).toBe(2));
  expect(isAnswered).toBe(false);
  await leaving;
});
