import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { SignupWindow } from '../../test/signupWindow.js';
import { seedBusinesses, seedNumbers, seedPerson, seedWabas } from '../seeds.js';
import { signupSteps } from './signupMessage.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const finish = (data: Record<string, unknown>, event = 'FINISH') => ({ type: 'WA_EMBEDDED_SIGNUP', event, data });
const acme = {
  phone_number_id: seedNumbers.acmeFlowers.id,
  waba_id: seedWabas.acmeFlowers.id,
  business_id: seedBusinesses.acme.id,
};
const open = (query?: Record<string, string>) => SignupWindow.open(meta, query);

/** Exchanges a code of the SDK: without a redirect address. */
const exchange = (code: string | null, query: Record<string, string> = {}) =>
  meta.get('oauth/access_token', {
    query: { client_id: meta.sandbox.appId, client_secret: meta.sandbox.appSecret, code: String(code), ...query },
  });
const inspect = async (code: string | null) => {
  const { body } = await exchange(code);
  const query = { input_token: String(body.access_token) };
  return (await meta.get('debug_token', { token: meta.appToken, query })).body.data;
};

describe("the SDK's script", () => {
  it.each(['en_US', 'de_DE'])('is served for %s, to pages of any site', async (locale) => {
    const response = await fetch(`${meta.sandbox.url}/${locale}/sdk.js`);
    expect(response.headers.get('content-type')).toContain('javascript');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(await response.text()).toContain('fbAsyncInit');
  });

  it('comes with a page to try it on', async () => {
    const response = await fetch(`${meta.sandbox.url}/__sandbox/signup`);
    expect(await response.text()).toContain('src="/en_US/sdk.js"');
    expect((await fetch(`${meta.sandbox.url}/__sandbox/assets/signup-try.js`)).status).toBe(200);
    expect((await fetch(`${meta.sandbox.url}/__sandbox/assets/signup-answer.js`)).status).toBe(200);
  });
});

describe('opening the window', () => {
  it.each([
    ['an unknown app', { app_id: '1' }],
    ['no login configuration', { config_id: '' }],
    ['a page of another domain', { origin: 'http://evil.test' }],
    ['no page', { origin: '' }],
    ['a domain that only begins alike', { origin: 'http://localhost:3000.evil.test' }],
    ['a token instead of a code', { response_type: 'token' }],
    ['no override of the response type', { override_default_response_type: 'false' }],
    ['no channel of the SDK', { channel: '"><script>' }],
    ['extras that are no object', { extras: '[]x' }],
    ['extras that are far too long', { extras: JSON.stringify({ setup: 'x'.repeat(9000) }) }],
  ])('shows an error for %s', async (_what, query) => {
    const window = await open(query);
    expect(window.status).toBe(400);
    expect(window.page).toContain('data-testid="dialog-error"');
    expect(window.page).not.toContain('Continue as');
  });

  it('takes pages of the sandbox itself', async () => {
    expect((await open({ origin: meta.sandbox.url })).status).toBe(200);
  });

  it('cannot be framed and loads nothing from elsewhere', async () => {
    const response = await fetch(`${meta.sandbox.url}/v26.0/dialog/embedded_signup?app_id=1`);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

describe('finishing', () => {
  it('posts the message as JSON, then the code, and closes', async () => {
    const window = await (await open()).chooseNumber();
    expect(window.step).toBe('PERMISSIONS');
    const { told } = await window.confirm();
    expect(told).toMatchObject({ messages: [finish(acme)], delaysMs: [0, 0], staysOpen: false });
    expect(told.raw).toEqual([JSON.stringify(finish(acme)), 'code']);
    expect(window.next).toBe('');
    expect(await inspect(told.code)).toMatchObject({
      type: 'SYSTEM_USER',
      granular_scopes: [{ target_ids: [seedWabas.acmeFlowers.id] }, {}],
    });
  });

  it('gives a code that is exchanged without a redirect address, or with an empty one', async () => {
    const first = (await (await (await open()).chooseNumber()).confirm()).told.code;
    const address = await exchange(first, { redirect_uri: 'http://localhost:3000/integrations/whatsapp/callback' });
    expect(readError(address)).toMatchObject({ code: 100, error_subcode: 36008 });
    expect((await exchange(first, { redirect_uri: '' })).status).toBe(200);
    expect(readError(await exchange(first))).toMatchObject({ error_subcode: 36009 });
  });

  it('gives a code that lives 30 seconds', async () => {
    const { code } = (await (await (await open()).chooseNumber()).confirm()).told;
    meta.later(30);
    expect(readError(await exchange(code))).toMatchObject({ error_subcode: 36007 });
  });

  it('ends without a number when none was chosen', async () => {
    const window = await (await open()).chooseNumber(seedWabas.paperAndPine.id, seedBusinesses.paperAndPine.id);
    const { waba_id, business_id } = {
      waba_id: seedWabas.paperAndPine.id,
      business_id: seedBusinesses.paperAndPine.id,
    };
    expect((await window.confirm()).told.messages).toEqual([finish({ waba_id, business_id }, 'FINISH_ONLY_WABA')]);
  });

  it('puts a version into the message when the page asked for the session', async () => {
    const window = await (await open({ extras: '{"sessionInfoVersion":"3"}' })).chooseNumber();
    expect((await window.confirm()).told.messages).toEqual([{ ...finish(acme), version: 3 }]);
  });

  it('is told once: a second look at the answer has nothing to post', async () => {
    const window = await (await (await open()).chooseNumber()).confirm();
    expect(window.told.code).not.toBeNull();
    expect((await window.show('answer')).status).toBe(409);
    expect((await window.confirm()).status).toBe(409);
  });

  it('sets up a new number, verified by its code', async () => {
    const window = await (await open()).chooseNumber(`${seedWabas.acmeFlowers.id}:new`);
    expect(window.step).toBe('WHATSAPP_BUSINESS_PROFILE_SETUP');
    await window.submit('profile', { display_name: 'Acme Night Shop' });
    expect(window.step).toBe('PHONE_NUMBER_SETUP');
    expect((await window.submit('number', { phone: '0123' })).status).toBe(422);
    await window.submit('number', { phone: '+1 555-010-0099' });
    expect(window.step).toBe('PHONE_NUMBER_VERIFICATION');
    const code = /data-testid="sms-code">(\d{6})</.exec(window.page)?.[1] ?? '';
    expect((await window.submit('verify', { code: 'wrong' })).status).toBe(422);
    await window.submit('verify', { code });
    const { messages } = (await window.confirm()).told;
    const added = meta.sandbox.world.listNumbers(seedWabas.acmeFlowers.id).at(-1);
    expect(added).toMatchObject({
      displayPhoneNumber: '+1 555-010-0099',
      verifiedName: 'Acme Night Shop',
      codeVerificationStatus: 'VERIFIED',
      platformType: 'NOT_APPLICABLE',
      status: 'PENDING',
    });
    expect(messages).toEqual([finish({ ...acme, phone_number_id: added?.id })]);
  });

  it('can leave a new number unverified', async () => {
    const window = await (await open()).chooseNumber(`${seedWabas.acmeFlowers.id}:new`);
    await window.submit('profile', { display_name: 'Acme' });
    await window.submit('number', { phone: '+1 555-010-0099' });
    await (await window.submit('verify', { skip: 'yes', code: '' })).confirm();
    expect(meta.sandbox.world.listNumbers(seedWabas.acmeFlowers.id).at(-1)?.codeVerificationStatus).toBe(
      'NOT_VERIFIED',
    );
  });
});

describe('the picker of accounts', () => {
  it('has something chosen, also where there is no number', async () => {
    const window = await (await open()).chooseBusiness(seedBusinesses.paperAndPine.id);
    expect(window.page).toContain(`data-testid="no-number-${seedWabas.paperAndPine.id}" checked`);
    expect((await (await open()).chooseBusiness()).page).toMatch(
      new RegExp(`data-testid="number-${seedNumbers.acmeFlowers.id}"[^>]* checked`),
    );
  });

  it('asks again when nothing was chosen', async () => {
    const window = await (await (await open()).chooseBusiness()).submit('account');
    expect([window.status, window.step]).toEqual([422, 'WABA_PHONE_PROFILE_PICKER']);
    expect(window.page).toContain('data-testid="problem"');
  });
});

describe('coexistence', () => {
  const extras = '{"featureType":"whatsapp_business_app_onboarding"}';

  it('picks a number of the Business app, scans, and names the account alone', async () => {
    const window = await (await open({ extras })).chooseBusiness(seedBusinesses.cornerBakery.id);
    expect(window.step).toBe('PHONE_NUMBER_SETUP');
    await window.submit('app-number', { number: seedNumbers.cornerBakery.id });
    expect(window.step).toBe('PHONE_NUMBER_VERIFICATION');
    await window.submit('scan', { share_history: 'on' });
    const { told } = await window.confirm();
    expect(told.messages).toEqual([
      finish({ waba_id: seedWabas.cornerBakery.id }, 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING'),
    ]);
    expect(meta.sandbox.world.number(seedNumbers.cornerBakery.id)).toMatchObject({
      status: 'CONNECTED',
      platformType: 'CLOUD_API',
      isOnBizApp: true,
      lastOnboardedAt: meta.now,
    });
  });

  it('offers no number that is not in the app', async () => {
    const window = await (await open({ extras })).chooseBusiness(seedBusinesses.acme.id);
    expect(window.page).toContain('data-testid="no-app-number"');
    expect((await window.submit('app-number', { number: seedNumbers.acmeFlowers.id })).status).toBe(403);
  });
});

describe('leaving', () => {
  /** Goes to a step by the way that leads there. */
  async function at(step: (typeof signupSteps)[number]): Promise<SignupWindow> {
    const window = await open();
    await window.submit('person', { person: seedPerson.id });
    if (step === 'BUSINESS_ACCOUNT_SELECTION') return window;
    await window.submit('business', { business: seedBusinesses.acme.id });
    if (step === 'WABA_PHONE_PROFILE_PICKER') return window;
    await window.submit('account', { account: `${seedWabas.acmeFlowers.id}:new` });
    if (step === 'WHATSAPP_BUSINESS_PROFILE_SETUP') return window;
    await window.submit('profile', { display_name: 'Acme' });
    if (step === 'PHONE_NUMBER_SETUP') return window;
    await window.submit('number', { phone: '+1 555-010-0099' });
    return step === 'PHONE_NUMBER_VERIFICATION' ? window : window.submit('verify', { skip: 'yes' });
  }

  it.each(signupSteps)('says at which step: %s', async (step) => {
    const window = await at(step);
    expect(window.step).toBe(step);
    expect((await window.leave('cancel')).told).toMatchObject({
      messages: [{ type: 'WA_EMBEDDED_SIGNUP', event: 'CANCEL', data: { current_step: step } }],
      code: null,
    });
    expect((await window.show('permissions')).status).toBe(409);
  });

  it('reports an error with what support needs', async () => {
    const { told } = await (await at('PHONE_NUMBER_SETUP')).leave('report');
    expect(told.messages).toEqual([
      {
        type: 'WA_EMBEDDED_SIGNUP',
        event: 'CANCEL',
        data: {
          error_message: expect.stringContaining('verified name'),
          error_code: '524126',
          session_id: expect.stringMatching(/^[0-9a-f]{24}$/),
          timestamp: String(Math.floor(meta.now / 1000)),
        },
      },
    ]);
  });

  it('fails with an error', async () => {
    const { told } = await (await at('PERMISSIONS')).leave('error');
    expect(told).toMatchObject({ code: null, messages: [{ event: 'ERROR', data: {} }] });
  });

  it('posts nothing when the window is closed, or left at the login', async () => {
    expect((await (await at('PERMISSIONS')).leave('close')).told).toMatchObject({ raw: [], code: null });
    expect((await (await open()).submit('leave')).told).toMatchObject({ raw: [], code: null });
  });
});

describe('what a tester may change', () => {
  const finishWith = async (change: Record<string, string | string[]>) =>
    (await (await open()).chooseNumber()).confirm(change);
  const message = JSON.stringify(finish(acme));

  it.each([
    ['message_first', [message, 'code'], [0, 0]],
    ['code_first', ['code', message], [0, 0]],
    ['message_late', ['code', message], [0, 3000]],
    ['code_late', [message, 'code'], [0, 3000]],
  ])('the order: %s', async (order, raw, delaysMs) => {
    expect((await finishWith({ order })).told).toMatchObject({ raw, delaysMs });
  });

  it('the message as an object', async () => {
    expect((await finishWith({ payload: 'object' })).told.raw).toEqual([finish(acme), 'code']);
  });

  it.each(['FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', 'FINISH_OBO_MIGRATION', 'FINISH_GRANT_ONLY_API_ACCESS'])(
    'the event %s, which names the account alone',
    async (event) => {
      const { messages } = (await finishWith({ event })).told;
      expect(messages).toEqual([finish({ waba_id: seedWabas.acmeFlowers.id }, event)]);
    },
  );

  it('two accounts', async () => {
    const { told } = await finishWith({ also_waba: seedWabas.acmeEvents.id });
    expect(told.messages).toEqual([finish({ ...acme, waba_ids: [seedWabas.acmeFlowers.id, seedWabas.acmeEvents.id] })]);
    expect(await inspect(told.code)).toMatchObject({
      granular_scopes: [{ target_ids: [seedWabas.acmeFlowers.id, seedWabas.acmeEvents.id] }, {}],
    });
  });

  it('no account of another portfolio', async () => {
    expect((await finishWith({ also_waba: seedWabas.blueBicycle.id })).status).toBe(403);
  });

  it('an account that the token does not have', async () => {
    const { told } = await finishWith({ claimed_waba: seedWabas.blueBicycle.id });
    expect(told.messages).toEqual([finish({ ...acme, waba_id: seedWabas.blueBicycle.id })]);
    expect(JSON.stringify(await inspect(told.code))).not.toContain(seedWabas.blueBicycle.id);
  });

  it('no message at all', async () => {
    expect((await finishWith({ no_message: 'on' })).told).toMatchObject({ raw: ['code'] });
  });

  it.each(['not_json', 'other_type', 'cut_off', 'wrong_types', 'unknown_event'])(
    'another message before it: %s',
    async (extra) => {
      const { raw } = (await finishWith({ extra_message: extra })).told;
      expect(raw).toHaveLength(3);
      expect(raw.slice(1)).toEqual([message, 'code']);
    },
  );

  it('a message of half a megabyte', async () => {
    const [huge] = (await finishWith({ extra_message: 'huge' })).told.raw;
    expect(String(huge).length).toBeGreaterThan(500_000);
  });

  it('a code that has expired', async () => {
    const { code } = (await finishWith({ expired_code: 'on' })).told;
    expect(readError(await exchange(code))).toMatchObject({ error_subcode: 36007 });
  });

  it('a last screen that counts when it is closed', async () => {
    const window = await finishWith({ stay_open: 'on' });
    expect(window.told).toMatchObject({ staysOpen: true, raw: [message, 'code'] });
    expect(window.page).toContain('data-testid="finish"');
  });

  it('the message from another origin, and the code from the right one', async () => {
    const window = await finishWith({ other_origin: 'on' });
    expect(window.told.raw).toEqual([]);
    const elsewhere = new URL(window.next);
    expect(elsewhere.hostname).toBe('localhost');
    const forged = await fetch(elsewhere.href.replace('localhost', '127.0.0.1'));
    expect(await forged.text()).toContain('FINISH');
    expect((await window.show('answer')).told.raw).toEqual(['code']);
  });
});

describe('forged and forgotten windows', () => {
  it('needs the nonce of the page', async () => {
    const window = await open();
    expect((await window.submit('person', { nonce: 'guessed', person: seedPerson.id })).status).toBe(403);
    expect((await window.submit('leave', { nonce: 'guessed' })).status).toBe(403);
  });

  it('takes no portfolio, account or number that was not offered', async () => {
    const window = await open();
    expect((await window.submit('business', { business: seedBusinesses.acme.id })).status).toBe(403);
    await window.chooseBusiness(seedBusinesses.acme.id);
    expect((await window.submit('account', { account: seedWabas.blueBicycle.id })).status).toBe(403);
    expect(
      (await window.submit('account', { account: `${seedWabas.acmeFlowers.id}:${seedNumbers.blueBicycle.id}` })).status,
    ).toBe(403);
    expect((await window.confirm()).status).toBe(403);
  });

  it('is over after a reset', async () => {
    const window = await open();
    meta.sandbox.reset();
    expect((await window.submit('person', { person: seedPerson.id })).status).toBe(404);
  });
});

describe('signing up in code', () => {
  it('gives what the popup would give', async () => {
    const { code, message } = meta.sandbox.signUp();
    expect(message).toEqual(finish(acme));
    expect(await inspect(code)).toMatchObject({ granular_scopes: [{ target_ids: [seedWabas.acmeFlowers.id] }, {}] });
  });

  it('can name another account, another event, or no number', () => {
    const claimed = meta.sandbox.signUp({ claimedWabaId: seedWabas.blueBicycle.id, phoneNumberId: null });
    expect(claimed.message.data).toEqual({ waba_id: seedWabas.blueBicycle.id, business_id: seedBusinesses.acme.id });
    const event = 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING';
    const joined = meta.sandbox.signUp({ event, wabaIds: [seedWabas.cornerBakery.id] });
    expect(joined.message).toEqual(finish({ waba_id: seedWabas.cornerBakery.id }, event));
    expect(meta.sandbox.world.number(seedNumbers.cornerBakery.id)?.status).toBe('CONNECTED');
  });

  it('refuses an account that is not there', () => {
    expect(() => meta.sandbox.signUp({ wabaIds: ['1'] })).toThrow('There is no WhatsApp account 1');
  });
});
