import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessibleAnywhere } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { createApi, messageField, openChat, openColleague, openInbox } from './support/inbox';
import { acceptAtMeta } from './support/meta';
import { signUp } from './support/people';
import { heading } from './support/popup';
import { world } from './support/sandbox';
import { findCard, findRung, openStatus } from './support/status';
import { CHAT, expect, STATUS, test } from './support/test';

const { acme, harbour } = world;

test('a number that is dead is said to whoever answers with it, with what they may do, and on the first page', async ({
  page,
  stack,
  sandbox,
  customers,
  otherBrowser,
}) => {
  const colleague = await otherBrowser();
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await openColleague(page, colleague);
  await openChat(colleague, 'Ana Souza');
  await messageField(colleague).fill('Good morning');
  const bar = colleague.locator('[data-number-trouble]');
  await expect(bar).toHaveCount(0);

  await sandbox.revokeAllTokens();
  await (await createApi(page))('/integrations/whatsapp/check', {});
  await expect(bar).toContainText(`Nothing can be sent from ${seedNumbers.acmeFlowers.displayPhoneNumber}`);
  await expect(bar.getByRole('button', { name: 'Reconnect' })).toBeVisible();
  await expect(messageField(colleague)).toHaveValue('Good morning');
  await expectAccessibleAnywhere(colleague, 'a dead number in the inbox');

  await colleague.goto('/dashboard');
  await expect(colleague.locator('[data-reconnect]')).toHaveCount(2);
  await expect(
    colleague.getByRole('button', { name: `Reconnect ${seedNumbers.acmeFlowers.displayPhoneNumber}` }),
  ).toBeVisible();
  await expectAccessibleAnywhere(colleague, 'a dead number on the first page');
  await colleague.getByRole('button', { name: `Reconnect ${seedNumbers.acmeFlowers.displayPhoneNumber}` }).click();
  await acceptAtMeta(colleague, { portfolio: acme.portfolio, wabas: [acme.flowers.waba] }, false);
  await expect(heading(colleague, /connected again$/)).toBeVisible();
  await colleague.goto(CHAT);
  await openChat(colleague, 'Ana Souza');
  await expect(bar).toHaveCount(0);
});

test('a number that is only saved is not called connected by whoever watches its hand-over', async ({
  page,
  otherBrowser,
}) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect on another device' }).click();
  const link = await page.getByLabel('Link to send').inputValue();
  const other = await otherBrowser();
  await other.goto(link);
  await other.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await acceptAtMeta(other, { portfolio: harbour.portfolio, wabas: [harbour.waba] });
  const watched = page.locator('[data-handover=done]');
  await expect(watched).toContainText('Your number is saved, not connected yet');
  await expect(watched.getByText('Connected', { exact: true })).toHaveCount(0);
  await expect(watched).not.toContainText('All steps are done');
  await expectAccessibleAnywhere(page, 'a hand-over of a number that is only saved');
});

test('while Meta is simulated, the customers’ phones are a press away', async ({ page, stack }) => {
  const phones = { name: 'Open a customer’s phone' };
  const address = `${stack.sandbox}/__sandbox/phone`;
  await openInbox(page, stack);
  await expect(page.getByRole('link', phones)).toHaveAttribute('href', address);
  await page.goto('/dashboard');
  await expect(page.getByRole('link', phones)).toHaveAttribute('href', address);
  await page.goto(STATUS);
  await page.getByRole('button', { name: `More for ${seedNumbers.acmeFlowers.displayPhoneNumber}` }).click();
  await page.getByRole('menuitem', { name: 'Write to it from a phone' }).click();
  const opened = page.waitForEvent('popup');
  await page.getByRole('dialog').getByRole('link', phones).click();
  await expect((await opened).getByText('Ana Souza').first()).toBeVisible();
});

test('a press on one card speaks of that number, and another can be connected while one is ill', async ({
  page,
  stack,
  sandbox,
}) => {
  await openStatus(page, stack, [acme.flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  await card.getByRole('button', { name: /^Check now/ }).click();
  await expect(page.getByText('1 number checked at Meta')).toBeVisible();
  await sandbox.change(FIRST_NUMBER, { status: 'RESTRICTED' });
  await card.getByRole('button', { name: /^Check now/ }).click();
  await expect(findRung(card, 'registered')).toHaveAttribute('data-verdict', 'bad');
  await expect(page.getByRole('button', { name: 'Connect another number' })).toBeVisible();
});

test('a first visit shows no error, and a page of help is not called home', async ({ page }) => {
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  await page.goto('/login');
  await expect(page.getByRole('button', { name: 'Log in' })).toBeVisible();
  await page.goto('/dashboard');
  await expect(page).toHaveURL(/\/login/);
  expect(refused).toEqual([]);

  await signUp(page);
  await page.goto('/dashboard/help/codes');
  await expect(page.getByRole('heading', { level: 1, name: 'What Meta’s codes mean' })).toBeVisible();
  const main = page.getByRole('navigation', { name: 'Main' });
  await expect(main.getByRole('link', { name: 'Home' })).toBeVisible();
  await expect(main.locator('[aria-current=page]')).toHaveCount(0);
  await page.goto(CHAT);
  await expect(main.locator('[aria-current=page]')).toHaveText('Inbox');
  await expect(page).toHaveTitle(/Inbox/);
});
