import { type ErrorCode, errorCatalogue } from '@switchboard/contracts';
import { acceptAtMeta, holdTheReturn, takeEverything } from './support/meta';
import { endingOn, logIn, newPerson, signUp } from './support/people';
import { world } from './support/sandbox';
import { CALLBACK, expect, STATUS, test } from './support/test';

const { acme, bicycle, harbour, pine } = world;
const flowers = { portfolio: acme.portfolio, wabas: [acme.flowers.waba] };

test.describe('when the login at Meta does not end in a connection', () => {
  const cases: Array<{ code: ErrorCode; answer: Parameters<typeof acceptAtMeta>[1]; press: string }> = [
    { code: 'code_expired', answer: { ...flowers, advanced: ['expired-code'] }, press: 'Connect again' },
    {
      code: 'permission_missing',
      answer: { ...flowers, advanced: ['leave-out-whatsapp_business_management'] },
      press: 'Connect again',
    },
    { code: 'no_phone_number', answer: { portfolio: pine.portfolio, wabas: [pine.waba] }, press: 'Connect again' },
  ];
  for (const { code, answer, press } of cases) {
    test(`${code}: it says why and what to press`, async ({ page }) => {
      await signUp(page);
      await page.goto(STATUS);
      await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
      await acceptAtMeta(page, answer);
      await expect(page.getByRole('heading', { name: errorCatalogue[code].title })).toBeFocused();
      await expect(endingOn(page, code)).not.toBeEmpty();
      await expect(page.getByRole('button', { name: press })).toBeVisible();
      await page.getByRole('link', { name: 'Go to status' }).click();
      await expect(page.locator('[data-connection=not_connected]')).toBeVisible();
      await expect(page.getByText(errorCatalogue[code].title)).toBeVisible();
    });
  }

  test('a number that Meta has not registered is saved, and not called connected', async ({ page }) => {
    await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await acceptAtMeta(page, { portfolio: harbour.portfolio, wabas: [harbour.waba] });
    await expect(page.getByRole('heading', { name: 'Your number is saved, not connected yet' })).toBeFocused();
    await expect(page.getByText('Saved, not registered yet')).toBeVisible();
    await page.getByRole('link', { name: 'Go to status' }).click();
    await expect(page.locator('[data-connection=needs_attention]')).toBeVisible();
  });

  test('a number that another account holds is left where it is', async ({ page, otherBrowser }) => {
    const other = await otherBrowser();
    await signUp(other);
    await other.goto(STATUS);
    await other.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await acceptAtMeta(other, { portfolio: bicycle.portfolio, wabas: [bicycle.waba] });
    await expect(other.getByRole('heading', { name: 'Your number is connected' })).toBeVisible();

    await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await acceptAtMeta(page, { portfolio: bicycle.portfolio, wabas: [bicycle.waba] });
    await expect(endingOn(page, 'number_in_use')).toBeVisible();
    await other.goto(STATUS);
    await expect(other.locator('[data-connection=connected]')).toBeVisible();
  });

  test('Meta being down can be tried again without another login', async ({ page, sandbox }) => {
    await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await sandbox.fault('debug_token', { kind: 'error', code: 2, isTransient: true }, { times: 'always' });
    await acceptAtMeta(page, flowers, false);
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('[data-step=token][data-state=failed]')).toBeVisible();
    await page.getByText('Details for support').click();
    await expect(page.getByText('Meta’s trace')).toBeVisible();

    await sandbox.clearFaults();
    const exchanges = (await sandbox.calls('oauth/access_token')).length;
    await page.getByRole('button', { name: 'Try again' }).click();
    await takeEverything(page);
    await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
    expect(await sandbox.calls('oauth/access_token')).toHaveLength(exchanges);
  });

  test('a refused webhook subscription is shown at its number and tried again from the status page', async ({
    page,
    sandbox,
  }) => {
    await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await sandbox.fault('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST', times: 'always' });
    await acceptAtMeta(page, flowers);
    await expect(endingOn(page, 'subscription_failed')).toBeVisible();
    await expect(page.getByText('Saved, no webhooks yet')).toHaveCount(2);

    await page.getByRole('link', { name: 'Go to status' }).click();
    await expect(page.locator('[data-connection=needs_attention]')).toBeVisible();
    const rung = page.locator('[data-rung=subscribed]').first();
    await expect(rung).toHaveAttribute('data-verdict', 'bad');
    await sandbox.clearFaults();
    await rung.getByRole('button', { name: 'Subscribe again' }).click();
    await expect(rung).toHaveAttribute('data-verdict', 'good');
    // Mended by the number's own button, the attempt has nothing left to ask for.
    await expect(page.locator('[data-connection=connected]')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden();
  });

  test('losing the network keeps the code and finishes when it is back', async ({ page }) => {
    await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    const finish = '**/api/integrations/whatsapp/oauth';
    await page.route(finish, (route) => route.abort('internetdisconnected'));
    await acceptAtMeta(page, flowers, false);
    await expect(page.getByRole('heading', { name: 'You seem to be offline' })).toBeVisible();
    await page.unroute(finish);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await takeEverything(page);
    await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
  });

  test('an answer that got lost is not taken for a failure', async ({ page, sandbox }) => {
    await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await page.route('**/api/integrations/whatsapp/oauth', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await acceptAtMeta(page, flowers);
    await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
    expect(await sandbox.calls('oauth/access_token')).toHaveLength(1);
  });
});

test.describe('a login that is not ours to finish', () => {
  test('a made-up state is refused in words', async ({ page }) => {
    await signUp(page);
    await page.goto(`${CALLBACK}?code=AQD-made-up&state=att_12345678.${'x'.repeat(43)}#_=_`);
    await expect(endingOn(page, 'state_unknown')).toBeVisible();
  });

  test('a code without a state is sent nowhere', async ({ page }) => {
    await signUp(page);
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
    await page.goto(`${CALLBACK}?code=AQD-stray-code`);
    await expect(endingOn(page, 'state_unknown')).toBeVisible();
    expect(sent.filter((line) => line.includes('/api/') && line.includes('AQD-stray-code'))).toEqual([]);
  });

  test('somebody else’s login does nothing, and stays theirs', async ({ page, otherBrowser }) => {
    await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    const address = await holdTheReturn(page, flowers);

    const other = await otherBrowser();
    await signUp(other);
    await other.goto(address);
    await expect(endingOn(other, 'state_not_yours')).toBeVisible();

    await page.goto(address);
    await takeEverything(page);
    await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
  });

  test('signing in again while at Meta asks to start again', async ({ page }) => {
    const person = await signUp(page);
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    const address = await holdTheReturn(page, flowers);
    await page.context().clearCookies();
    await logIn(page, person);
    await page.goto(address);
    await expect(endingOn(page, 'state_other_session')).toBeVisible();
  });

  test('being signed out meanwhile leads to logging in, and back to the status page', async ({ page }) => {
    const person = await signUp(page, newPerson());
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await page.context().clearCookies();
    await acceptAtMeta(page, flowers, false);
    await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
    await page.getByRole('link', { name: 'Log in again' }).click();
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page).toHaveURL(STATUS);
  });
});

test('every code that finishing a login can end with has its words on the page', async ({ page }) => {
  await signUp(page);
  const state = `att_12345678.${'x'.repeat(43)}`;
  const codes: ErrorCode[] = [
    'state_expired',
    'state_used',
    'code_used',
    'code_invalid',
    'redirect_uri_mismatch',
    'token_invalid',
    'no_whatsapp_account',
    'waba_not_granted',
    'number_not_known',
    'meta_unreachable',
    'meta_unavailable',
    'meta_timed_out',
    'meta_unexpected_answer',
    'meta_rate_limited',
    'meta_refused',
    'app_misconfigured',
    'connect_interrupted',
    'database_unavailable',
    'internal',
  ];
  for (const code of codes) {
    const reply = { success: false, code, message: errorCatalogue[code].message, requestId: 'req_test' };
    await page.route('**/api/integrations/whatsapp/oauth', (route) => route.fulfill({ status: 409, json: reply }));
    await page.goto(`${CALLBACK}?code=AQD-${code}&state=${state}`);
    await expect(page.getByRole('heading', { name: errorCatalogue[code].title })).toBeVisible();
    await expect(endingOn(page, code)).toHaveText(errorCatalogue[code].message);
    await expect(
      page.locator('main').getByRole('link').or(page.locator('main').getByRole('button')).first(),
    ).toBeVisible();
    await page.unroute('**/api/integrations/whatsapp/oauth');
  }
});
