import type { Page } from '@playwright/test';
import { connectNumbers } from './support/inbox';
import { acceptAtMeta } from './support/meta';
import { endingOn, signUp } from './support/people';
import { heading } from './support/popup';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { acme, bicycle } = world;

test.beforeEach(async ({ page, stack }) => {
  await signUp(page);
  await connectNumbers(page, stack, [bicycle.wabaId]);
  await page.goto(STATUS);
});

const number = (page: Page) => page.locator(`[data-number="${bicycle.ids[0]}"]`);

test('another number is refused, and the old connection stays as it was', async ({ page, sandbox }) => {
  await sandbox.revokeAllTokens();
  await number(page)
    .getByRole('button', { name: /^Check now/ })
    .click();
  await number(page).getByRole('button', { name: 'Reconnect' }).click();
  await acceptAtMeta(page, { portfolio: acme.portfolio, wabas: [acme.events.waba] }, false);
  await expect(endingOn(page, 'different_number')).toBeVisible();
  await expect(page.getByText('What was connected before is untouched.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to status' }).click();
  await expect(page.locator('[data-number]')).toHaveCount(1);
  await expect(number(page)).toBeVisible();

  await test.step('the same number is brought back', async () => {
    await number(page).getByRole('button', { name: 'Reconnect' }).first().click();
    await acceptAtMeta(page, { portfolio: bicycle.portfolio, wabas: [bicycle.waba] }, false);
    await expect(heading(page, 'Your number is connected again')).toBeVisible();
    await page.getByRole('link', { name: 'Go to status' }).click();
    await expect(page.locator('[data-connection=connected]')).toBeVisible();
  });
});

test('a new access that cannot do what is needed does not take the place of the old one', async ({ page, sandbox }) => {
  await number(page)
    .getByRole('button', { name: /^Disconnect/ })
    .click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect 1 number' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Done' }).click();
  for (const [cannot, edge] of [
    ['send', '{phone}/messages'],
    ['receive', '{waba}/subscribed_apps'],
  ] as const) {
    await test.step(`it cannot ${cannot}`, async () => {
      await sandbox.clearFaults();
      await sandbox.fault(edge, { kind: 'error', code: 200 }, { method: 'POST', times: 'always' });
      await number(page)
        .getByRole('button', { name: /^Reconnect/ })
        .click();
      await acceptAtMeta(page, { portfolio: bicycle.portfolio, wabas: [bicycle.waba] }, false);
      await expect(endingOn(page, 'rehearsal_failed')).toBeVisible();
      await expect(page.getByText('What was connected before is untouched.')).toBeVisible();
      await page.getByRole('link', { name: 'Go to status' }).click();
      await expect(number(page)).toBeVisible();
    });
  }
});
