import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { seedNumbers } from '../seeds.js';
import { webhookFields } from '../state/appSubscription.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  await test.sandbox.webhooksIdle();
  await test.restart();
});

const ana = { customerId: 'ana', phoneNumberId: acmeNumber } as const;
const answer = { ...ana, content: { type: 'text', body: 'I am the agent' } } as const;
const changes = async () => {
  await test.sandbox.webhooksIdle();
  return test.receiver.changes().map(({ field, value }) => ({ field, value }));
};
const fields = async () => (await changes()).map(({ field }) => field);
const owner = () => test.sandbox.threadOwner(ana);
const control = (body: Record<string, unknown>) =>
  test.meta.post(`${acmeNumber}/thread_control`, {
    token: test.token,
    body: { messaging_product: 'whatsapp', to: '15550190001', ...body },
  });

describe('a number whose agent answers', () => {
  beforeEach(() => {
    test.sandbox.setRouting(acmeNumber, { agentIsOn: true });
  });

  it('tells the app in standby what the customer writes and the agent answers, each nested', async () => {
    const wamid = test.writes('hi');
    const agents = test.sandbox.otherAnswers(answer);
    test.sandbox.customerOpens(ana);
    const told = await changes();
    expect(told.map(({ field }) => field)).toEqual(['standby', 'standby', 'standby', 'standby', 'standby']);
    expect(told[0]?.value).toEqual({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: seedNumbers.acmeFlowers.digits, phone_number_id: acmeNumber },
      standby: {
        contacts: [expect.objectContaining({ wa_id: '15550190001' })],
        messages: [expect.objectContaining({ id: wamid, text: { body: 'hi' } })],
      },
    });
    expect(told[1]?.value).toMatchObject({
      standby: {
        message_echoes: [
          { id: agents, message: { to: '15550190001', type: 'text', text: { body: 'I am the agent' } } },
        ],
      },
    });
    const statuses = told.slice(2).map(({ value }) => Object(value.standby).statuses[0]);
    expect(statuses).toMatchObject([
      { id: agents, status: 'sent', pricing: { category: 'general_purpose_ai' } },
      { id: agents, status: 'delivered' },
      { id: agents, status: 'read' },
    ]);
    expect(owner()).toEqual({ responder: 'meta_business_agent', role: 'ai_agent' });
  });

  it('passes a conversation to us, with what it is about inside', async () => {
    test.writes('hi');
    await test.sandbox.handOver({ ...ana, role: 'customer_service', summary: 'Asks about order 77', metadata: 'm' });
    test.writes('are you there?');
    const told = await changes();
    expect(told[1]).toEqual({
      field: 'messaging_handovers',
      value: {
        messaging_product: 'whatsapp',
        sender: { phone_number: '15550190001', user_id: 'US.1000000000000001' },
        recipient: { phone_number_id: acmeNumber, display_phone_number: seedNumbers.acmeFlowers.digits },
        timestamp: String(test.meta.now / 1000),
        type: 'control_passed',
        control_passed: {
          previous_owner_role: 'ai_agent',
          new_owner_role: 'customer_service',
          previous_owner_app_role: 'meta_business_agent',
          metadata: 'm',
          conversation_context: { type: 'summary', summary: { text: 'Asks about order 77' } },
        },
      },
    });
    expect(told[2]).toMatchObject({ field: 'messages', value: { messages: [{ text: { body: 'are you there?' } }] } });
  });

  it('or beside the customer’s next message, once', async () => {
    test.writes('hi');
    await test.sandbox.handOver({ ...ana, role: 'customer_service', summary: 'Order 77', summaryPlace: 'beside' });
    test.writes('one');
    test.writes('two');
    const told = await changes();
    expect(Object(told[1]?.value.control_passed)).not.toHaveProperty('conversation_context');
    expect(told[2]?.value).toMatchObject({ conversation_context: { type: 'summary', summary: { text: 'Order 77' } } });
    expect(told[3]?.value).not.toHaveProperty('conversation_context');
  });

  it('is taken over by a message of ours, as long as nothing is set up', async () => {
    test.writes('hi');
    readSentWamid(await test.sendText('A person here'));
    test.writes('oh, good');
    expect(owner()).toEqual({ responder: 'us', role: 'customer_service' });
    expect((await fields()).at(-1)).toBe('messages');
    await test.sandbox.handOver({ ...ana, role: 'ai_agent', type: 'control_taken' });
    test.writes('and now?');
    expect((await fields()).slice(-2)).toEqual(['messaging_handovers', 'standby']);
  });

  it('is nobody’s after 24 hours', async () => {
    test.writes('hi');
    await test.sandbox.handOver({ ...ana, role: 'customer_service' });
    test.meta.later(24 * 60 * 60);
    expect(owner()).toBeNull();
    test.writes('good morning');
    expect((await fields()).at(-1)).toBe('standby');
  });

  it('says nothing to an app that did not subscribe to standby, and never tells an override of it', async () => {
    test.sandbox.setAppFields(webhookFields.filter((field) => field !== 'standby'));
    test.writes('hi');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toEqual([]);
    expect(test.sandbox.deliveries()).toMatchObject([
      { state: 'not_sent', reason: 'The app is not subscribed to the field standby' },
    ]);
    test.sandbox.setAppFields(webhookFields);
    const override = { override_callback_uri: `${test.receiver.url}-override`, verify_token: 'verify-me' };
    await test.meta.post(`${acme}/subscribed_apps`, { token: test.token, body: override });
    test.writes('hi');
    await test.sandbox.handOver({ ...ana, role: 'customer_service' });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook-override']);
  });
});

describe('thread_control', () => {
  const configured = { isConfigured: true, ourRoles: ['escalation', 'marketing'], partnerRoles: ['customer_service'] };
  beforeEach(() => {
    test.sandbox.setRouting(acmeNumber, {
      isConfigured: true,
      ourRoles: ['escalation', 'marketing'],
      partnerRoles: ['customer_service'],
    });
  });

  it('is with the partner who answers customers, and our free-form messages are refused, templates not', async () => {
    expect(test.sandbox.setRouting(acmeNumber, {})).toMatchObject(configured);
    test.writes('hi');
    expect(owner()).toEqual({ responder: 'partner', role: 'customer_service' });
    expect(readError(await test.sendText('hello'))).toMatchObject({ code: 2494191 });
    const template = { name: 'hello_world', language: { code: 'en_US' } };
    readSentWamid(await test.send({ to: '15550190001', type: 'template', template }));
    test.sandbox.otherAnswers({ ...answer, role: 'customer_service' });
    expect(() => test.sandbox.otherAnswers(answer)).toThrow('ai_agent');
    expect(() => test.sandbox.otherAnswers({ ...answer, role: 'marketing' })).toThrow('our own');
  });

  it('takes with the role escalation only', async () => {
    test.writes('hi');
    test.sandbox.setRouting(acmeNumber, { ourRoles: ['marketing'] });
    expect(readError(await control({ action: 'take' }))).toMatchObject({ code: 2494191 });
    test.sandbox.setRouting(acmeNumber, { ourRoles: ['escalation'] });
    test.receiver.clear();
    expect((await control({ action: 'take', metadata: 'A person' })).body).toEqual({ success: true });
    expect((await changes()).at(-1)).toMatchObject({
      field: 'messaging_handovers',
      value: {
        type: 'control_taken',
        control_taken: { previous_owner_role: 'customer_service', new_owner_role: 'escalation', metadata: 'A person' },
      },
    });
    readSentWamid(await test.sendText('hello'));
  });

  it('passes to a role that somebody has, by a business-scoped id as well', async () => {
    test.writes('hi');
    const pass = { to: 'US.1000000000000001', action: 'pass', control_pass: { target_role: 'customer_service' } };
    expect(readError(await control(pass))).toMatchObject({ code: 2494191 });
    await control({ action: 'take' });
    expect(readError(await control({ ...pass, control_pass: { target_role: 'ai_agent' } }))).toMatchObject({
      code: 131009,
    });
    expect(readError(await control({ ...pass, control_pass: {} }))).toMatchObject({ code: 131008 });
    test.receiver.clear();
    expect((await control(pass)).status).toBe(200);
    expect(await changes()).toMatchObject([{ field: 'messaging_handovers', value: { type: 'control_passed' } }]);
    expect(owner()).toMatchObject({ responder: 'partner' });
  });

  it('releases without a webhook', async () => {
    test.writes('hi');
    await control({ action: 'take' });
    await test.sandbox.webhooksIdle();
    test.receiver.clear();
    expect((await control({ action: 'release' })).status).toBe(200);
    expect(await changes()).toEqual([]);
    expect(owner()).toBeNull();
    expect(readError(await control({ action: 'release' }))).toMatchObject({ code: 2494191 });
  });

  it.each([
    [{ action: 'steal' }, 131009],
    [{ action: 'take', to: '1999' }, 131009],
    [{ action: 'take', to: '' }, 131008],
    [{ action: 'take', messaging_product: 'x' }, 100],
  ])('refuses %j', async (body, code) => {
    expect(readError(await control(body))).toMatchObject({ code });
  });

  it('needs a token that may message', async () => {
    test.token = await test.meta.token({ scopes: ['whatsapp_business_management'] });
    expect(readError(await control({ action: 'take' }))).toMatchObject({ code: 10 });
  });
});

describe('who may answer', () => {
  it('is the app alone where nobody says otherwise, and the agent’s role is its own', async () => {
    test.writes('hi');
    expect(owner()).toBeNull();
    expect(await fields()).toEqual(['messages']);
    expect(() => test.sandbox.setRouting(acmeNumber, { ourRoles: ['ai_agent'] })).toThrow('ai_agent');
    expect(() => test.sandbox.setRouting('1', {})).toThrow('There is no number 1');
  });
});
