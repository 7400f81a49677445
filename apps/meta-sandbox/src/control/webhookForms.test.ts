import supertest from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest } from '../../test/messaging.js';
import { type AccountEventName, accountEventNames } from '../index.js';
import { seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const control = () => supertest(`${test.sandbox.url}/__sandbox`);
const submit = (form: string, fields: Record<string, string | string[]> = {}) =>
  control().post(`/forms/${form}`).type('form').send(fields).expect(303);
const page = async () => (await control().get('/').expect(200)).text;

const calmForm = {
  duplicate: '1',
  delay_ms: '0',
  jitter_ms: '0',
  out_of_order_ms: '0',
  batch_size: '0',
  batch_ms: '500',
  wrong_signature: 'never',
  other_app: 'never',
  fail_code: '',
  fail_times: '1',
  window_error: 'async',
  keep_order: 'on',
};

describe('the webhook part of the control page', () => {
  it('leads to the phones', async () => {
    expect(await page()).toMatch(/href="\/__sandbox\/phone" data-testid="open-phone"/);
  });

  it('checks the address', async () => {
    expect(await page()).toContain('Not checked yet');
    await submit('webhook-check');
    expect(await page()).toContain('The address answered the check');
  });

  it('turns the dials, and shows how they stand', async () => {
    await submit('webhook-dials', {
      ...calmForm,
      duplicate: '3',
      batch_size: '50',
      other_app: 'always',
      fail_code: '131049',
      fail_times: '2',
      window_error: 'sync',
      skip: ['read', 'delivered'],
      receiver_down: 'on',
      wamid_names: 'userId',
      addressing: 'plus',
      other_way: 'business',
      no_context: 'on',
      unsubscribed: 'standby, calls',
    });
    expect(test.sandbox.webhookDials).toMatchObject({
      duplicate: 3,
      batch: { size: 50, windowMs: 500 },
      signedByOtherApp: Number.POSITIVE_INFINITY,
      failNext: { code: 131049, times: 2 },
      windowError: 'sync',
      skipStatuses: ['read', 'delivered'],
      receiverDown: true,
      wamidNames: 'userId',
      addressing: 'plus',
      writtenOtherWay: ['business'],
      repliesWithoutContext: true,
    });
    const text = await page();
    expect(text).toMatch(/value="always" selected/);
    expect(text).toMatch(/name="unsubscribed" value="standby calls"/);
    expect(text).toMatch(/value="read" checked/);
    await submit('webhook-dials', { ...calmForm, skip: 'sent' });
    expect(test.sandbox.webhookDials).toMatchObject({ batch: null, failNext: null, skipStatuses: ['sent'] });
    await submit('webhook-dials', calmForm);
    expect(test.sandbox.webhookDials).toMatchObject({ skipStatuses: [], receiverDown: false, keepOrder: true });
  });

  it('sends any account event', async () => {
    await submit('raw-events', { waba: acme, field: 'account_update', value: '{"event":"ACCOUNT_DELETED"}' });
    expect(test.receiver.changes()).toMatchObject([{ field: 'account_update', value: { event: 'ACCOUNT_DELETED' } }]);
    await control().post('/forms/raw-events').type('form').send({ waba: acme, field: 'x', value: 'no' }).expect(400);
  });

  it('shows the deliveries with their bodies, escaped', async () => {
    test.receiver.answers = [503];
    test.writes('<b>bold</b>');
    await test.sandbox.webhooksIdle();
    const text = await page();
    expect(text).toMatch(/data-testid="delivery" data-state="acknowledged"/);
    expect(text).toContain('503, 200');
    expect(text).toContain('messages: text');
    expect(text).not.toContain('<b>bold');
  });
});

describe('an account event', () => {
  it.each(accountEventNames)('reaches the app: %s', async (event) => {
    await submit('account-events', { number: acmeNumber, event });
    const [change] = test.receiver.changes();
    expect(change).toMatchObject({ field: expect.any(String), time: Math.floor(test.meta.now / 1000) });
    expect(Object.keys(change?.value ?? {}).length).toBeGreaterThan(0);
  });

  const cause = (event: AccountEventName) =>
    control().post(`/webhooks/account-events/${event}`).send({ phoneNumberId: acmeNumber }).expect(200);

  it('also happens', async () => {
    await cause('number_flagged');
    await cause('name_rejected');
    expect(test.sandbox.world.number(acmeNumber)).toMatchObject({ qualityRating: 'RED', nameStatus: 'DECLINED' });
    await cause('account_banned');
    expect(readError(await test.sendText('x'))).toMatchObject({ code: 131031 });
    await cause('account_reinstated');
    await cause('template_paused');
    const query = { status: 'PAUSED', fields: 'name' };
    const { body } = await test.meta.get(`${acme}/message_templates`, { token: test.token, query });
    expect(body.data).toMatchObject([{ name: 'order_update' }]);
  });

  it('can take the account away', async () => {
    await cause('partner_removed');
    expect(readError(await test.meta.get(acme, { token: test.token }))).toMatchObject({ code: 100, error_subcode: 33 });
    expect(test.sandbox.isSubscribed(acme)).toBe(false);
    expect(test.receiver.changes()).toMatchObject([
      { value: { event: 'PARTNER_REMOVED', waba_info: { waba_id: acme } } },
    ]);
    expect(test.receiver.changes()[0]?.id).not.toBe(acme);
  });

  it('can kill the token', async () => {
    await test.sandbox.causeAccountEvent('app_uninstalled', acmeNumber);
    expect(readError(await test.meta.get(acme, { token: test.token }))).toMatchObject({
      code: 190,
      error_subcode: 458,
    });
    await expect(test.sandbox.causeAccountEvent('pin_changed', '1')).rejects.toThrow('There is no number 1');
  });

  it('has to be one there is', async () => {
    await control().post('/webhooks/account-events/earthquake').send({ phoneNumberId: acmeNumber }).expect(404);
    await control().post('/webhooks/account-events/pin_changed').send({ phoneNumberId: '1' }).expect(404);
  });
});

describe('what Meta tells about one phone of an account', () => {
  it('names the number and no account, in an entry of the account, and the other phone stays', async () => {
    await test.sandbox.causeAccountEvent('biz_app_disconnected', acmeNumber);
    expect(test.receiver.changes()).toEqual([
      {
        id: acme,
        time: expect.any(Number),
        field: 'account_update',
        value: {
          event: 'PARTNER_REMOVED',
          phone_number: seedNumbers.acmeFlowers.digits,
          disconnection_info: { reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' },
        },
      },
    ]);
    expect(test.sandbox.isSubscribed(acme)).toBe(true);
    expect(test.sandbox.world.number(seedNumbers.acmeSecond.id)).toMatchObject({ platformType: 'CLOUD_API' });
    await test.sandbox.causeAccountEvent('biz_app_disconnected', seedNumbers.acmeSecond.id);
    expect(test.sandbox.isSubscribed(acme)).toBe(false);
  });

  it('writes the day of a ban as a text, and templates by name', async () => {
    await test.sandbox.causeAccountEvent('account_banned', acmeNumber);
    await test.sandbox.causeAccountEvent('template_category_coming', acmeNumber);
    await test.sandbox.causeAccountEvent('template_category_changed', acmeNumber);
    await test.sandbox.causeAccountEvent('limit_not_set', acmeNumber);
    expect(test.receiver.changes()).toMatchObject([
      { value: { ban_info: { waba_ban_date: 'November 22, 2026' } } },
      { value: { message_template_name: 'order_update', new_category: 'UTILITY', correct_category: 'MARKETING' } },
      { value: { message_template_language: 'en-US', previous_category: 'UTILITY', new_category: 'MARKETING' } },
      { value: { current_limit: 'TIER_NOT_SET' } },
    ]);
  });
});
