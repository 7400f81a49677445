import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi, webhookVerifyToken } from '../../test/harness.js';
import { messagesPerSecond } from '../inbox/sending/throttle.js';

const bakery = seedWabas.cornerBakery.id;
const bakeryNumber = seedNumbers.cornerBakery.id;
let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi({ env: { META_CONFIG_ID: '600100200300' } });
  const url = `${await api.listen()}/api/webhooks/whatsapp`;
  await api.sandbox.setWebhookTarget({ url, verifyToken: webhookVerifyToken });
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  for (const name of ['phoneNumbers', 'quarantine']) await api.connection.collection(name).deleteMany({});
  api.sandbox.reset();
});

/** From the popup, in which a number of the phone's app was shared: only the WhatsApp account comes back. */
async function connect() {
  const { state } = await owner.start('popup', { coexistence: true });
  const code = api.sandbox.issueCode({ wabaIds: [bakery], redirectUri: null });
  const event = 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING';
  const response = await owner.finish({ code, state, signup: { event, waba_id: bakery } });
  expect(response.status).toBe(200);
}
const shown = async () => (await owner.status()).phoneNumbers[0];
const states = async () => ((await shown())?.sync ?? []).map(({ what, state, progress }) => [what, state, progress]);
const asked = () =>
  api.sandbox.calls().filter(({ path, method }) => method === 'POST' && path.endsWith('/smb_app_data')).length;
async function arrive() {
  await expect.poll(asked).toBe(2);
  await api.sandbox.webhooksIdle();
  await api.app.drainDeliveries();
}

describe('a number that stays on the phone', () => {
  it('has its contacts and history asked for once, and shows how far they have come', async () => {
    api.sandbox.onboardBizApp(bakeryNumber);
    await connect();
    await arrive();
    expect(await shown()).toMatchObject({ isOnBizApp: true });
    expect(await states()).toEqual([
      ['contacts', 'done', 100],
      ['history', 'done', 100],
    ]);
    await Promise.all([api.app.runDuePhones(), api.app.runDuePhones()]);
    expect(asked()).toBe(2);
    expect(api.sandbox.calls().filter(({ path }) => path.endsWith('/register'))).toEqual([]);
  });

  it('is known as one also when Meta does not show it any more, or was connected again', async () => {
    api.sandbox.onboardBizApp(bakeryNumber);
    await connect();
    await arrive();
    const refused = { kind: 'error', code: 100, subcode: 33, httpStatus: 400 } as const;
    api.sandbox.faults.add(faultOn('{phone}', refused, { method: 'GET', times: 1 }));
    api.clock.advance(5_000);
    await owner.post('/api/integrations/whatsapp/check', {});
    const number = await shown();
    expect(number?.ladder[1]).toMatchObject({ rung: 'registered', verdict: 'bad' });
    expect(number).toMatchObject({ isOnBizApp: true });
    const row = await api.connection.collection('phoneNumbers').findOne({ phoneNumberId: bakeryNumber });
    expect(row).toMatchObject({ isOnBizApp: true });
    expect(messagesPerSecond(row as never)).toBe(20);
  });

  it('whose owner does not share the history says so', async () => {
    api.sandbox.onboardBizApp(bakeryNumber, { sharesHistory: false });
    await connect();
    await arrive();
    expect(await states()).toContainEqual(['history', 'refused', 0]);
    expect((await shown())?.sync?.[1]?.text).toBe('The phone’s chats are not shared: that was chosen on the phone.');
  });

  it('that Meta could not be asked for is asked for again, by one process of several', async () => {
    api.sandbox.onboardBizApp(bakeryNumber);
    const down = { kind: 'error', code: 2, isTransient: true } as const;
    api.sandbox.faults.add(faultOn('{phone}/smb_app_data', down, { times: 2 }));
    await connect();
    await expect.poll(states).toEqual([
      ['contacts', 'failed', 0],
      ['history', 'failed', 0],
    ]);
    await Promise.all(Array.from({ length: 4 }, () => api.app.runDuePhones()));
    expect(asked()).toBe(4);
    await api.sandbox.webhooksIdle();
    await api.app.drainDeliveries();
    expect((await states()).map(([, state]) => state)).toEqual(['done', 'done']);
  });

  it('that was asked for by a process that died is asked for again', async () => {
    api.sandbox.onboardBizApp(bakeryNumber);
    await connect();
    await arrive();
    const numbers = api.connection.collection('phoneNumbers');
    const begun = { state: 'requested', progress: 0, at: api.clock.now(), askingUntil: new Date(0) };
    await numbers.updateOne({ phoneNumberId: bakeryNumber }, { $set: { 'sync.history': begun } });
    await api.app.runDuePhones();
    expect(asked()).toBe(3);
    // Meta says that it was asked for already (2593107): then it was.
    expect(await states()).toContainEqual(['history', 'requested', 0]);
  });

  it('is too late after a day', async () => {
    api.sandbox.onboardBizApp(bakeryNumber);
    const down = { kind: 'error', code: 2, isTransient: true } as const;
    api.sandbox.faults.add(faultOn('{phone}/smb_app_data', down, { times: 2 }));
    await connect();
    await expect.poll(asked).toBe(2);
    api.clock.advance(24 * 3_600_000);
    await owner.refresh();
    await api.app.runDuePhones();
    expect(asked()).toBe(2);
    expect((await states()).map(([, state]) => state)).toEqual(['too_late', 'too_late']);
  });

  it('hears from Meta itself that it is too late', async () => {
    api.sandbox.onboardBizApp(bakeryNumber);
    api.sandbox.faults.add(faultOn('{phone}/smb_app_data', { kind: 'error', code: 2593108 }, { times: 2 }));
    await connect();
    await expect.poll(states).toEqual([
      ['contacts', 'too_late', 0],
      ['history', 'too_late', 0],
    ]);
  });
});

it('a number that is not on a phone is asked for nothing', async () => {
  await owner.connect(api.sandbox.issueCode());
  await api.app.runDuePhones();
  expect(asked()).toBe(0);
  expect(await shown()).toMatchObject({ isOnBizApp: false, sync: null });
});
