import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';

const acmeFlowers = seedWabas.acmeFlowers.id;
const acmeEvents = seedWabas.acmeEvents.id;
const first = seedNumbers.acmeFlowers.id;
const second = seedNumbers.acmeSecond.id;
const events = seedNumbers.acmeEvents.id;
let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers] }));
});
afterEach(async () => {
  for (const name of ['phoneNumbers', 'connectAttempts']) await api.connection.collection(name).deleteMany({});
  api.sandbox.reset();
});

const collection = () => api.connection.collection('phoneNumbers');
/** Every stored byte of a number. */
const bytes = async (phoneNumberId: string) =>
  Buffer.from(mongo.BSON.serialize((await collection().findOne({ phoneNumberId })) ?? {})).toString('hex');
async function bringBack(client: Client, ids: string[], wabaIds = [acmeFlowers], scopes?: string[]) {
  const { state } = await client.start('redirect', { reconnect: ids });
  return client.finish({ code: api.sandbox.issueCode({ wabaIds, ...(scopes ? { scopes } : {}) }), state });
}
const refused = { kind: 'error', code: 200, httpStatus: 403 } as const;
const down = { kind: 'error', code: 2, isTransient: true } as const;

describe('bringing a number back', () => {
  it('swaps its access in one write, and leaves the others that were shared alone', async () => {
    const [before, sibling] = [await bytes(first), await bytes(second)];
    const old = api.sandbox.tokens().at(-1)?.token ?? '';
    api.sandbox.revokeToken(old);
    const { status, body } = await bringBack(owner, [first], [acmeFlowers, acmeEvents]);
    expect(status).toBe(200);
    expect(body.attempt).toMatchObject({ phase: 'connected', reconnect: [first], problem: null });
    expect(body.attempt.numbers).toMatchObject([{ phoneNumberId: first, saved: true, subscribed: true }]);
    expect(body.steps.map((step: { state: string }) => step.state)).toEqual(Array(6).fill('done'));
    expect(await bytes(first)).not.toBe(before);
    expect(await bytes(second)).toBe(sibling);
    expect(await collection().countDocuments()).toBe(2);
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(false);
    const checked = await owner.post('/api/integrations/whatsapp/check', { phoneNumberIds: [first] });
    expect(checked.body.phoneNumbers[0]).toMatchObject({ state: 'connected' });
  });

  it('works for one that was disconnected, by support staff too', async () => {
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [first] });
    const support = await owner.invite('support');
    expect((await bringBack(support, [first])).body.attempt.phase).toBe('connected');
    expect(await collection().findOne({ phoneNumberId: first })).toMatchObject({ isActive: true });
  });

  it('of no account’s own is refused before anybody goes to Meta', async () => {
    const response = await (await api.owner()).post('/api/integrations/whatsapp/oauth/start', { reconnect: [first] });
    expect([response.status, response.body.code]).toEqual([404, 'number_not_found']);
  });

  it.each([
    ['is down', down],
    ['does not let the app send', { kind: 'error', code: 3 }],
  ] as const)(
    'is not held up by a trial to send that says nothing of the new access: Meta %s',
    async (_what, effect) => {
      api.sandbox.faults.add(faultOn('{phone}/messages', effect, { times: 9 }));
      expect((await bringBack(owner, [first])).body.attempt.phase).toBe('connected');
    },
  );

  it('is written down as reconnecting', async () => {
    await bringBack(owner, [first]);
    const accountId = owner.signedIn?.account.accountId;
    const log = await api.connection
      .collection('audit')
      .find({ accountId, phoneNumberId: first })
      .sort({ _id: 1 })
      .toArray();
    expect(log.map(({ action }) => action)).toEqual(['number.connected', 'number.reconnected']);
    expect(log[1]).toMatchObject({
      actor: { name: 'Olive Owner' },
      text: `Acme Flowers (${seedNumbers.acmeFlowers.displayPhoneNumber}) was reconnected.`,
    });
  });
});

describe('a dry run that does not go well leaves every byte of the old connection as it is', () => {
  async function fails(run: () => Promise<{ status: number; body: Record<string, unknown> }>, ids = [first]) {
    const before = await Promise.all(ids.map(bytes));
    const { status, body } = await run();
    expect(await Promise.all(ids.map(bytes))).toEqual(before);
    const { connected } = await owner.status();
    expect(connected).toBe(true);
    return [status, body.code, (body.details as { step?: string } | undefined)?.step];
  }

  it('when another number is shared', async () => {
    expect(await fails(() => bringBack(owner, [first], [acmeEvents]))).toEqual([409, 'different_number', undefined]);
    expect(await collection().countDocuments({ phoneNumberId: events })).toBe(0);
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(false);
  });

  it('when the number has moved to another WhatsApp account', async () => {
    await collection().updateOne({ phoneNumberId: first }, { $set: { wabaId: '900100200399' } });
    expect(await fails(() => bringBack(owner, [first]))).toEqual([409, 'different_waba', undefined]);
  });

  it('when a permission is missing', async () => {
    const management = ['whatsapp_business_management'];
    expect(await fails(() => bringBack(owner, [first], [acmeFlowers], management))).toEqual([
      ...[422, 'permission_missing', undefined],
    ]);
  });

  it('when Meta refuses to let the new access send, whatever its permissions are called', async () => {
    const renamed = ['whatsapp_business_management', 'whatsapp_business_renamed'];
    expect(await fails(() => bringBack(owner, [first], [acmeFlowers], renamed))).toEqual([
      ...[409, 'rehearsal_failed', 'send'],
    ]);
  });

  it('when the code is too old', async () => {
    const { state } = await owner.start('redirect', { reconnect: [first] });
    const code = api.sandbox.issueCode({ codeLifetimeSeconds: 0 });
    expect(await fails(() => owner.finish({ code, state }))).toEqual([410, 'code_expired', undefined]);
  });

  it.each([
    ['{phone}', 'GET', 'read'],
    ['{waba}/subscribed_apps', 'POST', 'webhooks'],
    ['{waba}/phone_numbers', 'GET', 'list'],
  ] as const)('when Meta refuses %s', async (edge, method, step) => {
    api.sandbox.faults.add(faultOn(edge, refused, { method, times: 9 }));
    const result = await fails(() => bringBack(owner, [first]));
    expect(result).toEqual([409, 'rehearsal_failed', step]);
    const [attempt] = [(await owner.status()).attempt];
    expect(attempt?.steps.some(({ problem }) => problem?.code === 'rehearsal_failed')).toBe(true);
  });

  it('when Meta is down during the trial; trying again needs no new login', async () => {
    api.sandbox.faults.add(faultOn('{phone}', down, { method: 'GET', times: 30 }));
    const { state, attemptId } = await owner.start('redirect', { reconnect: [first] });
    const code = api.sandbox.issueCode();
    expect(await fails(() => owner.finish({ code, state }))).toEqual([409, 'rehearsal_failed', 'read']);
    expect(await owner.attempt(attemptId)).toMatchObject({ canRetry: true });
    api.sandbox.faults.clear();
    const { body } = await owner.post(`/api/integrations/whatsapp/oauth/attempts/${attemptId}/retry`);
    expect(body.attempt.phase).toBe('connected');
  });

  it('for one of two: the other is brought back', async () => {
    await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    const before = await bytes(events);
    const { body } = await bringBack(owner, [first, events]);
    expect(body.attempt).toMatchObject({ phase: 'partial', canRetry: false, problem: { code: 'different_number' } });
    expect(await bytes(events)).toBe(before);
  });

  it('when another account has connected the number meanwhile', async () => {
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers] }));
    const before = await collection().find({ phoneNumberId: first }).toArray();
    expect((await bringBack(owner, [first])).body.code).toBe('number_in_use');
    expect(await collection().find({ phoneNumberId: first }).toArray()).toEqual(before);
  });
});
