import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { acceptAtMeta, denyAtMeta, holdTheReturn, takeEverything } from './support/meta';
import { endingOn, signUp } from './support/people';
import { world } from './support/sandbox';
import { CALLBACK, expect, STATUS, test } from './support/test';

const { acme } = world;
const flowers = { portfolio: acme.portfolio, wabas: [acme.flowers.waba] };

test('a reload in the middle changes nothing: one exchange, the same result', async ({ page, sandbox }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await sandbox.latency(1_000);
  await acceptAtMeta(page, flowers);
  await expect(page.locator('[data-step=code][data-state=done]')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Connecting WhatsApp' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible({ timeout: 20_000 });
  expect(await sandbox.calls('oauth/access_token')).toHaveLength(1);
});

test('the callback in two tabs at once is one exchange, and both show the result', async ({ page, sandbox }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  const address = await holdTheReturn(page, flowers);
  const second = await page.context().newPage();
  await Promise.all([page.goto(address), second.goto(address)]);
  await expect(second.getByRole('heading', { name: 'Which numbers should Switchboard connect?' })).toBeVisible();
  await takeEverything(page);
  for (const tab of [page, second]) {
    await expect(tab.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
  }
  expect(await sandbox.calls('oauth/access_token')).toHaveLength(1);
});

test('afterwards the code is gone from the address, and a reload or Back shows the result', async ({
  page,
  sandbox,
}) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await acceptAtMeta(page, flowers);
  const done = page.getByRole('heading', { name: '2 numbers are connected' });
  await expect(done).toBeVisible();
  await expect(page).toHaveURL(/callback\?attempt=att_[\w-]+$/);
  await page.reload();
  await expect(done).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'You have already answered' })).toBeVisible();
  await page.goForward();
  await expect(done).toBeVisible();
  expect(await sandbox.calls('oauth/access_token')).toHaveLength(1);

  await page.getByRole('link', { name: 'Go to status' }).click();
  await expect(page).toHaveURL(STATUS);
  await page.goBack();
  await expect(page, 'the callback page is not in the history').not.toHaveURL(/callback/);
});

test('whoever goes on before the answer is back stays where they went', async ({ page }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  let goOn = () => {};
  const wentOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/integrations/whatsapp/oauth', async (route) => {
    const response = await route.fetch();
    await wentOn;
    await route.fulfill({ response });
    answer();
  });
  await acceptAtMeta(page, { portfolio: acme.portfolio, wabas: [acme.events.waba] });
  // The live line tells the end; the answer itself is still on its way.
  await expect(page.getByRole('heading', { name: 'Your number is connected' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to status' }).click();
  await expect(page).toHaveURL(STATUS);
  goOn();
  await answered;
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await expect(page).toHaveURL(STATUS);
});

test('a second answer to the same login is refused and leads to the result', async ({ page }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  const address = new URL(await holdTheReturn(page, flowers));
  await page.goto(address.href);
  await takeEverything(page);
  await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
  address.searchParams.set('code', 'AQD-another-code');
  await page.goto(address.href);
  await expect(endingOn(page, 'state_used')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Go to status' })).toBeVisible();
});

test('denying is told as a choice, after a reload too', async ({ page }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await denyAtMeta(page);
  await expect(endingOn(page, 'connect_denied')).toBeVisible();
  await page.reload();
  await expect(endingOn(page, 'connect_denied')).toBeVisible();
});

test('coming back with nothing sends nothing to the API and says so once', async ({ page }) => {
  await signUp(page);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (/\/whatsapp\/oauth(\/cancel)?$/.test(request.url())) sent.push(request.url());
  });
  await page.goto(`${CALLBACK}?state=att_12345678.abc`);
  await expect(page.getByText('Meta sent nothing back')).toBeVisible();
  await expect(page).toHaveURL(STATUS);
  expect(sent).toEqual([]);
  await page.reload();
  await expect(page.getByText('Connect your first number')).toBeVisible();
  await expect(page.getByText('Meta sent nothing back')).toHaveCount(0);
});

test('a login that was left at Meta is shown and can be started again', async ({ page }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await expect(page.getByTestId('login-window')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('A login at Meta is open')).toBeVisible();
  await page.getByRole('button', { name: 'Start again' }).click();
  await acceptAtMeta(page, flowers);
  await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
});

test.describe('how changes reach the page', () => {
  test('without a socket the steps still move, by asking', async ({ page, sandbox }) => {
    await signUp(page);
    await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await sandbox.latency(2_500);
    await acceptAtMeta(page, flowers);
    await expect(page.locator('[data-step=code][data-state=done]')).toBeVisible();
    await expect(page.locator('[data-step=token][data-state=done]')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Connecting WhatsApp' })).toBeVisible();
    await sandbox.latency(0);
    await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible({ timeout: 20_000 });
    await page.getByRole('link', { name: 'Go to status' }).click();
    await expect(page.getByText('Checking every few seconds')).toBeVisible();
  });

  test('with a socket a colleague’s screen follows the steps and the numbers, untouched', async ({ page, sandbox }) => {
    await signUp(page);
    const watching = await page.context().newPage();
    await watching.goto(STATUS);
    await expect(watching.getByText('Live updates on')).toBeVisible();
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await sandbox.latency(700);
    await acceptAtMeta(page, flowers);
    await expect(watching.getByRole('heading', { name: 'Connecting now' })).toBeVisible();
    await expect(watching.locator('[data-step=token][data-state=done]')).toBeVisible();
    await expect(watching.locator('[data-number]')).toHaveCount(2, { timeout: 20_000 });
    await expect(watching.locator('[data-connection=connected]')).toBeVisible();
  });

  test('a socket that drops is opened again by itself', async ({ page }) => {
    await signUp(page);
    let cut: (() => Promise<void>) | undefined;
    await page.routeWebSocket(/socket\.io/, (socket) => {
      socket.connectToServer();
      cut = () => socket.close();
    });
    await page.goto(STATUS);
    await expect(page.getByText('Live updates on')).toBeVisible();
    await cut?.();
    await expect(page.getByText('Checking every few seconds')).toBeVisible();
    await expect(page.getByText('Live updates on')).toBeVisible();
  });
});

test('what Meta says later is seen with Check now', async ({ page, sandbox }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await acceptAtMeta(page, flowers);
  await page.getByRole('link', { name: 'Go to status' }).click();
  const number = page.getByRole('region', { name: seedNumbers.acmeFlowers.displayPhoneNumber });
  await expect(number).toContainText('High');
  await sandbox.change(seedNumbers.acmeFlowers.id, { qualityRating: 'RED' });
  await number.getByRole('button', { name: /^Check now/ }).click();
  await expect(number).toContainText('Low');

  await sandbox.revokeAllTokens();
  await page.getByRole('button', { name: 'Check now', exact: true }).first().click();
  await expect(page.locator('[data-connection=needs_attention]')).toBeVisible();
  await expect(number.locator('[data-rung=authorised]')).toHaveAttribute('data-verdict', 'bad');
  await expect(number.getByRole('button', { name: 'Reconnect' })).toBeVisible();
});
