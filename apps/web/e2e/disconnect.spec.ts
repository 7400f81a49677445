import type { Page } from '@playwright/test';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessible, expectAccessibleAnywhere, expectNoSideScroll } from './support/access';
import { connectNumbers, createApi, openColleague } from './support/inbox';
import { signUp } from './support/people';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { acme } = world;
const [first, second] = acme.flowers.ids;

test.beforeEach(async ({ page, stack }) => {
  await signUp(page);
  await connectNumbers(page, stack, [acme.flowers.wabaId]);
  await page.goto(STATUS);
});

const card = (page: Page, id: string) => page.locator(`[data-number="${id}"]`);
const findDialog = (page: Page) => page.getByRole('alertdialog');

async function leave(page: Page, id: string, way: string, press: string | RegExp): Promise<void> {
  await card(page, id)
    .getByRole('button', { name: /^Disconnect/ })
    .click();
  await findDialog(page).locator(`[data-way=${way}]`).click();
  await findDialog(page).getByRole('button', { name: press }).click();
  await expect(findDialog(page).getByRole('list', { name: 'Receipts' })).toBeVisible();
}

test('a sibling number keeps its webhooks, and a disconnect is undone', async ({ page, customers }) => {
  await leave(page, first, 'disconnect', 'Disconnect 1 number');
  await expect(findDialog(page).locator('[data-outcome=kept]')).toHaveCount(1);
  await expect(findDialog(page).getByRole('button', { name: /^Undo, (9|10):\d\d left/ })).toBeVisible();
  await findDialog(page).getByRole('button', { name: 'Done' }).click();
  await customers.writes('ana', { type: 'text', body: 'Are you there?' }, { phoneNumberId: second });
  await customers.idle();

  const bar = page.getByRole('region', { name: 'Undo a disconnect' });
  await expect(bar).toContainText(seedNumbers.acmeFlowers.displayPhoneNumber);
  await expectAccessible(page, 'undo');
  await bar.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('1 number connected again')).toBeVisible();
  await expect(card(page, first).getByText('Connected', { exact: true })).toBeVisible();
  await expect(bar).toHaveCount(0);

  await page.goto('/dashboard/chat');
  await expect(page.getByText('Are you there?').first()).toBeVisible();
});

test('the three ways say what they do, and who is in the middle of it', async ({ page, customers }) => {
  await customers.writes('ana', { type: 'text', body: 'Hello' }, { phoneNumberId: first });
  await customers.idle();
  await card(page, first)
    .getByRole('button', { name: /^Disconnect/ })
    .click();
  await expect(findDialog(page)).toContainText('1 open chat of this number can still be answered');
  await expect(findDialog(page)).toContainText('Webhooks for Acme Flowers are kept');
  await expectAccessible(page, 'three ways out');
  await findDialog(page).locator('[data-way=pause]').click();
  await expect(findDialog(page)).toContainText('Meta keeps delivering');
  await findDialog(page).locator('[data-way=revoke]').click();
  await expect(findDialog(page)).toContainText(`${seedNumbers.acmeSecond.displayPhoneNumber} loses its access as well`);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSideScroll(page);
  await findDialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('[data-connection=connected]')).toBeVisible();
});

test('a number is paused: what is written to it waits, and is in its place when it goes on', async ({
  page,
  customers,
}) => {
  await leave(page, first, 'pause', 'Pause 1 number');
  await findDialog(page).getByRole('button', { name: 'Done' }).click();
  await expect(card(page, first).getByText('Paused', { exact: true })).toBeVisible();
  await expect(card(page, first)).toContainText('Nothing is sent from it');
  await expectAccessibleAnywhere(page, 'a paused number');

  await customers.writes('ana', { type: 'text', body: 'Are you asleep?' }, { phoneNumberId: first });
  await customers.idle();
  await page.goto('/dashboard');
  await expect(page.getByText('1 message waits for a paused number')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Put them in their place' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Go to the number' }).click();
  await card(page, first)
    .getByRole('button', { name: /^Resume/ })
    .click();
  await expect(card(page, first).getByText('Connected', { exact: true })).toBeVisible();
  await page.goto('/dashboard/chat');
  await expect(page.getByText('Are you asleep?').first()).toBeVisible();
});

test('support may not remove the app at Meta, until an owner allows it', async ({ page, otherBrowser }) => {
  const other = await otherBrowser();
  await openColleague(page, other);
  await other.goto(STATUS);
  await card(other, first)
    .getByRole('button', { name: /^Disconnect/ })
    .click();
  const way = findDialog(other).locator('[data-way=revoke]');
  await expect(way.getByRole('radio')).toBeDisabled();
  await expect(way).toContainText('Only an owner can do this');
  const api = await createApi(other);
  const asked = api('/integrations/whatsapp/disconnect', { phoneNumberIds: [first], way: 'revoke' });
  await expect(asked).rejects.toThrow(/403.*revoke_not_allowed/);
  await findDialog(other).getByRole('button', { name: 'Cancel' }).click();

  await page.goto('/dashboard/settings?section=team');
  await page.getByRole('switch', { name: 'Remove Switchboard’s access at Meta' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expectAccessible(page, 'what support may do');

  await leave(other, first, 'revoke', 'Remove 1 number at Meta');
  await expect(findDialog(other).getByRole('button', { name: /^Undo/ })).toHaveCount(0);
});
