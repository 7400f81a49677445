import { expectAccessible, expectNoSideScroll, tabTo } from './support/access';
import { signUp } from './support/people';
import { expect, STATUS, test } from './support/test';

const CODES = '/dashboard/help/codes';

test('the codes can be searched and narrowed', async ({ page }) => {
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('link', { name: 'What Meta’s codes mean' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What Meta’s codes mean' })).toBeVisible();
  const entries = page.locator('[data-code]');
  await expect(entries.first()).toBeVisible();
  const all = await entries.count();
  expect(all).toBeGreaterThan(150);

  const search = page.getByRole('searchbox', { name: 'Search codes' });
  await search.fill('131047');
  await expect(entries).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('status')).toHaveText('1 entry');
  await expect(entries.first()).toContainText('The 24 hours are over');
  await expect(entries.first()).toContainText('Your turn');
  await expect(entries.first()).toContainText('Send a template.');

  await search.fill('230');
  await expect(page.locator('[data-code="200"]')).toBeVisible();
  await search.fill('no such words');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(entries).toHaveCount(all);

  await page.getByRole('button', { name: 'Signup window' }).click();
  await expect(entries).toHaveCount(6);
  await page.getByRole('button', { name: 'Signup window' }).click();
  await page.getByRole('button', { name: 'The operator' }).click();
  await expect(page.locator('[data-code="104"]')).toBeVisible();
  await expect(page.locator('[data-code="131047"]')).toHaveCount(0);
});

test('a link to a code leads to it, and one that nobody knows says so', async ({ page }) => {
  await signUp(page);
  await page.goto(`${CODES}#131047`);
  await expect(page.locator('[data-code="131047"]')).toBeInViewport();
  await expect(page.locator('[data-code="131047"]')).toBeFocused();
  await page.goto(`${CODES}#190-460`);
  await expect(page.locator('[data-code="190-460"]')).toBeInViewport();

  // A search that would hide it gives way to the link.
  await page.getByRole('searchbox', { name: 'Search codes' }).fill('payment');
  await expect(page.locator('[data-code="190-460"]')).toHaveCount(0);
  await page.evaluate(() => {
    window.location.hash = 'PERMISSIONS';
  });
  await expect(page.locator('[data-code="PERMISSIONS"]')).toBeInViewport();
  await page.goto(`${CODES}#987654`);
  await expect(page.getByText('There are no words for 987654 yet')).toBeVisible();
});

test('the page of the codes has no serious fault, on a screen and on a phone, and works with the keyboard', async ({
  page,
}) => {
  await signUp(page);
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(`${CODES}#131047`);
    await expect(page.locator('[data-code="131047"]')).toBeInViewport();
    await expectNoSideScroll(page);
    await expectAccessible(page, `codes, ${width}`);
  }
  await page.goto(CODES);
  await tabTo(page, page.getByRole('button', { name: 'Account events' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-code="account_update-PARTNER_REMOVED"]')).toBeVisible();
  await expect(page.locator('[data-code="131047"]')).toHaveCount(0);
});
