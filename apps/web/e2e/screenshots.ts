/**
 * Captures every state of the product in both sizes and both themes, for people to look at. Not a test.
 *
 *     npx tsx e2e/screenshots.ts [folder] [name to match]
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { Customers, conversationRow } from './support/customers';
import { acceptAtMeta, denyAtMeta } from './support/meta';
import { disconnectEverything, newPerson, signUp } from './support/people';
import { SandboxControl, world } from './support/sandbox';
import { startTestStack } from './support/stack';

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

const CHAT = '/dashboard/chat';
const DAY_MS = 24 * 60 * 60 * 1000;

/** The page that fills the window is photographed as it stands. */
const shootChat = (page: Page, name: string) => shoot(page, name, { fullPage: false });

async function inbox(page: Page, customers: Customers): Promise<void> {
  await page.goto(CHAT);
  await page.getByText('Waiting for the first message').waitFor();
  await shootChat(page, 'inbox-first');

  await customers.writes('ana', { type: 'text', body: 'Hello! Do you still have the white peonies for Saturday?' });
  await customers.writes('ben', { type: 'text', body: 'The courier has not come yet' });
  await customers.writes('chloe', { type: 'text', body: 'Bonjour, vous livrez à Lyon ?' });
  await customers.writes('noor', { type: 'text', body: 'Can I pick it up at five?' });
  await customers.writes('layla', { type: 'text', body: 'شكرا جزيلا' });
  await customers.writes('frank', { type: 'text', body: 'Are you open?' }, { at: Date.now() - DAY_MS + 40 * 60_000 });
  const late = await customers.joins('Oskar Lind');
  await customers.writes(late, { type: 'text', body: 'See you tomorrow then' }, { at: Date.now() - 2 * DAY_MS });
  await conversationRow(page, 'Oskar Lind').waitFor();
  await shootChat(page, 'inbox-list');

  await conversationRow(page, 'Ana Souza').click();
  const write = page.getByRole('textbox', { name: 'Message' });
  await write.fill('We do! Shall I keep twelve for you?');
  await write.press('Enter');
  await customers.writes('ana', { type: 'image', caption: 'Something like this, please' });
  await customers.writes('ana', { type: 'audio', voice: true });
  await customers.writes('ana', { type: 'document', filename: 'Table plan.pdf' });
  await customers.writes('ana', {
    type: 'location',
    latitude: 40.7061,
    longitude: -73.9969,
    name: 'Brooklyn Bridge Park',
  });
  const peonies = { productRetailerId: 'PEONY-12', quantity: 2, itemPrice: 39, currency: 'USD' };
  await customers.writes('ana', { type: 'order', catalogId: 'spring', items: [peonies] });
  await page.getByRole('table', { name: 'Order' }).waitFor();
  await page.locator('[data-media=waiting]').first().waitFor({ state: 'detached' });
  await customers.opens('ana');
  await shootChat(page, 'inbox-thread');

  await customers.failNext(131026);
  await write.fill('Your bouquet is ready');
  await write.press('Enter');
  await page.locator('[data-status=failed]').waitFor();
  await shootChat(page, 'inbox-failed');

  await page.getByRole('button', { name: 'Emoji' }).click();
  await page.getByRole('gridcell').first().waitFor();
  await shootChat(page, 'inbox-emoji');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Use a template' }).click();
  await page.locator('[data-template=order_update]').first().click();
  await page.locator('form input').first().fill('Ana');
  await shootChat(page, 'inbox-template');

  await conversationRow(page, 'Oskar Lind').click();
  await page.locator('[data-template]').first().waitFor();
  await shootChat(page, 'inbox-window-closed');

  await page.goto(CHAT);
  await page.getByLabel('Search conversations').fill('nothing like this');
  await page.getByText('Nothing found').waitFor();
  await shootChat(page, 'inbox-nothing-found');
}

/** After the numbers were disconnected: what is left of the inbox, and what waits. */
async function inboxDisconnected(page: Page, customers: Customers): Promise<void> {
  await page.goto(CHAT);
  await conversationRow(page, 'Ana Souza').click();
  await page.getByText('Nothing can be sent from it').waitFor();
  await shootChat(page, 'inbox-disconnected');
  await customers.writes('ben', { type: 'text', body: 'Hello?' });
  await page.goto('/dashboard');
  await page
    .getByRole('button', { name: 'Put them in their place' })
    .waitFor({ timeout: 10_000 })
    .catch(() => undefined);
  await shoot(page, 'home-quarantine');
  await page.goto(STATUS);
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

async function help(page: Page): Promise<void> {
  await page.goto('/dashboard/help/codes');
  await page.locator('[data-code]').first().waitFor();
  await shoot(page, 'help-codes', { fullPage: false });
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
const stack = await startTestStack();
const browser = await chromium.launch({
  ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
});
let context: BrowserContext | undefined;
try {
  const baseURL = stack.web;
  const sandbox = new SandboxControl(stack.sandbox);
  context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await welcome(page);
  await connecting(page, sandbox);
  const customers = new Customers(stack.sandbox);
  await inbox(page, customers);
  await connected(page, sandbox);
  await inboxDisconnected(page, customers);
  await troubled(page, sandbox);
  await endings(page, sandbox);
  await help(page);
  await settings(page, browser, baseURL);
  await disconnectEverything(page);
} finally {
  await context?.pages()[0]?.screenshot({ path: join(folder, 'last.png'), fullPage: true });
  await browser.close();
  await stack.stop();
}
