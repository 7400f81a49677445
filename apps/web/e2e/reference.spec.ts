import { expect, test } from './support/test';

test('the reference of the API opens for everybody, with every outside host blocked and nothing against the policy', async ({
  page,
}) => {
  const complaints: string[] = [];
  const outside: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route(
    ({ protocol, hostname }) => /^https?:$/.test(protocol) && !/^(localhost|127\.0\.0\.1)$/.test(hostname),
    (route) => {
      outside.push(route.request().url());
      return route.abort();
    },
  );

  await page.goto('/docs/api');
  await test.step('names what there is, by chapter', async () => {
    await expect(page.getByRole('heading', { name: /^Switchboard/ })).toBeVisible();
    await page.getByRole('link', { name: 'Account and team' }).click();
    await expect(page.getByText('/account/members/{userId}').first()).toBeVisible();
    await expect(page.getByText('/api/operator/funnel')).toHaveCount(0);
  });
  await test.step('shows what an endpoint takes and answers', async () => {
    await page.getByRole('link', { name: 'Numbers' }).click();
    await page.getByText('Lists the numbers of the account').first().click();
    await expect(page.getByText(/not_signed_in/).first()).toBeVisible();
    // Nothing is sent from here in anybody's name.
    await expect(page.getByRole('button', { name: 'Try it out' })).toHaveCount(0);
  });
  await test.step('says how one shows who one is, and asks nobody to', async () => {
    await expect(page.getByText('Authorization: Bearer').first()).toBeVisible();
    // One for all, and one at every operation that is for members.
    await expect(page.getByRole('button', { name: /^authoriz/i })).toHaveCount(0);
  });
  expect(outside).toEqual([]);
  expect(complaints).toEqual([]);
});
