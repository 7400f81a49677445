import {
  type BillingDto,
  type DoctorCheck,
  type DoctorFinding,
  doctorReply,
  type NumberDto,
} from '@switchboard/contracts';
import { webhookFields } from '@switchboard/graph';
import { faultOn, type Sandbox } from '@switchboard/meta-sandbox';
import { seedCustomers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { acmeNumber, secondNumber, webhookPath } from '../../../test/deliveries.js';
import { startApi, type TestApi, webhookVerifyToken } from '../../../test/harness.js';
import { hours, minutes, seconds } from '../../platform/clock.js';
import { checkWebhookFields } from './appChecks.js';

let sandbox: Sandbox;
let api: TestApi;
let url: string;
let owner: Client;
const { wabaId } = acmeNumber;

beforeAll(async () => {
  api = await startApi();
  sandbox = api.sandbox;
  url = await api.listen();
});
afterAll(() => api.stop());
beforeEach(async () => {
  sandbox.setWebhookTarget({ url: `${url}${webhookPath}`, verifyToken: webhookVerifyToken });
  owner = await api.owner();
  await owner.connect(sandbox.issueCode({ wabaIds: [wabaId] }));
});
afterEach(async () => {
  await settle();
  await api.app.drainEvents();
  for (const name of ['phoneNumbers', 'strays', 'watchStates', 'alerts', 'messages', 'conversations']) {
    await api.connection.collection(name).deleteMany({});
  }
  sandbox.reset();
});

async function settle(): Promise<void> {
  await sandbox.webhooksIdle();
  await api.app.drainDeliveries();
}
/** Null: none. `refused`: Meta does not say. */
const pays = (fundingId: string | null) => sandbox.world.updateWaba(wabaId, { fundingId });
const always = { method: 'GET', times: Number.POSITIVE_INFINITY };
const isAnswered = (edge: string, code: number, httpStatus: number) =>
  sandbox.faults.add(faultOn(edge, { kind: 'error', code, httpStatus }, always));
/** The permission is not there. */
const isRefused = (edge: string) => isAnswered(edge, 200, 403);
const isBroken = (edge: string) => isAnswered(edge, 1, 500);
/** How often Meta is asked about the WhatsApp account meanwhile. */
async function countAsked(work: () => Promise<unknown>): Promise<number> {
  const before = sandbox.calls().length;
  await work();
  return sandbox
    .calls()
    .slice(before)
    .filter(({ method, edge }) => method === 'GET' && edge === '{waba}').length;
}
async function doctor(): Promise<(check: DoctorCheck) => DoctorFinding | undefined> {
  const response = await owner.post('/api/integrations/whatsapp/doctor', { phoneNumberIds: [acmeNumber.id] });
  const { reports } = doctorReply.parse(response.body);
  return (check) => reports[0]?.findings.find((one) => one.check === check);
}
const number = async (id = acmeNumber.id): Promise<NumberDto> => {
  const found = (await owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === id);
  if (!found) throw new Error('the number is gone');
  return found;
};
const billing = async (id?: string): Promise<BillingDto> => {
  const { billing: found } = await number(id);
  if (!found) throw new Error('the number has no billing');
  return found;
};
/** Other software of the business answers a customer with the same login; Meta tells of it, and counts it. */
async function sent(number: { id: string }, ...contents: object[]): Promise<void> {
  sandbox.customerWrites({
    customerId: 'ana',
    phoneNumberId: number.id,
    content: { type: 'text', body: 'Are you open?' },
  });
  for (const content of contents) {
    const response = await fetch(`${sandbox.url}/v26.0/${number.id}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.tokens().at(-1)?.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', to: seedCustomers.ana.waId, ...content }),
    });
    expect(response.status).toBe(200);
  }
  await settle();
  // Meta is asked for whole seconds, up to the one that is.
  api.clock.advance(seconds(1));
}
const reply = { type: 'text', text: { body: 'Until six' } };
const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } };
/** A reply that Meta bills, as the free ones of the month are gone. */
async function bill(): Promise<void> {
  sandbox.setFreeMessages(acmeNumber.id, 0);
  await sent(acmeNumber, reply);
}
/** So many free replies as if their statuses had come. */
async function used(count: number) {
  const at = api.clock.now();
  const month = at.toISOString().slice(0, 7);
  const accountId = owner.signedIn?.account.accountId;
  const one = { accountId, phoneNumberId: acmeNumber.id, at, arrivedAt: at, freeMonth: month };
  const strays = Array.from({ length: count }, (_, index) => ({
    ...one,
    _id: `str_${index}` as never,
    wamid: `w${index}`,
  }));
  await api.connection.collection('strays').insertMany(strays);
}

describe('the payment method', () => {
  it.each<[string, string, () => unknown, string, RegExp]>([
    ['one', 'yes', () => pays('1234567890'), 'good', /has a payment method/],
    ['none', 'no', () => pays(null), 'waiting', /has no payment method/],
    ['Meta refuses', 'unknown', () => pays('refused'), 'unknown', /Meta does not say/],
    ['Meta knows no such field', 'unknown', () => isAnswered('{waba}', 100, 400), 'unknown', /Meta does not say/],
  ])('is said in the doctor and with the number: %s, %s', async (_how, method, atMeta, verdict, words) => {
    atMeta();
    expect((await billing()).payment).toMatchObject({ method: 'unknown', at: null });
    const finding = await doctor();
    expect(finding('costs')).toMatchObject({ verdict, result: expect.stringMatching(words) });
    for (const id of [acmeNumber.id, secondNumber.id]) {
      expect((await billing(id)).payment).toMatchObject({ method, at: expect.any(String) });
      expect((await billing(id)).payment.text).toMatch(words);
    }
  });

  it('stays as it was known while Meta does not answer', async () => {
    pays(null);
    await doctor();
    pays('1234567890');
    isBroken('{waba}');
    api.clock.advance(minutes(1));
    await doctor();
    expect((await billing()).payment.method).toBe('no');
  });

  it('is asked for when somebody has the numbers checked, once for an account', async () => {
    pays(null);
    const asked = await countAsked(() => owner.post('/api/integrations/whatsapp/check', {}));
    // About the payment method, and about the costs.
    expect(asked).toBe(2);
    for (const { id } of [acmeNumber, secondNumber]) expect((await billing(id)).payment.method).toBe('no');
  });

  it('is asked for with the daily check, once for the numbers of an account', async () => {
    await api.connection.collection('phoneNumbers').updateMany({}, { $set: { nextCheckAt: api.clock.now() } });
    // About the payment method, and about the costs.
    expect(await countAsked(() => api.app.watching.checkDue())).toBe(2);
    for (const { id } of [acmeNumber, secondNumber]) expect((await billing(id)).payment.method).toBe('yes');
  });
});

describe('before it bites', () => {
  it.each([
    [899, 'some_left', null],
    [900, 'nearly_used_up', /end soon, and there is no payment method/],
    [1000, 'used_up', /billed now, and there is no payment method/],
  ])('%i free replies used and no payment method', async (count, state, warning) => {
    pays(null);
    await used(count);
    const finding = await doctor();
    const { freeReplies, warning: said } = await billing();
    expect(freeReplies).toMatchObject({ used: count, state });
    if (warning === null) expect(said).toBeNull();
    else {
      expect(said).toMatch(warning);
      expect(finding('costs')).toMatchObject({ verdict: 'bad', turn: 'you', next: expect.stringMatching(warning) });
    }
    await api.app.drainEvents();
    const alerts = await api.connection.collection('alerts').find({ kind: 'free_replies' }).toArray();
    expect(alerts).toHaveLength(warning === null ? 0 : 1);
  });

  it('with a payment method nothing is wrong: that they are used up is told once', async () => {
    await doctor();
    await bill();
    await bill();
    await api.app.drainEvents();
    expect((await billing()).warning).toBeNull();
    const told = await api.connection.collection('alerts').find({ kind: 'free_replies' }).toArray();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ phoneNumberId: acmeNumber.id, title: 'Free replies used up' });
    expect((await doctor())('costs')).toMatchObject({ verdict: 'good', result: expect.stringMatching(/used up/) });
  });

  it('says where Meta does not tell about the payment method', async () => {
    pays('refused');
    await bill();
    expect((await doctor())('costs')).toMatchObject({
      verdict: 'unknown',
      next: expect.stringMatching(/Look in WhatsApp Manager/),
      cause: expect.stringMatching(/category utility are billed within the 24 hours too/),
    });
  });
});

describe('what Meta itself counts', () => {
  /** What is sent is told of by no status: only Meta counts it. */
  const tellsNothing = () => sandbox.setWebhookDials({ skipStatuses: ['sent', 'delivered', 'read'] });

  it('stands in place of what was seen here, with its time', async () => {
    tellsNothing();
    await used(2);
    await sent(acmeNumber, reply, reply, reply, template);
    sandbox.setFreeMessages(secondNumber.id, 1);
    await sent(secondNumber, reply, reply);
    await doctor();
    const { freeReplies } = await billing();
    expect(freeReplies).toMatchObject({ used: 3, source: 'meta', state: 'some_left' });
    expect(freeReplies.text).toMatch(/^Meta counted 3 of 1,000 free replies on .* UTC\.$/);
    expect((await billing(secondNumber.id)).freeReplies).toMatchObject({ used: 1, source: 'meta', state: 'used_up' });
  });

  it('is what the statuses say, reply by reply, also when the free ones run out', async () => {
    sandbox.setFreeMessages(acmeNumber.id, 2);
    await sent(acmeNumber, reply, reply);
    expect((await billing()).freeReplies).toMatchObject({ used: 2, source: 'seen_here', state: 'some_left' });
    await sent(acmeNumber, reply);
    expect((await billing()).freeReplies).toMatchObject({ used: 2, source: 'seen_here', state: 'used_up' });
    await doctor();
    expect((await billing()).freeReplies).toMatchObject({ used: 2, source: 'meta', state: 'used_up' });
  });

  it('gives way to more that was seen here since', async () => {
    await sent(acmeNumber, reply, reply);
    await doctor();
    await sent(acmeNumber, reply, reply, reply);
    expect((await billing()).freeReplies).toMatchObject({ used: 5, source: 'seen_here' });
  });

  it('is not asked again within hours, and where it cannot be read what was seen here stands', async () => {
    tellsNothing();
    await sent(acmeNumber, reply, reply);
    const withCosts = await countAsked(doctor);
    expect(await countAsked(doctor)).toBe(withCosts - 1);
    const hoursAgo = new Date(api.clock.now().getTime() - hours(7));
    await api.connection.collection('phoneNumbers').updateMany({}, { $set: { 'costs.at': hoursAgo } });
    isRefused('{waba}');
    expect(await countAsked(doctor)).toBe(withCosts);
    expect((await billing()).freeReplies).toMatchObject({ used: 2, source: 'meta' });
  });
});

describe('what Meta tells the app of', () => {
  const without = (...missing: string[]) =>
    sandbox.setAppFields(sandbox.appFields.filter((field) => !missing.includes(field)));

  it('is everything', async () => {
    expect((await doctor())('webhook_fields')).toMatchObject({ verdict: 'good', turn: null });
  });

  it('names each missing field with what is lost without it: the operator’s turn', async () => {
    without('standby', 'history');
    const finding = (await doctor())('webhook_fields');
    expect(finding).toMatchObject({
      verdict: 'bad',
      turn: 'operator',
      result: expect.stringMatching(/^2 fields are missing/),
    });
    for (const { field, brings } of webhookFields) {
      const isNamed = finding?.cause?.includes(`“${field}” (${brings})`);
      expect(isNamed).toBe(field === 'standby' || field === 'history');
    }
  });

  it.each<[string, () => unknown, string, RegExp]>([
    ['groups alone are missing', () => without('group_status_update'), 'waiting', /^One field is missing/],
    ['no field', () => sandbox.setAppFields([]), 'bad', /not subscribed to any/],
    ['no address', () => sandbox.setWebhookTarget(null), 'bad', /not subscribed to any/],
    ['Meta refuses', () => isRefused('{app}/subscriptions'), 'unknown', /did not say/],
    ['Meta is down', () => isBroken('{app}/subscriptions'), 'unknown', /did not say/],
  ])('%s', async (_how, atMeta, verdict, words) => {
    atMeta();
    expect((await doctor())('webhook_fields')).toMatchObject({ verdict, result: expect.stringMatching(words) });
  });

  const fields = webhookFields.map(({ field }) => field);
  it.each([
    ['another object only', { object: 'user', isActive: true, fields }, /not subscribed to any/],
    ['switched off', { object: 'whatsapp_business_account', isActive: false, fields }, /switched off/],
  ])('%s', (_how, subscription, words) => {
    const told = checkWebhookFields({ ok: true, value: [{ callbackUrl: url, ...subscription }] });
    expect(told).toMatchObject({ verdict: 'bad', turn: 'operator', result: expect.stringMatching(words) });
  });
});
