import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { acceptAtMeta, denyAtMeta } from './support/meta';
import { newPerson } from './support/people';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { acme } = world;

test('a business signs up, connects its numbers, says no once, disconnects and reconnects', async ({
  page,
  sandbox,
}) => {
  const person = newPerson();

  await test.step('signs up', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Your name').fill(person.name);
    await page.getByLabel('Business name').fill(person.business);
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible();
  });

  await test.step('says no at Meta and reads what that means', async () => {
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await denyAtMeta(page);
    await expect(page.getByRole('heading', { name: 'You cancelled at Meta' })).toBeVisible();
    await expect(page.locator('[data-ending=connect_denied]')).toContainText('Nothing was connected');
    await expect(page).toHaveURL(/callback\?attempt=att_/);
  });

  await test.step('connects two numbers of one WhatsApp account and one of another', async () => {
    await page.getByRole('button', { name: 'Connect again' }).click();
    await acceptAtMeta(page, { portfolio: acme.portfolio, wabas: [acme.flowers.waba, acme.events.waba] });
    await expect(page.getByRole('heading', { name: '3 numbers are connected' })).toBeVisible();
    await expect(page.getByRole('list', { name: 'Numbers' }).getByRole('listitem')).toHaveCount(3);
    await expect(page).toHaveURL(/callback\?attempt=att_/);
  });

  const status = page.locator('[data-connection]');
  const firstNumber = page.getByRole('region', { name: seedNumbers.acmeFlowers.displayPhoneNumber });
  await test.step('sees them with their state and the evidence', async () => {
    await page.getByRole('link', { name: 'Go to status' }).click();
    await expect(page).toHaveURL(STATUS);
    await expect(status).toHaveText('Connected');
    await expect(page.getByRole('heading', { level: 2, name: 'Acme Flowers' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 2, name: 'Acme Events' })).toBeVisible();
    await expect(firstNumber).toContainText(seedNumbers.acmeFlowers.id);
    await expect(firstNumber).toContainText('High');
    await expect(page.getByRole('region', { name: seedNumbers.acmeSecond.displayPhoneNumber })).toContainText('Medium');
    await firstNumber.getByRole('button', { name: /3 of 5 proven/ }).click();
    const evidence = firstNumber.getByRole('list', { name: /^Evidence/ });
    await expect(evidence.getByRole('listitem')).toHaveCount(5);
    await expect(evidence.locator('[data-verdict=good]')).toHaveCount(3);
  });

  await test.step('disconnects one, and is told that its sibling keeps the webhooks', async () => {
    await firstNumber.getByRole('button', { name: /^Disconnect/ }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByRole('radio', { name: 'Disconnect here' })).toBeChecked();
    await expect(dialog).toContainText('Webhooks for Acme Flowers are kept');
    await expect(dialog).toContainText(seedNumbers.acmeSecond.displayPhoneNumber);
    await dialog.getByRole('button', { name: 'Disconnect 1 number' }).click();
    await expect(dialog.getByRole('list', { name: 'Receipts' })).toBeVisible();
    await expect(dialog.locator('[data-outcome=kept]')).toHaveCount(1);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expect(firstNumber.getByText('Disconnected', { exact: true }).first()).toBeVisible();
    await expect(status).toHaveText('Connected');
  });

  await test.step('reconnects it: the same number, active again, by another token', async () => {
    const exchanges = (await sandbox.calls('oauth/access_token')).length;
    await firstNumber.getByRole('button', { name: /^Reconnect/ }).click();
    await acceptAtMeta(page, { portfolio: acme.portfolio, wabas: [acme.flowers.waba, acme.events.waba] }, false);
    await page.getByRole('link', { name: 'Go to status' }).click();
    await expect(page.locator('[data-number]')).toHaveCount(3);
    await expect(firstNumber.getByText('Connected', { exact: true })).toBeVisible();
    await expect(page.getByText('Disconnected', { exact: true })).toHaveCount(0);
    expect((await sandbox.calls('oauth/access_token')).length).toBe(exchanges + 1);
  });

  await test.step('disconnects all, with a receipt for every step', async () => {
    await page.getByRole('button', { name: 'Disconnect all' }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('Meta stops sending webhooks for Acme Flowers');
    await expect(dialog).toContainText('Meta stops sending webhooks for Acme Events');
    await dialog.getByRole('button', { name: 'Disconnect 3 numbers' }).click();
    await expect(dialog.locator('[data-outcome=done]').first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expect(status).toHaveText('Not connected');
    await expect(page.getByRole('button', { name: /^Reconnect \+1/ })).toHaveCount(3);
  });
});
