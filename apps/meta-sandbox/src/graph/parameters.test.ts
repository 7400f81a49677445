import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { seedWabas } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const edge = `${acmeNumber}/messages`;
const to = '+15550190001';
const text = { messaging_product: 'whatsapp', to, type: 'text', text: '{"body":"Hello"}' };

describe('parameters of a call', () => {
  it.each([
    ['a form', { form: text }],
    ['the query', { query: text }],
    ['JSON with a structure as text', { body: text }],
    ['JSON', { body: { ...text, text: { body: 'Hello' } } }],
    ['both query and JSON', { query: { messaging_product: 'whatsapp', to }, body: { text: { body: 'Hello' } } }],
  ])('are taken from %s', async (_where, options) => {
    test.writes('hi');
    readSentWamid(await test.meta.post(edge, { token: test.token, ...options }));
    const [sent] = test.sandbox.sentMessages();
    expect(sent).toMatchObject({ type: 'text', body: { messaging_product: 'whatsapp', to, text: { body: 'Hello' } } });
    expect(JSON.stringify(sent)).not.toContain(test.token);
  });

  it('may come as a multipart form, the token among them', async () => {
    test.writes('hi');
    const form = new FormData();
    const template = { name: 'hello_world', language: { code: 'en_US' } };
    const fields = { messaging_product: 'whatsapp', to, type: 'template', template: JSON.stringify(template) };
    for (const [name, value] of Object.entries({ ...fields, access_token: test.token })) form.set(name, value);
    const response = await fetch(`${test.sandbox.url}/v26.0/${edge}`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(test.sandbox.sentMessages()[0]?.body).toMatchObject({ template });
    expect(JSON.stringify(test.sandbox.sentMessages())).not.toContain(test.token);
  });

  it('that are structures are read as such everywhere', async () => {
    const mark = { messaging_product: 'whatsapp', status: 'read', message_id: test.writes('hi') };
    const read = await test.meta.post(edge, {
      token: test.token,
      form: { ...mark, typing_indicator: '{"type":"text"}' },
    });
    expect(read.body).toEqual({ success: true });
    test.sandbox.setRouting(acmeNumber, {
      isConfigured: true,
      ourRoles: ['escalation'],
      partnerRoles: ['customer_service'],
    });
    const pass = {
      messaging_product: 'whatsapp',
      to,
      action: 'pass',
      control_pass: '{"target_role":"customer_service"}',
    };
    for (const form of [{ ...pass, action: 'take' }, pass]) {
      const answer = await test.meta.post(`${acmeNumber}/thread_control`, { token: test.token, form });
      expect(answer.body).toEqual({ success: true });
    }
    const webhook_configuration = '{"override_callback_uri":"nowhere","verify_token":"v"}';
    const override = await test.meta.post(acmeNumber, { token: test.token, form: { webhook_configuration } });
    expect(readError(override)).toMatchObject({
      code: 100,
      error_data: { details: expect.stringContaining('not a URL') },
    });
  });

  it.each(['{"body":', 'Hello', '[]', '7'])('are refused when a structure is none: %s', async (broken) => {
    const answer = await test.meta.post(edge, { token: test.token, form: { ...text, text: broken } });
    expect(readError(answer)).toMatchObject({ status: 400 });
    expect(test.sandbox.sentMessages()).toEqual([]);
  });

  it('keep words of our own that look like JSON as words', async () => {
    test.writes('hi');
    const biz_opaque_callback_data = '{"id":1}';
    readSentWamid(await test.meta.post(edge, { token: test.token, form: { ...text, biz_opaque_callback_data } }));
    expect(test.sandbox.sentMessages()[0]).toMatchObject({ bizOpaqueCallbackData: '{"id":1}' });
  });

  it('that every call of the Graph API may have are not taken for parts of a message', async () => {
    test.writes('hi');
    const query = { pretty: '1', fields: 'messages', locale: 'de_DE', suppress_http_code: '0', debug: 'all' };
    readSentWamid(
      await test.meta.post(edge, {
        token: test.token,
        query,
        body: { ...text, messaging_account_id: seedWabas.acmeFlowers.id },
      }),
    );
  });
});
