import { escapeFrom, expectAccessible, expectAccessibleAnywhere } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { openColleague } from './support/inbox';
import { world } from './support/sandbox';
import { openStatus } from './support/status';
import { expect, test } from './support/test';

const describeBell = (unseen: number) =>
  unseen === 0 ? 'Alerts' : `Alerts, ${unseen} new one${unseen === 1 ? '' : 's'}`;

test('the bell counts what is new to each person, the list marks it as seen, and says whether it is mailed', async ({
  page,
  stack,
  sandbox,
  otherBrowser,
}) => {
  await openStatus(page, stack, [world.acme.flowers.wabaId]);
  const bell = page.getByRole('button', { name: /^Alerts/ });
  const list = page.getByRole('list', { name: 'Latest alerts' });
  const mail = page.getByRole('switch', { name: 'By e-mail as well' });

  await test.step('two numbers were connected, which is no news to whoever did it', async () => {
    await expect(bell).toHaveAccessibleName(describeBell(0));
    await bell.focus();
    await page.keyboard.press('Enter');
    await expect(list.locator('[data-alert=connected][data-seen=true]')).toHaveCount(2);
    await expect(page.getByTestId('unseen-alerts')).toHaveCount(0);
    await escapeFrom(page, list);
    await expect(bell).toBeFocused();
    await bell.click();
    await expect(list.locator('[data-seen=true]')).toHaveCount(2);
  });

  await test.step('what changes at Meta is told while the list is open, once, however often Meta says it', async () => {
    await sandbox.tells('pin_changed', FIRST_NUMBER);
    await expect(list.locator('[data-alert]').first()).toContainText('The PIN was changed');
    await expect(list.locator('[data-seen=false]')).toHaveCount(1);
    await sandbox.breaks('quality_low', FIRST_NUMBER);
    await sandbox.tells('pin_changed', FIRST_NUMBER);
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Check now/ })
      .first()
      .click();
    await expect(bell).toHaveAccessibleName(describeBell(2));
    await bell.click();
    await expect(list.locator('[data-alert=quality_changed]')).toContainText('low');
    await expectAccessibleAnywhere(page, 'alerts', { again: () => bell.click() });
  });

  await test.step('the owner is mailed until it is switched off, a colleague from when it is switched on', async () => {
    await expect(mail).toBeChecked();
    await mail.click();
    await expect(mail).not.toBeChecked();
    await page.reload();
    await bell.click();
    await expect(mail).not.toBeChecked();

    const other = await otherBrowser();
    await openColleague(page, other);
    await expect(other.getByRole('button', { name: /^Alerts, [3-9] new ones$/ })).toBeVisible();
    await other.getByRole('button', { name: /^Alerts/ }).click();
    await expect(other.getByRole('switch', { name: 'By e-mail as well' })).not.toBeChecked();
  });

  await test.step('what cannot be loaded is said, and can be tried again', async () => {
    const busy = { success: false, code: 'server_busy', message: 'Too busy.', requestId: 'req_1' };
    await page.route('**/api/alerts', (route) => route.fulfill({ status: 503, json: busy }));
    await page.reload();
    await bell.click();
    await expect(page.getByText('The alerts could not be loaded')).toBeVisible();
    await expectAccessible(page, 'alerts that cannot be loaded');
    await page.unroute('**/api/alerts');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(list).toBeVisible();
  });
});
