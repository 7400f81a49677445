import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { escapeFrom, expectAccessible, expectNoSideScroll, tabTo } from './support/access';
import { acceptAtMeta } from './support/meta';
import { signUp } from './support/people';
import { world } from './support/sandbox';
import { CALLBACK, expect, STATUS, test } from './support/test';

const { acme } = world;
const flowers = { portfolio: acme.portfolio, wabas: [acme.flowers.waba] };

test('pages for people who are signed out have no serious fault', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByText('Enter your password')).toBeVisible();
  await expectAccessible(page, 'login with errors');
  await page.goto('/signup');
  await expect(page.getByRole('heading')).toBeVisible();
  await expectAccessible(page, 'signup');
  await page.goto('/join#no-such-invitation-token');
  await expect(page.getByRole('heading', { name: 'This invitation' })).toBeVisible();
  await expectAccessible(page, 'join');
  await page.goto('/nowhere');
  await expectAccessible(page, 'not found');
});

test('pages for people who are signed in have no serious fault', async ({ page, sandbox }) => {
  await signUp(page);
  await page.goto('/dashboard');
  await expect(page.getByText('Next steps')).toBeVisible();
  await expectAccessible(page, 'home, first run');
  await page.goto(`${CALLBACK}?code=c&state=unknown`);
  await expect(page.locator('[data-ending]')).toBeVisible();
  await expectAccessible(page, 'callback, refused');
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await sandbox.fault('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST', times: 'always' });
  await acceptAtMeta(page, flowers);
  await expect(page.locator('[data-ending]')).toBeVisible();
  await expectAccessible(page, 'callback, partial');
  await page.goto(STATUS);
  await expect(page.locator('[data-number]')).toHaveCount(2);
  await expectAccessible(page, 'status, needs attention');
  await page.getByRole('button', { name: 'Disconnect all' }).click();
  await expect(page.getByRole('list', { name: 'What will happen' })).toBeVisible();
  await expectAccessible(page, 'disconnect dialog');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.goto('/dashboard');
  await expect(page.getByText('Your numbers')).toBeVisible();
  await expectAccessible(page, 'home, connected');
  await page.goto('/dashboard/settings');
  for (const name of ['Profile', 'Business', 'Phone numbers', 'Team']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel')).toBeVisible();
    await expectAccessible(page, `settings, ${name}`);
  }
});

test('logging in and connecting work with the keyboard alone', async ({ page }) => {
  const person = await signUp(page);
  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByLabel('E-mail').focus();
  await page.keyboard.type(person.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();

  await page.reload();
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Connect WhatsApp' }));
  await page.keyboard.press('Enter');
  await acceptAtMeta(page, flowers);
  await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(STATUS);

  const disconnect = page.getByRole('button', { name: `Disconnect ${seedNumbers.acmeFlowers.displayPhoneNumber}` });
  await expect(disconnect).toBeVisible();
  await tabTo(page, disconnect);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await escapeFrom(page, dialog);
  await expect(disconnect).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Disconnect 1 number' }));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('list', { name: 'Receipts' })).toBeVisible();
  await tabTo(page, dialog.getByRole('button', { name: 'Done' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});

test('on a phone the menu leads everywhere, and nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signUp(page);
  await page.goto('/dashboard');
  for (const place of ['WhatsApp', 'Settings', 'Home']) {
    await page.getByRole('button', { name: 'Open menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: place, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expectNoSideScroll(page);
  }
});

test('the theme can be chosen and is remembered', async ({ page }) => {
  await signUp(page);
  await page.goto('/dashboard');
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveClass(/dark/);
  await page.reload();
  await expect(page.locator('html')).toHaveClass(/dark/);
});
