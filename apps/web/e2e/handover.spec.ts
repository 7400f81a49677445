import type { Page } from '@playwright/test';
import { expectAccessible, expectAccessibleAnywhere } from './support/access';
import { acceptAtMeta, denyAtMeta } from './support/meta';
import { endingOn, newPerson, signUp } from './support/people';
import { heading } from './support/popup';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { acme } = world;

test.beforeEach(async ({ page }) => {
  await signUp(page);
  await page.goto(STATUS);
});

/** Makes a link and leaves its window open. */
async function makeLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Connect on another device' }).click();
  return page.getByLabel('Link to send').inputValue();
}

test('the owner of the business connects on another device, and the steps move here', async ({
  page,
  otherBrowser,
  sandbox,
}) => {
  const link = await makeLink(page);
  expect(link).toContain('/connect#');
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await expect(page.locator('[data-handover=waiting]')).toContainText(/(29|30):\d\d/);
  await expectAccessible(page, 'hand-over link');

  const other = await otherBrowser();
  await test.step('the page says who asks and for what, to somebody without an account', async () => {
    await other.goto(link);
    await expect(other.getByText('Ada Lovelace').first()).toBeVisible();
    await expect(heading(other, /^Connect WhatsApp for Business/)).toBeVisible();
    await expectAccessibleAnywhere(other, 'hand-over page');
    await expect(page.locator('[data-handover=opened]')).toBeVisible();
  });

  await test.step('the login at Meta, and the choice', async () => {
    await other.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await expect(page.locator('[data-handover=connecting]')).toBeVisible();
    await sandbox.latency(300);
    await acceptAtMeta(other, { portfolio: acme.portfolio, wabas: [acme.flowers.waba] });
    await expect(heading(other, '2 numbers are connected')).toBeVisible();
    await expect(other.getByText('You can close this page.')).toBeVisible();
    await other.reload();
    await expect(heading(other, '2 numbers are connected')).toBeVisible();
  });

  await test.step('whoever made the link sees the same', async () => {
    const handover = page.locator('[data-handover=done]');
    await expect(handover).toContainText('Connected');
    await expect(handover.locator('[data-step=saved][data-state=done]')).toBeVisible();
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.locator('[data-number]')).toHaveCount(2);
  });

  await test.step('the link works once', async () => {
    const third = await otherBrowser();
    await third.goto(link);
    await expect(endingOn(third, 'handover_used')).toBeVisible();
  });
});

test('refused at Meta: both are told, and a new link is needed', async ({ page, otherBrowser }) => {
  const link = await makeLink(page);
  const other = await otherBrowser();
  await other.goto(link);
  await other.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await denyAtMeta(other);
  await expect(endingOn(other, 'connect_denied')).toBeVisible();
  await expect(other.getByText('ask whoever sent you the link for a new one')).toBeVisible();
  await expect(page.locator('[data-handover=failed]')).toBeVisible();
  await page.getByRole('button', { name: 'Make a new link' }).click();
  await expect(page.getByLabel('Link to send')).not.toHaveValue(link);
});

test('a link that was withdrawn does not work', async ({ page, otherBrowser }) => {
  const link = await makeLink(page);
  await page.getByRole('button', { name: 'Withdraw the link' }).click();
  await expect(page.getByText('The link was withdrawn')).toBeVisible();
  const other = await otherBrowser();
  await other.goto(link);
  await expect(endingOn(other, 'handover_invalid')).toBeVisible();
  await other.goto('/connect#short');
  await expect(endingOn(other, 'handover_invalid')).toBeVisible();
});

test('somebody who is signed in to another account is told so, and nothing happens', async ({ page, otherBrowser }) => {
  const link = await makeLink(page);
  const other = await otherBrowser();
  await signUp(other, newPerson('Mallory Stone'));
  await other.goto(link);
  await expect(endingOn(other, 'handover_other_account')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Connect WhatsApp' })).toHaveCount(0);
});
