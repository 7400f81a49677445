import type { Page } from '@playwright/test';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { type Customers, conversationRow } from '../support/customers';
import { acceptAtMeta, denyAtMeta, takeEverything } from '../support/meta';
import { newPerson, signUp } from '../support/people';
import { type SandboxControl, world } from '../support/sandbox';
import type { Scene, Shoot } from './camera';

const STATUS = '/dashboard/settings/whatsapp-oauth';
const CALLBACK = '/integrations/whatsapp/callback';
const { acme, bicycle } = world;
const everything = { portfolio: acme.portfolio, wabas: [acme.flowers.waba, acme.events.waba] };

async function welcome(page: Page, shoot: Shoot): Promise<void> {
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

async function connecting(page: Page, sandbox: SandboxControl, shoot: Shoot): Promise<void> {
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
  await acceptAtMeta(page, everything, false);
  await page.locator('[data-step=token][data-state=running]').waitFor();
  await shoot(page, 'callback-working', { fullPage: false });
  await sandbox.latency(0);
  await page.getByRole('heading', { name: 'Which numbers should Switchboard connect?' }).waitFor();
  await shoot(page, 'callback-choosing');
  await takeEverything(page);
  await page.getByRole('heading', { name: '3 numbers are connected' }).waitFor();
  await shoot(page, 'callback-connected');
}

const CHAT = '/dashboard/chat';
const DAY_MS = 24 * 60 * 60 * 1000;

/** The page that fills the window is photographed as it stands. */
const filling = (shoot: Shoot) => (page: Page, name: string) => shoot(page, name, { fullPage: false });

async function inbox(page: Page, customers: Customers, shoot: Shoot): Promise<void> {
  const shootChat = filling(shoot);
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
async function inboxDisconnected(page: Page, customers: Customers, shoot: Shoot): Promise<void> {
  const shootChat = filling(shoot);
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

async function connected(page: Page, sandbox: SandboxControl, shoot: Shoot): Promise<void> {
  await page.goto('/dashboard');
  await page.getByText('Your numbers').waitFor();
  await shoot(page, 'home-connected');
  await page.goto(STATUS);
  await page
    .getByRole('button', { name: /proven/ })
    .first()
    .click();
  await shoot(page, 'status-connected');
  await page.getByRole('button', { name: `Disconnect ${seedNumbers.acmeFlowers.displayPhoneNumber}` }).click();
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

async function troubled(page: Page, sandbox: SandboxControl, shoot: Shoot): Promise<void> {
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

async function endings(page: Page, sandbox: SandboxControl, shoot: Shoot): Promise<void> {
  await page.goto(STATUS);
  await sandbox.fault('debug_token', { kind: 'error', code: 2, isTransient: true }, { times: 'always' });
  await page.getByRole('button', { name: 'Reconnect', exact: true }).first().click();
  await acceptAtMeta(page, everything, false);
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

async function help(page: Page, shoot: Shoot): Promise<void> {
  await page.goto('/dashboard/help/codes');
  await page.locator('[data-code]').first().waitFor();
  await shoot(page, 'help-codes', { fullPage: false });
}

async function settings(page: Page, newPage: () => Promise<Page>, shoot: Shoot): Promise<void> {
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
  const guestPage = await newPage();
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

  await page.goto('/dashboard');
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await shoot(page, 'user-menu', { fullPage: false });
  await page.keyboard.press('Escape');
}

/** From signing up to leaving, in the order in which a person meets it. */
export const journey: Scene = async ({ page, sandbox, customers, newPage, shoot }) => {
  await welcome(page, shoot);
  await connecting(page, sandbox, shoot);
  await inbox(page, customers, shoot);
  await connected(page, sandbox, shoot);
  await inboxDisconnected(page, customers, shoot);
  await troubled(page, sandbox, shoot);
  await endings(page, sandbox, shoot);
  await help(page, shoot);
  await settings(page, newPage, shoot);
};
