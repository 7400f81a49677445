import type { Page } from '@playwright/test';
import { acceptAtMeta } from './support/meta';
import { newPerson, signUp } from './support/people';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { acme } = world;

async function openSection(page: Page, name: string): Promise<void> {
  await page.goto('/dashboard/settings');
  await page.getByRole('tab', { name }).click();
}

test('a changed name is seen at once and after a reload', async ({ page }) => {
  await signUp(page);
  await openSection(page, 'Profile');
  await page.getByLabel('Name', { exact: true }).fill('Ada King');
  await page.getByRole('button', { name: 'Save name' }).click();
  await expect(page.getByText('Your name was saved')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Your menu, Ada King' })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Ada King');
});

test('the business can be renamed by its owner', async ({ page }) => {
  await signUp(page);
  await openSection(page, 'Business');
  await page.getByLabel('Business name').fill('Acme Group');
  await page.getByRole('button', { name: 'Save business name' }).click();
  await expect(page.getByText('The business name was saved')).toBeVisible();
  await expect(page.getByRole('complementary').getByText('Acme Group')).toBeVisible();
});

test('a password is changed only by who knows the current one', async ({ page }) => {
  const person = await signUp(page);
  await openSection(page, 'Profile');
  await page.getByLabel('Current password', { exact: true }).fill('not my password');
  await page.getByLabel('New password', { exact: true }).fill('quiet harbour violin sand');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText(/current password is not right/)).toBeVisible();
  await page.getByLabel('Current password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password was changed')).toBeVisible();
  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill('quiet harbour violin sand');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL('/dashboard');
});

test('a colleague joins as support, may mend numbers and nothing more, and can be removed', async ({
  page,
  otherBrowser,
}) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await acceptAtMeta(page, { portfolio: acme.portfolio, wabas: [acme.events.waba] });
  await expect(page.getByRole('heading', { name: 'Your number is connected' })).toBeVisible();

  await openSection(page, 'Team');
  await page.getByRole('button', { name: 'Create invitation link' }).click();
  const link = await page.getByLabel(/^Invitation link/).inputValue();
  expect(link).toContain('/join#');

  const colleague = newPerson('Grace Hopper');
  const other = await otherBrowser();
  await test.step('joining by the link', async () => {
    await other.goto(link);
    await expect(other.getByText('Ada Lovelace invited you as Support')).toBeVisible();
    await other.getByLabel('Your name').fill(colleague.name);
    await other.getByLabel('E-mail').fill(colleague.email);
    await other.getByLabel('Password', { exact: true }).fill(colleague.password);
    await other.getByRole('button', { name: 'Join the team' }).click();
    await expect(other.getByRole('heading', { name: 'Hello, Grace' })).toBeVisible();
  });

  await test.step('support sees the numbers and may reconnect and disconnect them', async () => {
    await other.goto(STATUS);
    await expect(other.locator('[data-number]')).toHaveCount(1);
    await expect(other.getByRole('button', { name: 'Reconnect', exact: true })).toBeVisible();
    await expect(other.getByRole('button', { name: /^Disconnect/ })).toBeVisible();
    await expect(other.getByRole('button', { name: 'Connect another number' })).toHaveCount(0);
  });

  await test.step('a number that is new to the account is refused to support', async () => {
    await other.getByRole('button', { name: 'Reconnect', exact: true }).click();
    await acceptAtMeta(other, { portfolio: acme.portfolio, wabas: [acme.flowers.waba] }, false);
    await expect(other.locator('[data-ending=number_not_known]')).toBeVisible();
  });

  await test.step('support cannot rename the business or invite people', async () => {
    await openSection(other, 'Business');
    await expect(other.getByLabel('Business name')).not.toBeEditable();
    await other.getByRole('tab', { name: 'Team' }).click();
    await expect(other.getByText('Only an owner can invite or remove people.')).toBeVisible();
    await expect(other.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
  });

  await test.step('the link works once', async () => {
    const third = await otherBrowser();
    await third.goto(link);
    await expect(third.getByRole('heading', { name: 'This invitation does not work any more' })).toBeVisible();
  });

  await test.step('removed, the colleague is signed out', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Remove Grace Hopper' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove from the team' }).click();
    await expect(page.getByText('Grace Hopper was removed from the team')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Remove Grace Hopper' })).toHaveCount(0);
    await other.goto('/dashboard');
    await expect(other.getByRole('heading', { name: 'Log in' })).toBeVisible();
  });
});

test('before anything is connected support is told to ask an owner', async ({ page, otherBrowser }) => {
  await signUp(page);
  await openSection(page, 'Team');
  await page.getByRole('button', { name: 'Create invitation link' }).click();
  const link = await page.getByLabel(/^Invitation link/).inputValue();
  const other = await otherBrowser();
  const colleague = newPerson('Grace Hopper');
  await other.goto(link);
  await other.getByLabel('Your name').fill(colleague.name);
  await other.getByLabel('E-mail').fill(colleague.email);
  await other.getByLabel('Password', { exact: true }).fill(colleague.password);
  await other.getByRole('button', { name: 'Join the team' }).click();
  await expect(other.getByText('Only an owner of this account can connect a new number')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Connect WhatsApp' })).toHaveCount(0);
});
