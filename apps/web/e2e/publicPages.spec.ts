import { expectAccessibleAnywhere } from './support/access';
import { expect, test } from './support/test';

test('anybody reads whose installation it is, what is kept, and how to have it deleted', async ({ page, request }) => {
  await test.step('also without scripts, as whoever checks the addresses for Meta does', async () => {
    for (const path of ['/privacy', '/data-deletion']) {
      const html = await (await request.get(path)).text();
      expect(html).toContain('privacy@acme.test');
      expect(html).toContain('name="robots" content="index, follow"');
    }
  });

  await page.goto('/login');
  await page.getByRole('link', { name: 'Privacy' }).click();
  await expect(page.getByRole('heading', { name: 'Privacy', level: 1 })).toBeVisible();
  await expect(page.getByText('Acme Inbox Ltd')).toBeVisible();
  await expect(page.getByText('10115 Berlin', { exact: true })).toBeVisible();
  await expect(page.getByText('kept as it came for 30 days')).toBeVisible();
  await expect(page.getByText('This page is unfinished')).toHaveCount(0);
  await expectAccessibleAnywhere(page, 'privacy');

  await page.getByRole('link', { name: 'How to have your data deleted' }).click();
  await expect(page.getByRole('heading', { name: 'Deletion of your data', level: 1 })).toBeVisible();
  await expectAccessibleAnywhere(page, 'deletion of data');
  await page.getByLabel('The code Meta gave you').fill('not-a-code-of-ours');
  await page.getByRole('button', { name: 'Follow it' }).click();
  await expect(page.locator('[data-ending=deletion_unknown]')).toBeVisible();
});
