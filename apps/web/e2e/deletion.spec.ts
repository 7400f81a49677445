import { expectAccessible, expectAccessibleAnywhere } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { world } from './support/sandbox';
import { findCard, openStatus } from './support/status';
import { expect, STATUS, test } from './support/test';

test('a deletion asked for at Meta is followed to its end by a stranger, and told to the account', async ({
  page,
  stack,
  sandbox,
  customers,
  otherBrowser,
}) => {
  await openStatus(page, stack, [world.acme.flowers.wabaId]);
  await customers.writes('ana', { type: 'text', body: 'Do you have peonies?' });
  await customers.idle();
  // Open already: a deletion is done within seconds, and its first page would take as long to load.
  const person = await otherBrowser();
  await person.goto('/data-deletion/not-a-code-of-ours');
  const url = await sandbox.asksToDelete();
  expect(url).toMatch(/\/data-deletion\/[\w-]{22,}$/);

  await test.step('the page that Meta shows follows it by itself', async () => {
    await person.goto(url);
    const state = person.locator('[data-deletion]');
    await expect(state).toHaveAttribute('data-deletion', /received|deleting/);
    await expect(person.locator('[data-done=false]').first()).toContainText('not yet');
    await expect(state).toHaveAttribute('data-deletion', 'done');
    await expect(person.getByRole('heading', { name: 'Your data is deleted' })).toBeVisible();
    const step = (what: string) => person.getByRole('listitem').filter({ hasText: what });
    await expect(person.locator('[data-done=false]')).toHaveCount(0);
    // The person of this Meta connected numbers in tests before this one as well: theirs go too.
    await expect(step('Access tokens')).toContainText(/[1-9]\d* deleted/);
    await expect(step('Messages').filter({ hasText: /[1-9]\d* deleted/ })).not.toHaveCount(0);
    await expectAccessibleAnywhere(person, 'deletion, done');
  });

  await test.step('the account has lost the numbers, and its history says why', async () => {
    await expect(findCard(page, FIRST_NUMBER)).toHaveCount(0);
    await page.goto(`${STATUS}/history`);
    await expect(page.locator('[data-history=deletion]')).toContainText('asked through Meta');
    await expect(page.locator('[data-history]')).toHaveCount(1);
  });

  await test.step('asked for again, there is nothing; and a code that nobody gave out is not known', async () => {
    await person.goto(await sandbox.asksToDelete());
    await expect(person.getByRole('heading', { name: 'There was nothing to delete' })).toBeVisible();
    await person.goto('/data-deletion/not-a-code-of-ours');
    await expect(person.locator('[data-ending=deletion_unknown]')).toBeVisible();
    await expectAccessible(person, 'unknown deletion');
  });
});
