import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { MessagingTest } from '../../test/messaging.js';
import { Receiver } from '../../test/receiver.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const object = 'whatsapp_business_account';
const call = (method: string, options: { query?: Record<string, string>; form?: Record<string, string> } = {}) =>
  test.meta.call(method, `${test.sandbox.appId}/subscriptions`, { token: test.meta.appToken, ...options });
const readFields = (body: Record<string, unknown>): string[] => {
  const [subscription] = Array.isArray(body.data) ? body.data : [];
  const fields = Object(subscription).fields;
  return Array.isArray(fields) ? fields.map((field) => String(Object(field).name)) : [];
};

describe('the webhook subscriptions of the app', () => {
  it('name the address and every field, with its version', async () => {
    const { body } = await call('GET');
    expect(body.data).toEqual([
      {
        object,
        callback_url: test.receiver.url,
        active: true,
        fields: expect.arrayContaining([
          { name: 'messages', version: 'v26.0' },
          { name: 'standby', version: 'v26.0' },
          { name: 'group_status_update', version: 'v26.0' },
        ]),
      },
    ]);
  });

  it('are none for an app without an address', async () => {
    test.sandbox.setWebhookTarget(null);
    expect((await call('GET')).body).toEqual({ data: [] });
    test.sandbox.setWebhookTarget({ url: test.receiver.url, verifyToken: test.receiver.verifyToken });
  });

  it('are set with an address that answers the challenge, and taken back field by field', async () => {
    const other = await Receiver.start();
    const form = {
      object,
      callback_url: other.url,
      fields: 'messages,account_update',
      verify_token: other.verifyToken,
    };
    expect((await call('POST', { form })).body).toEqual({ success: true });
    const { body } = await call('GET');
    expect(body.data).toMatchObject([{ callback_url: other.url }]);
    expect(readFields(body)).toEqual(['messages', 'account_update']);
    expect((await call('POST', { form: { ...form, fields: '["messages","calls"]' } })).body).toEqual({ success: true });
    expect(readFields((await call('GET')).body)).toEqual(['messages', 'calls']);
    expect((await call('DELETE', { query: { object, fields: 'calls' } })).body).toEqual({ success: true });
    expect(readFields((await call('GET')).body)).toEqual(['messages']);
    expect((await call('DELETE', { query: { object } })).body).toEqual({ success: true });
    expect((await call('GET')).body).toEqual({ data: [] });
    await other.stop();
    test.sandbox.setWebhookTarget({ url: test.receiver.url, verifyToken: test.receiver.verifyToken });
    test.sandbox.reset();
    expect(readFields((await call('GET')).body)).toContain('calls');
  });

  it.each([
    [100, { object: 'colours' }],
    [100, { fields: 'messages,colours' }],
    [100, { callback_url: 'nowhere' }],
    [2200, { verify_token: 'wrong' }],
  ])('are refused with %d for %j', async (code, change) => {
    const { url, verifyToken } = test.receiver;
    const form = { object, callback_url: url, fields: 'messages', verify_token: verifyToken, ...change };
    expect(readError(await call('POST', { form }))).toMatchObject({ code });
    expect(readFields((await call('GET')).body)).toContain('standby');
  });

  it('can be set as in the dashboard', async () => {
    test.sandbox.setAppFields(['messages', 'calls']);
    expect(readFields((await call('GET')).body)).toEqual(['messages', 'calls']);
    expect(test.sandbox.appFields).toEqual(['messages', 'calls']);
    expect(() => test.sandbox.setAppFields(['colours'])).toThrow('There is no field colours');
  });

  it('need the token of the app', async () => {
    const answer = await test.meta.get(`${test.sandbox.appId}/subscriptions`, { token: test.token });
    expect(readError(answer)).toMatchObject({ code: 15, message: expect.stringContaining('app access_token') });
  });

  it('decide which webhooks are sent', async () => {
    const { url, verifyToken } = test.receiver;
    const form = { object, callback_url: url, fields: 'account_update', verify_token: verifyToken };
    await call('POST', { form });
    test.writes('unheard');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.received).toEqual([]);
    expect(test.sandbox.deliveries().at(-1)).toMatchObject({ state: 'not_sent' });
  });
});
