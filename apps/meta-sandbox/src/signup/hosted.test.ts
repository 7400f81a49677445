import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { MessagingTest } from '../../test/messaging.js';
import { SignupWindow } from '../../test/signupWindow.js';
import { seedBusinesses, seedWabas } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start({ ownSystemToken: 'EAAourown' });
});
afterAll(() => test.stop());
beforeEach(() => {
  test.sandbox.reset();
  test.receiver.clear();
});

const acme = seedBusinesses.acme.id;
const partnerAdded = {
  id: '590100200300',
  field: 'account_update',
  value: { event: 'PARTNER_ADDED', waba_info: { waba_id: seedWabas.acmeFlowers.id, owner_business_id: acme } },
};
const path = (query = 'config_id=300100400') => `/messaging/whatsapp/onboard/?app_id=${test.sandbox.appId}&${query}`;

const makeProof = (token: string) => createHmac('sha256', test.sandbox.appSecret).update(token).digest('hex');
const fetchToken = (
  change: { token?: string; proof?: string; business?: string; form?: Record<string, string> } = {},
) => {
  const token = change.token ?? 'EAAourown';
  const { proof = makeProof(token), business = acme, form = { fetch_only: 'true' } } = change;
  return test.meta.post(`${business}/system_user_access_tokens`, {
    token,
    form: { ...form, ...(proof === '' ? {} : { appsecret_proof: proof }) },
  });
};

describe('the hosted page', () => {
  it('ends without a code or a message: the app is told by webhook alone', async () => {
    const window = await SignupWindow.at(test.meta, path());
    await (await window.chooseNumber()).confirm();
    expect(window.page).toContain('data-testid="hosted-finished"');
    expect(window.page).not.toMatch(/data-posts|code=/);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.changes()).toMatchObject([partnerAdded]);
    expect(test.sandbox.tokens()).toEqual([]);
  });

  it('tells nobody that it was left', async () => {
    const window = await SignupWindow.at(test.meta, path());
    await (await window.chooseNumber()).leave('cancel');
    expect(window.page).toContain('data-testid="hosted-left"');
    await test.sandbox.webhooksIdle();
    expect(test.receiver.changes()).toEqual([]);
    expect(readError(await fetchToken())).toMatchObject({ code: 100 });
  });

  it.each([
    ['no configuration', 'x=1'],
    ['an empty one', 'config_id='],
  ])('shows an error for %s', async (_what, query) => {
    const window = await SignupWindow.at(test.meta, path(query));
    expect([window.status, window.page]).toEqual([400, expect.stringContaining('data-testid="dialog-error"')]);
  });
});

describe("fetching a customer's token with our own", () => {
  it('gives a business token for what was shared, and the same again', async () => {
    await test.sandbox.signUpHosted();
    const { status, body } = await fetchToken();
    expect(status).toBe(200);
    const token = String(body.access_token);
    expect((await test.meta.get(`${seedWabas.acmeFlowers.id}/phone_numbers`, { token })).status).toBe(200);
    expect((await fetchToken()).body.access_token).toBe(token);
    await test.sandbox.webhooksIdle();
    expect(test.receiver.changes()).toMatchObject([partnerAdded]);
  });

  it('is a way back to a token whose code was lost', async () => {
    const token = await test.meta.token();
    expect((await fetchToken()).body).toEqual({ access_token: token });
  });

  it.each([
    ['no proof', { proof: '' }, 100],
    ['a wrong proof', { proof: '0'.repeat(64) }, 100],
    ['a made-up token', { token: 'EAAnobody' }, 190],
    ['no fetch_only', { form: {} }, 100],
    ['a portfolio that shared nothing', { business: seedBusinesses.blueBicycle.id }, 100],
  ])('is refused for %s', async (_what, change, code) => {
    await test.sandbox.signUpHosted();
    expect(readError(await fetchToken(change))).toMatchObject({ code });
  });

  it("is refused to a customer's token", async () => {
    const token = await test.meta.token();
    expect(readError(await fetchToken({ token }))).toMatchObject({ status: 403, code: 200 });
  });

  it('gives no token that does not work any more', async () => {
    const token = await test.meta.token();
    test.sandbox.revokeToken(token);
    expect(readError(await fetchToken())).toMatchObject({ code: 100 });
  });
});

describe('PARTNER_ADDED after the popup', () => {
  it('comes as well, unless a tester says no', async () => {
    await (await (await SignupWindow.open(test.meta)).chooseNumber()).confirm();
    await (await (await SignupWindow.open(test.meta)).chooseNumber()).confirm({ no_partner_added: 'on' });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.changes()).toMatchObject([partnerAdded]);
  });
});
