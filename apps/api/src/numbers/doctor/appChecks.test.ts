import {
  type BillingDto,
  type DoctorCheck,
  type DoctorFinding,
  doctorReply,
  type NumberDto,
} from '@switchboard/contracts';
import { webhookFields } from '@switchboard/graph';
import { type Sandbox, startSandbox } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { acmeNumber, became, metaFor, newWamid, secondNumber } from '../../../test/deliveries.js';
import { startApi, type TestApi } from '../../../test/harness.js';
import { type FrontAnswer, startMetaFront } from '../../../test/metaFront.js';
import { hours, minutes } from '../../platform/clock.js';

let sandbox: Sandbox;
let front: Awaited<ReturnType<typeof startMetaFront>>;
let api: TestApi;
let url: string;
let owner: Client;
const { wabaId } = acmeNumber;
/** What Meta answers to the three questions; null: the sandbox answers. */
const answers: Record<'payment' | 'pricing' | 'subscriptions', FrontAnswer | null> = {
  payment: null,
  pricing: null,
  subscriptions: null,
};
const asked: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  front = await startMetaFront(sandbox.url, ({ pathname, searchParams }) => {
    const fields = searchParams.get('fields') ?? '';
    const question = pathname.endsWith('/subscriptions')
      ? 'subscriptions'
      : fields.includes('primary_funding_id')
        ? 'payment'
        : fields.includes('pricing_analytics')
          ? 'pricing'
          : null;
    if (!question) return null;
    asked.push(question);
    return answers[question];
  });
  api = await startApi({ sandbox, env: { META_GRAPH_URL: front.url } });
  url = await api.listen();
});
afterAll(async () => {
  await api.stop();
  await front.stop();
  await sandbox.stop();
});
beforeEach(async () => {
  Object.assign(answers, { payment: paid('1234567890'), pricing: refused, subscriptions: subscribed() });
  asked.length = 0;
  owner = await api.owner();
  await owner.connect(sandbox.issueCode({ wabaIds: [wabaId] }));
});
afterEach(async () => {
  await api.app.watching.drain();
  for (const name of ['phoneNumbers', 'strays', 'watchStates', 'alerts']) {
    await api.connection.collection(name).deleteMany({});
  }
  sandbox.reset();
});

const paid = (id?: unknown): FrontAnswer => ({
  body: { id: wabaId, ...(id === undefined ? {} : { primary_funding_id: id }) },
});
const refused: FrontAnswer = { status: 403, body: { error: { code: 200, message: '(#200) Permissions error' } } };
const broken: FrontAnswer = { status: 500, body: { error: { code: 1, message: 'Unknown' } } };
function subscribed(without: readonly string[] = [], more: object = {}): FrontAnswer {
  const fields = webhookFields
    .filter(({ field }) => !without.includes(field))
    .map(({ field }) => ({ name: field, version: 'v26.0' }));
  return {
    body: { data: [{ object: 'whatsapp_business_account', callback_url: url, active: true, fields, ...more }] },
  };
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
const price = (type: string, category = 'service') => ({ pricing: { type, category, pricing_model: 'PMP' } });
const now = () => Math.floor(api.clock.now().getTime() / 1000);
const bill = () => metaFor(api, url).deliver(became(newWamid(), 'sent', { more: price('regular'), at: now() }));
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
  it.each<[string, FrontAnswer, string, RegExp]>([
    ['yes', paid('1234567890'), 'good', /has a payment method/],
    ['no', paid(), 'waiting', /has no payment method/],
    ['unknown', refused, 'unknown', /Meta does not say/],
    [
      'unknown',
      { status: 400, body: { error: { code: 100, message: '(#100) nonexisting field' } } },
      'unknown',
      /Meta does not say/,
    ],
  ])('is said in the doctor and with the number: %s', async (method, answer, verdict, words) => {
    answers.payment = answer;
    expect((await billing()).payment).toMatchObject({ method: 'unknown', at: null });
    const finding = await doctor();
    expect(finding('costs')).toMatchObject({ verdict, result: expect.stringMatching(words) });
    for (const id of [acmeNumber.id, secondNumber.id]) {
      expect((await billing(id)).payment).toMatchObject({ method, at: expect.any(String) });
      expect((await billing(id)).payment.text).toMatch(words);
    }
  });

  it('stays as it was known while Meta does not answer', async () => {
    answers.payment = paid();
    await doctor();
    answers.payment = broken;
    api.clock.advance(minutes(1));
    await doctor();
    expect((await billing()).payment.method).toBe('no');
  });

  it('is asked for with the daily check, once for the numbers of an account', async () => {
    await api.connection.collection('phoneNumbers').updateMany({}, { $set: { nextCheckAt: api.clock.now() } });
    await api.app.watching.checkDue();
    expect(asked.filter((question) => question === 'payment')).toHaveLength(1);
    expect((await billing()).payment.method).toBe('yes');
  });
});

describe('before it bites', () => {
  it.each([
    [899, 'some_left', null],
    [900, 'nearly_used_up', /end soon, and there is no payment method/],
    [1000, 'used_up', /billed now, and there is no payment method/],
  ])('%i free replies used and no payment method', async (count, state, warning) => {
    answers.payment = paid();
    await used(count);
    const finding = await doctor();
    const { freeReplies, warning: said } = await billing();
    expect(freeReplies).toMatchObject({ used: count, state });
    if (warning === null) expect(said).toBeNull();
    else {
      expect(said).toMatch(warning);
      expect(finding('costs')).toMatchObject({ verdict: 'bad', turn: 'you', next: expect.stringMatching(warning) });
    }
    await api.app.watching.drain();
    const alerts = await api.connection.collection('alerts').find({ kind: 'free_replies' }).toArray();
    expect(alerts).toHaveLength(warning === null ? 0 : 1);
  });

  it('with a payment method nothing is wrong: that they are used up is told once', async () => {
    await doctor();
    await bill();
    await bill();
    await api.app.watching.drain();
    expect((await billing()).warning).toBeNull();
    const told = await api.connection.collection('alerts').find({ kind: 'free_replies' }).toArray();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ phoneNumberId: acmeNumber.id, title: 'Free replies used up' });
    expect((await doctor())('costs')).toMatchObject({ verdict: 'good', result: expect.stringMatching(/used up/) });
  });

  it('says where Meta does not tell about the payment method', async () => {
    answers.payment = refused;
    await bill();
    expect((await doctor())('costs')).toMatchObject({
      verdict: 'unknown',
      next: expect.stringMatching(/Look in WhatsApp Manager/),
      cause: expect.stringMatching(/category utility are billed within the 24 hours too/),
    });
  });
});

describe('what Meta itself counts', () => {
  const point = (phone: string, type: string, volume: unknown, category = 'SERVICE') => ({
    start: 1796000000,
    end: 1796086400,
    phone_number: phone,
    pricing_type: type,
    pricing_category: category,
    volume,
    cost: 0,
  });
  const counted = (...points: object[]): FrontAnswer => ({
    body: { id: wabaId, pricing_analytics: { data: [{ data_points: points }] } },
  });

  it('stands in place of what was seen here, with its time', async () => {
    await used(3);
    answers.pricing = counted(
      point('15550100000', 'FREE_CUSTOMER_SERVICE', 400),
      point('+1 555-010-0000', 'FREE_CUSTOMER_SERVICE', 12),
      point('15550100000', 'REGULAR', 5, 'UTILITY'),
      point('15550100001', 'FREE_CUSTOMER_SERVICE', 7),
      point('15550100001', 'REGULAR', 2),
      point('15550100009', 'FREE_CUSTOMER_SERVICE', 'many'),
    );
    await doctor();
    const { freeReplies } = await billing();
    expect(freeReplies).toMatchObject({ used: 412, source: 'meta', state: 'some_left' });
    expect(freeReplies.text).toMatch(/^Meta counted 412 of 1,000 free replies on .* UTC\.$/);
    expect((await billing(secondNumber.id)).freeReplies).toMatchObject({ used: 7, state: 'used_up' });
  });

  it('gives way to more that was seen here since', async () => {
    answers.pricing = counted(point('15550100000', 'FREE_CUSTOMER_SERVICE', 2));
    await doctor();
    await used(5);
    expect((await billing()).freeReplies).toMatchObject({ used: 5, source: 'seen_here' });
  });

  it('is not asked again within hours, and where it cannot be read what was seen here stands', async () => {
    answers.pricing = counted(point('15550100000', 'FREE_CUSTOMER_SERVICE', 2));
    await doctor();
    await doctor();
    expect(asked.filter((question) => question === 'pricing')).toHaveLength(1);
    const hoursAgo = new Date(api.clock.now().getTime() - hours(7));
    await api.connection.collection('phoneNumbers').updateMany({}, { $set: { 'costs.at': hoursAgo } });
    answers.pricing = refused;
    await doctor();
    expect(asked.filter((question) => question === 'pricing')).toHaveLength(2);
    expect((await billing()).freeReplies).toMatchObject({ used: 2, source: 'meta' });
  });
});

describe('what Meta tells the app of', () => {
  it('is everything', async () => {
    expect((await doctor())('webhook_fields')).toMatchObject({ verdict: 'good', turn: null });
  });

  it('names each missing field with what is lost without it: the operator’s turn', async () => {
    answers.subscriptions = subscribed(['standby', 'history']);
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

  it.each<[string, FrontAnswer, string, RegExp]>([
    ['groups alone are missing', subscribed(['group_status_update']), 'waiting', /^One field is missing/],
    ['nothing about WhatsApp', { body: { data: [{ object: 'user', fields: [] }] } }, 'bad', /not subscribed to any/],
    ['nothing', { body: { data: [] } }, 'bad', /not subscribed to any/],
    ['switched off', subscribed([], { active: false }), 'bad', /switched off/],
    ['Meta refuses', refused, 'unknown', /did not say/],
    ['Meta is down', broken, 'unknown', /did not say/],
  ])('%s', async (_how, answer, verdict, words) => {
    answers.subscriptions = answer;
    expect((await doctor())('webhook_fields')).toMatchObject({ verdict, result: expect.stringMatching(words) });
  });
});
