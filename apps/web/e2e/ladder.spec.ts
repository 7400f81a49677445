import { expectAccessibleAnywhere } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { world } from './support/sandbox';
import { expectRung, findCard, findRung, openLadder, openStatus } from './support/status';
import { expect, test } from './support/test';

test('the ladder climbs to the top by a customer’s message and the owner’s test message', async ({
  page,
  stack,
  customers,
}) => {
  await openStatus(page, stack, [world.acme.flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  await openLadder(card);
  await expect(card.getByRole('button', { name: /3 of 5 proven/ })).toBeVisible();

  await findRung(card, 'heard').getByRole('button', { name: 'Prove it' }).click();
  const prove = page.getByRole('dialog');
  await expect(prove.getByTestId('chat-link')).toHaveAttribute('href', /^https:\/\/wa\.me\//);
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await expect(prove.getByText('It arrived. Messages reach you.')).toBeVisible();
  await prove.getByRole('button', { name: 'Done' }).click();
  await expectRung(card, 'heard', 'good');

  const phone = await customers.phoneOf('ana');
  await findRung(card, 'sendable').getByRole('button', { name: 'Send a test message' }).click();
  await page.getByLabel('Your own phone number').fill(phone);
  await page.getByRole('dialog').getByRole('button', { name: 'Send test message' }).click();
  await expect(page.locator('[data-test-state=delivered]')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expectRung(card, 'sendable', 'good');
  await expect(card.getByRole('button', { name: /5 of 5 proven/ })).toBeVisible();
});

test('a number that stays on the phone says what came over from it, and leaves registering to the phone', async ({
  page,
  stack,
  sandbox,
}) => {
  const { flowers, events } = world.acme;
  await sandbox.onboards(flowers.ids[0], { sharesHistory: false });
  await sandbox.onboards(events.ids[0]);
  const refusal = { kind: 'error', code: 2, httpStatus: 500 } as const;
  await sandbox.fault('{phone}/smb_app_data', refusal, { id: events.ids[0], times: 'always' });
  await openStatus(page, stack, [flowers.wabaId, events.wabaId]);

  const card = findCard(page, flowers.ids[0]);
  const part = (name: string) => card.locator('[data-sync-state]').filter({ hasText: name });
  await expect(card).toContainText('Its registration and PIN are kept on the phone.');
  await expect(part('Contacts').getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
  await expect(part('Chat history')).toContainText('Not shared');
  await expect(part('Chat history')).toContainText('that was chosen on the phone');
  await expect(card.getByRole('progressbar')).toHaveCount(1);
  await expect(findCard(page, events.ids[0]).locator('[data-sync-state=failed]')).toHaveText([/Not yet/, /Not yet/]);
  await expect(findCard(page, flowers.ids[1]).locator('[data-sync-state]')).toHaveCount(0);
  await expectAccessibleAnywhere(page, 'numbers that stay on the phone');

  await card.getByRole('button', { name: /^More for/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Send a test message' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Change PIN' })).toHaveCount(0);
});
