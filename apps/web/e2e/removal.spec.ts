import { escapeFrom } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { world } from './support/sandbox';
import { expectRung, findCard, findRung, openLadder, openStatus } from './support/status';
import { expect, STATUS, test } from './support/test';

test('a removal at Meta is noticed by its webhook, told behind the bell, and in the history', async ({
  page,
  stack,
  sandbox,
}) => {
  await openStatus(page, stack, [world.acme.flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  await openLadder(card);
  await expectRung(card, 'authorised', 'good');
  await sandbox.tells('partner_removed', FIRST_NUMBER);
  await expectRung(card, 'authorised', 'bad');
  await expect(findRung(card, 'authorised').getByRole('button', { name: 'Reconnect' })).toBeVisible();
  const bell = page.getByRole('button', { name: /^Alerts/ });
  const alert = page.locator('[data-alert]').first();
  await expect(bell).toHaveAccessibleName(/new/);
  // Each number is told of by itself, and what comes while the list is open is new once more.
  await expect(async () => {
    await bell.click();
    await expect(alert).toBeVisible({ timeout: 2_000 });
    await escapeFrom(page, alert);
    await expect(bell).toHaveAccessibleName('Alerts', { timeout: 2_000 });
  }).toPass();
  const help = card.getByRole('link', { name: /: what it means$/ });
  await expect(help).toHaveAttribute('href', '/dashboard/help/codes#account_update-PARTNER_REMOVED');
  await page.goto(`${STATUS}/history`);
  await expect(page.locator('[data-history=removed_at_meta]').first()).toBeVisible();
  await expect(page.locator('[data-history=attempt]').first()).toHaveAttribute('data-phase', 'connected');
});
