import type { Page } from '@playwright/test';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessible } from './support/access';
import { signUp } from './support/people';
import { chooseNumber, heading } from './support/popup';
import { world } from './support/sandbox';
import type { TestStack } from './support/stack';
import { expect, STATUS, test } from './support/test';

const { acme, bicycle } = world;

/** Somebody of a business, on Meta's own page: no page of ours has sent them there. */
async function signUpAtMeta(page: Page, stack: TestStack, portfolio: string, phoneNumberId: string): Promise<void> {
  await page.goto(`${stack.sandbox}/__sandbox/`);
  await page.getByTestId('hosted-signup-link').click();
  await chooseNumber(page, portfolio, phoneNumberId);
  await page.getByTestId('confirm').click();
  await expect(page.getByTestId('hosted-finished')).toBeVisible();
}

async function openBoard(page: Page, { operatorToken }: TestStack): Promise<void> {
  await page.goto('/operator');
  await page.getByLabel('Token', { exact: true }).fill(operatorToken);
  await page.getByRole('button', { name: 'Show the board' }).click();
  await expect(heading(page, 'Signed up on Meta’s page')).toBeVisible();
}

test('a business signs up on Meta’s own page, the operator says whose it is, and its owner sees the numbers', async ({
  page,
  otherBrowser,
  stack,
  sandbox: _sandbox,
}) => {
  const owner = await otherBrowser();
  const person = await signUp(owner);
  await owner.goto(STATUS);
  await expect(owner.locator('[data-connection]')).toHaveText('Not connected');

  await signUpAtMeta(await otherBrowser(), stack, bicycle.portfolio, bicycle.ids[0]);
  await openBoard(page, stack);
  const row = page.locator(`[data-hosted="${bicycle.wabaId}"]`);
  await expect(row).toHaveAttribute('data-state', 'waiting');
  await expect(owner.locator('[data-number]')).toHaveCount(0);
  await expectAccessible(page, 'operator, a sign-up waits');

  const dialog = page.getByRole('dialog', { name: 'Which account does it belong to?' });
  await test.step('sees what was shared, and finds the account by its owner', async () => {
    await row.getByRole('button', { name: /^Assign/ }).click();
    await expect(dialog).toContainText(bicycle.portfolio);
    await expect(dialog.getByRole('list', { name: 'Shared numbers' }).getByRole('listitem')).toHaveCount(1);
    await expect(dialog.getByRole('button', { name: 'Connect to this account' })).toBeDisabled();
    await dialog.getByLabel('Account', { exact: true }).fill('nobody@example.com');
    await dialog.getByRole('button', { name: 'Find accounts' }).click();
    await expect(dialog.getByText('No account is called that')).toBeVisible();
    await dialog.getByLabel('Account', { exact: true }).fill(person.email);
    await dialog.getByRole('button', { name: 'Find accounts' }).click();
    await dialog.getByRole('radio', { name: person.business }).check();
    await expect(dialog.getByRole('button', { name: 'Connect to this account' })).toBeDisabled();
    await dialog.getByLabel('A number that the business gave you').fill('9999');
    await dialog.getByRole('button', { name: 'Connect to this account' }).click();
    await expect(dialog.getByText('This is not one of its numbers')).toBeVisible();
    await dialog.getByLabel('A number that the business gave you').fill('0020');
    await expectAccessible(page, 'operator, choosing the account');
  });

  await test.step('connects it', async () => {
    await dialog.getByRole('button', { name: 'Connect to this account' }).click();
    await expect(dialog).toBeHidden();
    await expect(row).toHaveAttribute('data-state', 'connected');
    await expect(row).toContainText(person.business);
    await expect(row.getByRole('button', { name: /^(Assign|Dismiss)/ })).toHaveCount(0);
  });

  await test.step('its owner sees the number without a reload, and how it came in the history', async () => {
    await expect(owner.locator('[data-connection]')).toHaveText('Connected');
    await expect(owner.getByRole('region', { name: seedNumbers.blueBicycle.displayPhoneNumber })).toBeVisible();
    await owner.goto(`${STATUS}/history`);
    const entry = owner.locator('[data-history=attempt]');
    await expect(entry).toContainText('The operator');
    await entry.getByText('Steps and ids').click();
    await expect(entry).toContainText('Access fetched from Meta');
  });
});

test('while Meta is away nothing is lost, and what is not wanted is dismissed', async ({
  page,
  otherBrowser,
  stack,
  sandbox,
}) => {
  const owner = await otherBrowser();
  const person = await signUp(owner);
  await signUpAtMeta(await otherBrowser(), stack, acme.portfolio, acme.events.ids[0]);
  await openBoard(page, stack);
  const row = page.locator(`[data-hosted="${acme.events.wabaId}"]`);

  await sandbox.fault('{business}/system_user_access_tokens', { kind: 'reset' }, { times: 'always' });
  await row.getByRole('button', { name: /^Assign/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Meta does not say what it is')).toBeVisible();
  await dialog.getByLabel('Account', { exact: true }).fill(person.business);
  await dialog.getByRole('button', { name: 'Find accounts' }).click();
  await dialog.getByRole('radio', { name: person.business }).check();
  await dialog.getByLabel('A number that the business gave you').fill('0001');
  await dialog.getByRole('button', { name: 'Connect to this account' }).click();
  await expect(dialog.getByText('Meta cannot be reached')).toBeVisible();
  await expect(row).toHaveAttribute('data-state', 'waiting');

  await sandbox.clearFaults();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog).toContainText(acme.portfolio);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await row.getByRole('button', { name: /^Dismiss/ }).click();
  await expect(row).toHaveAttribute('data-state', 'dismissed');
});
