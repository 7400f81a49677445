import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readError } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest } from '../../test/messaging.js';
import { type BreakageName, breakageNames } from '../index.js';
import { seedNumbers } from '../seeds.js';
import { otherPin } from './breakages.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const control = () => request(`${test.sandbox.url}/__sandbox`);
const breakIt = (name: BreakageName) => test.sandbox.breakNumber(name, acmeNumber);
const read = (fields: string) => test.meta.get(acmeNumber, { token: test.token, query: { fields } });
const register = (pin: string) =>
  test.meta.post(`${acmeNumber}/register`, { token: test.token, body: { messaging_product: 'whatsapp', pin } });

const health = z.object({
  health_status: z.object({
    can_send_message: z.string(),
    entities: z.array(
      z.object({
        entity_type: z.string(),
        can_send_message: z.string(),
        errors: z.array(z.object({ error_code: z.number(), possible_solution: z.string() })).optional(),
      }),
    ),
  }),
});
async function readHealth() {
  const { can_send_message: all, entities } = health.parse((await read('health_status')).body).health_status;
  return { all, ...Object.fromEntries(entities.map((one) => [one.entity_type, one.can_send_message])) };
}

describe('breaking a number without a word', () => {
  it.each([
    ['token_revoked', { code: 190, error_subcode: 458 }],
    ['token_expired', { code: 190, error_subcode: 463 }],
    ['management_removed', { code: 200 }],
  ] as const)('%s is seen when the number is read', async (name, error) => {
    breakIt(name);
    expect(readError(await read('id'))).toMatchObject(error);
  });

  it('without the permission to message, nothing is sent, and the number is still there', async () => {
    breakIt('messaging_removed');
    expect((await read('id')).status).toBe(200);
    expect(readError(await test.sendText('Hello'))).toMatchObject({ code: 10 });
  });

  it.each([
    [
      'deregistered',
      { status: 'DISCONNECTED', platform_type: 'NOT_APPLICABLE', throughput: { level: 'NOT_APPLICABLE' } },
    ],
    ['not_verified', { code_verification_status: 'NOT_VERIFIED' }],
    ['pending', { status: 'PENDING' }],
    ['restricted', { status: 'RESTRICTED' }],
    ['banned', { status: 'BANNED' }],
    ['name_declined', { name_status: 'DECLINED' }],
    ['name_pending', { name_status: 'PENDING_REVIEW' }],
    ['quality_low', { quality_rating: 'RED' }],
    ['limit_lowered', { whatsapp_business_manager_messaging_limit: 'TIER_250' }],
  ] as const)('%s is seen in what the number says of itself', async (name, expected) => {
    test.sandbox.world.updateWaba(acme, { messagingLimit: 'TIER_10K' });
    breakIt(name);
    expect((await read(Object.keys(expected).join(','))).body).toMatchObject(expected);
  });

  it('another PIN refuses a registration', async () => {
    breakIt('other_pin');
    expect(readError(await register('123456'))).toMatchObject({ code: 133005 });
    expect((await register(otherPin)).status).toBe(200);
  });

  it('unsubscribed is seen in the list of apps', async () => {
    breakIt('unsubscribed');
    expect((await test.meta.get(`${acme}/subscribed_apps`, { token: test.token })).body).toEqual({ data: [] });
  });

  it.each([
    ['waba_elsewhere', 'whatsapp_business_account'],
    ['number_elsewhere', 'phone_number'],
  ] as const)('%s: messages go to somebody else, who takes them', async (name, level) => {
    breakIt(name);
    const elsewhere = `${test.sandbox.url}/__sandbox/elsewhere`;
    expect((await read('webhook_configuration')).body).toMatchObject({ webhook_configuration: { [level]: elsewhere } });
    test.writes('Hello?');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toEqual([]);
    expect(test.sandbox.deliveries().at(-1)).toMatchObject({ state: 'acknowledged' });
  });

  it("answers Meta's check at that other address", async () => {
    const body = { override_callback_uri: `${test.sandbox.url}/__sandbox/elsewhere`, verify_token: 'v' };
    expect((await test.meta.post(`${acme}/subscribed_apps`, { token: test.token, body })).status).toBe(200);
  });

  it('a payment problem fails what is sent', async () => {
    breakIt('payment_problem');
    test.writes('Hi');
    expect((await test.sendText('Hello')).status).toBe(200);
    await test.sandbox.webhooksIdle();
    expect(test.sandbox.sentMessages()).toMatchObject([{ statuses: ['failed'], failedWith: 131042 }]);
  });

  it('tells the app nothing', async () => {
    for (const name of breakageNames) breakIt(name);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toEqual([]);
  });

  it('mends everything but dead tokens', async () => {
    for (const name of breakageNames) breakIt(name);
    breakIt('mended');
    expect(readError(await read('id'))).toMatchObject({ code: 190 });
    test.token = await test.meta.token();
    expect(await readHealth()).toMatchObject({ all: 'AVAILABLE' });
    test.writes('Are you there?');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listed('messages')).toHaveLength(1);
  });
});

describe('health', () => {
  it.each([
    [null, { all: 'AVAILABLE', PHONE_NUMBER: 'AVAILABLE', WABA: 'AVAILABLE', BUSINESS: 'AVAILABLE', APP: 'AVAILABLE' }],
    ['deregistered', { all: 'BLOCKED', PHONE_NUMBER: 'BLOCKED', WABA: 'AVAILABLE' }],
    ['pending', { all: 'BLOCKED', PHONE_NUMBER: 'BLOCKED' }],
    ['banned', { all: 'BLOCKED', PHONE_NUMBER: 'BLOCKED' }],
    ['restricted', { all: 'LIMITED', PHONE_NUMBER: 'LIMITED', WABA: 'AVAILABLE' }],
    ['name_declined', { all: 'LIMITED', PHONE_NUMBER: 'LIMITED' }],
    ['payment_problem', { all: 'BLOCKED', PHONE_NUMBER: 'AVAILABLE', WABA: 'BLOCKED' }],
  ] as const)('after %s', async (name, expected) => {
    if (name !== null) breakIt(name);
    expect(await readHealth()).toMatchObject(expected);
  });

  it('says what is wrong and what to do', async () => {
    breakIt('payment_problem');
    const { entities } = health.parse((await read('health_status')).body).health_status;
    expect(entities.find(({ entity_type: type }) => type === 'WABA')?.errors).toEqual([
      { error_code: 141006, possible_solution: expect.stringContaining('payment method') },
    ]);
  });
});

describe('over HTTP and on the control page', () => {
  it('breaks by name, and knows no other names', async () => {
    await control().post(`/numbers/${acmeNumber}/break/banned`).expect(200);
    expect(test.sandbox.world.number(acmeNumber)?.status).toBe('BANNED');
    await control().post(`/numbers/${acmeNumber}/break/everything`).expect(404);
    await control().post('/numbers/1/break/banned').expect(404);
    expect((await control().get('/breakages')).body.names).toEqual(breakageNames);
  });

  it('has a button for each', async () => {
    const page = (await control().get('/').expect(200)).text;
    for (const name of breakageNames) expect(page).toContain(`data-testid="break-${name}"`);
    await control().post('/forms/breakages').type('form').send({ number: acmeNumber, breakage: 'pending' }).expect(303);
    expect(test.sandbox.world.number(acmeNumber)?.status).toBe('PENDING');
  });

  it('changes an account', async () => {
    await control().patch(`/wabas/${acme}`).send({ messagingLimit: 'TIER_100K', hasPaymentProblem: true }).expect(200);
    expect(test.sandbox.world.waba(acme)).toMatchObject({ messagingLimit: 'TIER_100K', hasPaymentProblem: true });
    await control().patch(`/wabas/${acme}`).send({ id: '1' }).expect(400);
    await control().patch('/wabas/1').send({}).expect(404);
  });

  it('signs up, joins the app and lengthens its past', async () => {
    const { body } = await control()
      .post('/signups')
      .send({ wabaIds: [acme], event: 'FINISH_ONLY_WABA' })
      .expect(201);
    expect(body).toMatchObject({ code: expect.stringMatching(/^AQ/), message: { event: 'FINISH_ONLY_WABA' } });
    await control()
      .post('/signups')
      .send({ wabaIds: ['1'] })
      .expect(400);
    await control()
      .post('/signups/hosted')
      .send({ wabaIds: [acme] })
      .expect(201);
    await control()
      .post('/signups/hosted')
      .send({ wabaIds: ['1'] })
      .expect(400);
    await control().post(`/numbers/${seedNumbers.cornerBakery.id}/onboard`).send({ sharesHistory: false }).expect(200);
    await control().post('/numbers/1/onboard').expect(404);
    const past = await control().post('/phone-past').send({ messagesPerPhase: 9 }).expect(200);
    expect(past.body).toEqual({ messagesPerPhase: 9, chunksPerPhase: 2, marksOwn: true });
    expect((await control().get('/own-system-token')).body).toEqual({ token: test.sandbox.ownSystemToken });
    expect((await control().get('/')).text).toContain(test.sandbox.ownSystemToken);
  });

  it('lets a business token remove the app only when told to', async () => {
    expect(readError(await test.meta.call('DELETE', 'me/permissions', { token: test.token }))).toMatchObject({
      code: 100,
    });
    await control().post('/dials').send({ businessTokensRevoke: true }).expect(200);
    expect((await test.meta.call('DELETE', 'me/permissions', { token: test.token })).body).toEqual({ success: true });
    expect(readError(await read('id'))).toMatchObject({ code: 190, error_subcode: 458 });
  });
});
