import { FIRST_NUMBER } from './support/customers';
import { world } from './support/sandbox';
import { cardOf, expectRung, openLadder, openStatus, rungOf } from './support/status';
import { expect, test } from './support/test';

test('the ladder climbs to the top by a customer’s message and the owner’s test message', async ({
  page,
  stack,
  customers,
}) => {
  await openStatus(page, stack, [world.acme.flowers.wabaId]);
  const card = cardOf(page, FIRST_NUMBER);
  await openLadder(card);
  await expect(card.getByRole('button', { name: /3 of 5 proven/ })).toBeVisible();

  await rungOf(card, 'heard').getByRole('button', { name: 'Prove it' }).click();
  const prove = page.getByRole('dialog');
  await expect(prove.getByTestId('chat-link')).toHaveAttribute('href', /^https:\/\/wa\.me\//);
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await expect(prove.getByText('It arrived. Messages reach you.')).toBeVisible();
  await prove.getByRole('button', { name: 'Done' }).click();
  await expectRung(card, 'heard', 'good');

  const phone = await customers.phoneOf('ana');
  await rungOf(card, 'sendable').getByRole('button', { name: 'Send a test message' }).click();
  await page.getByLabel('Your own phone number').fill(phone);
  await page.getByRole('dialog').getByRole('button', { name: 'Send test message' }).click();
  await expect(page.locator('[data-test-state=delivered]')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expectRung(card, 'sendable', 'good');
  await expect(card.getByRole('button', { name: /5 of 5 proven/ })).toBeVisible();
});
