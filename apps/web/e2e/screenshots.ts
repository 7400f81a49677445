/**
 * Captures every state of the product in both sizes and both themes, for people to look at. Not a test.
 *
 *     npx tsx e2e/screenshots.ts [folder] [name to match]
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import globalSetup from './support/globalSetup';
import { acceptAtMeta, denyAtMeta } from './support/meta';
import { disconnectEverything, newPerson, signUp } from './support/people';
import { SandboxControl, world } from './support/sandbox';

const folder = process.argv[2] ?? join(tmpdir(), 'switchboard-screenshots');
const wanted = process.argv[3] ?? '';
const STATUS = '/dashboard/settings/whatsapp-oauth';
const CALLBACK = '/integrations/whatsapp/callback';
const sizes = [
  { name: '390', viewport: { width: 390, height: 844 } },
  { name: '1440', viewport: { width: 1440, height: 900 } },
];
const { acme, bicycle } = world;
const everything = { portfolio: acme.portfolio, wabas: [acme.flowers.waba, acme.events.waba] };

/** Photographs the page as it is, in both sizes and both themes. */
async function shoot(page: Page, name: string, { fullPage = true } = {}): Promise<void> {
  if (!name.includes(wanted)) return;
  for (const size of sizes) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(size.viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(folder, `${name}-${size.name}-${colorScheme}.png`), fullPage });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function welcome(page: Page): Promise<void> {
  await page.goto('/login');
  await shoot(page, 'login');
  await page.getByLabel('E-mail').fill('nobody@example.com');
  await page.getByLabel('Password', { exact: true }).fill('wrong password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('is not right').waitFor();
  await shoot(page, 'login-refused');
  await page.goto('/signup');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('Enter your name').waitFor();
  await shoot(page, 'signup-errors');
  await page.goto('/join#not-an-invitation');
  await page.getByRole('heading').waitFor();
  await shoot(page, 'join-invalid');
  await page.goto('/nowhere');
  await shoot(page, 'not-found');
}

async function connecting(page: Page, sandbox: SandboxControl): Promise<void> {
  await signUp(page, { ...newPerson(), business: 'Acme Group' });
  await page.goto('/dashboard');
  await page.getByRole('heading', { name: /^Hello/ }).waitFor();
  await shoot(page, 'home-first');
  await page.goto(STATUS);
  await page.getByText('Connect your first number').waitFor();
  await shoot(page, 'status-not-connected');

  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await page.getByTestId('login-window').waitFor();
  await page.goto(STATUS);
  await page.getByText('A login at Meta is open').waitFor();
  await shoot(page, 'status-waiting');

  await page.getByRole('button', { name: 'Start again' }).click();
  await denyAtMeta(page);
  await page.locator('[data-ending]').waitFor();
  await shoot(page, 'callback-denied');
  await page.goto(`${CALLBACK}?state=nothing`);
  await page.getByText('Meta sent nothing back').waitFor();
  await shoot(page, 'status-denied-and-no-code');

  await sandbox.latency(2_500);
  await page.getByRole('button', { name: 'Connect again' }).click();
  await acceptAtMeta(page, everything);
  await page.locator('[data-step=token][data-state=running]').waitFor();
  await shoot(page, 'callback-working', { fullPage: false });
  await sandbox.latency(0);
  await page.getByRole('heading', { name: '3 numbers are connected' }).waitFor();
  await shoot(page, 'callback-connected');
}

async function connected(page: Page, sandbox: SandboxControl): Promise<void> {
  await page.goto('/dashboard');
  await page.getByText('Your numbers').waitFor();
  await shoot(page, 'home-connected');
  await page.goto(STATUS);
  await page
    .getByRole('button', { name: /proven/ })
    .first()
    .click();
  await shoot(page, 'status-connected');
  await page.getByRole('button', { name: /^Disconnect \+1 555-010-0000/ }).click();
  await page.getByRole('list', { name: 'What will happen' }).waitFor();
  await shoot(page, 'disconnect-preview', { fullPage: false });
  await sandbox.fault('{waba}/subscribed_apps', { kind: 'reset' }, { method: 'DELETE', times: 'always' });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Disconnect all' }).click();
  await page.getByRole('list', { name: 'What will happen' }).waitFor();
  await page.getByRole('button', { name: /^Disconnect 3/ }).click();
  await page.getByRole('list', { name: 'Receipts' }).waitFor();
  await shoot(page, 'disconnect-receipts', { fullPage: false });
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('One step is left').first().waitFor();
  await shoot(page, 'status-disconnected-pending');
  await sandbox.clearFaults();
}

async function troubled(page: Page, sandbox: SandboxControl): Promise<void> {
  await sandbox.fault('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST', times: 'always' });
  await page.getByRole('button', { name: 'Reconnect', exact: true }).first().click();
  await acceptAtMeta(page, { portfolio: bicycle.portfolio, wabas: [bicycle.waba] });
  await page.locator('[data-ending]').waitFor();
  await shoot(page, 'callback-partial');
  await page.getByRole('link', { name: 'Go to status' }).click();
  await page.locator('[data-number]').first().waitFor();
  await shoot(page, 'status-needs-attention');
  await sandbox.clearFaults();
}

async function endings(page: Page, sandbox: SandboxControl): Promise<void> {
  await page.goto(STATUS);
  await sandbox.fault('debug_token', { kind: 'error', code: 2, isTransient: true }, { times: 'always' });
  await page.getByRole('button', { name: 'Reconnect', exact: true }).first().click();
  await acceptAtMeta(page, everything);
  await page.locator('[data-ending]').waitFor({ timeout: 40_000 });
  await shoot(page, 'callback-meta-down');
  await sandbox.clearFaults();
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await shoot(page, 'status-retryable');
  await page.goto(`${CALLBACK}?code=abc&state=att_unknown1.${'x'.repeat(43)}`);
  await page.locator('[data-ending]').waitFor();
  await shoot(page, 'callback-unknown-state');
}

async function settings(page: Page, browser: Browser, baseURL: string): Promise<void> {
  for (const section of ['profile', 'business', 'numbers', 'team']) {
    await page.goto(`/dashboard/settings?section=${section}`);
    await page.getByRole('tabpanel').waitFor();
    if (section === 'team') {
      await page.getByRole('button', { name: 'Create invitation link' }).click();
      await page.getByText('Shown only now').waitFor();
    }
    if (section === 'numbers') await page.getByRole('listitem').first().waitFor();
    await shoot(page, `settings-${section}`);
  }
  const link = await page.getByLabel(/^Invitation link/).inputValue();
  const guest = await browser.newContext({ baseURL });
  const guestPage = await guest.newPage();
  await guestPage.goto(link);
  await guestPage.getByRole('button', { name: 'Join the team' }).waitFor();
  await shoot(guestPage, 'join');
  const colleague = newPerson('Grace Hopper');
  await guestPage.getByLabel('Your name').fill(colleague.name);
  await guestPage.getByLabel('E-mail').fill(colleague.email);
  await guestPage.getByLabel('Password', { exact: true }).fill(colleague.password);
  await guestPage.getByRole('button', { name: 'Join the team' }).click();
  await guestPage.getByRole('heading', { name: /^Hello/ }).waitFor();
  await shoot(guestPage, 'home-support');
  await guest.close();

  await page.goto('/dashboard');
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.screenshot({ path: join(folder, 'user-menu-1440-light.png') });
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Open menu' }).click();
  await page.screenshot({ path: join(folder, 'menu-390-light.png') });
}

await mkdir(folder, { recursive: true });
const stopStack = await globalSetup();
const browser = await chromium.launch({
  ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
});
let context: BrowserContext | undefined;
try {
  const baseURL = process.env.E2E_WEB_URL ?? '';
  const sandbox = new SandboxControl(process.env.E2E_SANDBOX_URL ?? '');
  context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await welcome(page);
  await connecting(page, sandbox);
  await connected(page, sandbox);
  await troubled(page, sandbox);
  await endings(page, sandbox);
  await settings(page, browser, baseURL);
  await disconnectEverything(page);
} finally {
  await context?.pages()[0]?.screenshot({ path: join(folder, 'last.png'), fullPage: true });
  await browser.close();
  await stopStack();
}
