import { expectAccessibleAnywhere } from './support/access';
import { conversationRow, messageWith } from './support/customers';
import { messageField, openChat, openInbox, sendText } from './support/inbox';
import { expect, test } from './support/test';

test('two conversations become one while one of them is open: what is being written stays', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  const anna = await customers.joins('Anna Merged');
  const waId = (await customers.phoneOf(anna)).slice(1);
  await customers.hasNames(anna, { userId: null });
  await customers.writes(anna, { type: 'text', body: 'Known by phone' });
  await expect(conversationRow(page, 'Known by phone')).toBeVisible();
  await customers.hasNames(anna, { userId: 'US.4400000000000001', waId: null });
  await customers.writes(anna, { type: 'text', body: 'Known by id' });
  await openChat(page, 'Known by id');
  await messageField(page).fill('Half a sentence');

  await customers.hasNames(anna, { waId });
  await customers.writes(anna, { type: 'text', body: 'Known by both' });
  for (const text of ['Known by phone', 'Known by id', 'Known by both']) {
    await expect(messageWith(page, text)).toBeVisible();
  }
  await expect(page.locator('a[data-conversation]')).toHaveCount(1);
  await expect(messageField(page)).toHaveValue('Half a sentence');
  const id = await page.locator('a[data-conversation]').getAttribute('data-conversation');
  await expect(page).toHaveURL(new RegExp(`conversation=${id}$`));
  await page.reload();
  await expect(messageField(page)).toHaveValue('Half a sentence');
  await sendText(page, 'A whole sentence');
  await expect(messageWith(page, 'A whole sentence')).toHaveAttribute('data-status', 'delivered');
});

test('a message that was written for the number before is asked about', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  const anna = await customers.joins('Anna Moved');
  await customers.hasNames(anna, { userId: 'US.4400000000000002' });
  await customers.writes(anna, { type: 'text', body: 'Before I move' });
  await openChat(page, 'Before I move');
  await customers.failNext(131056);
  await sendText(page, 'For the old number');
  const attempts = messageWith(page, 'For the old number');
  await expect(attempts).toHaveAttribute('data-status', 'failed');
  await customers.changesIdentity(anna, { waId: '4915550777001', userId: 'US.4400000000000003' });
  await expect(page.locator('[data-kind=system]')).toBeVisible();
  await attempts.getByRole('button', { name: 'Try again' }).click();
  const held = attempts.last().locator('[data-trouble=warn]');
  await expect(held).toContainText('the customer’s address changed');
  await expectAccessibleAnywhere(page, 'a held message');
  await held.getByRole('button', { name: 'Send to +4915550777001' }).click();
  await expect(attempts.last()).toHaveAttribute('data-status', 'delivered');
  await expect(held).toHaveCount(0);
});

test('a number passes to a stranger: each has a conversation, and an answer to Anna reaches Anna', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  const { anna, boris, annasPhone } = await customers.passesToStranger();
  await expect(page.locator('a[data-conversation]')).toHaveCount(2);

  await openChat(page, 'Boris Lang');
  await expect(messageWith(page, 'do you sell tulips?')).toBeVisible();
  await expect(messageWith(page, 'Is my order ready?')).toHaveCount(0);

  await openChat(page, 'Anna Keller');
  await expect(messageWith(page, 'Is my order ready?')).toBeVisible();
  await expect(messageWith(page, 'do you sell tulips?')).toHaveCount(0);
  await expect(page.locator('[data-kind=system]')).toContainText('changed');
  await sendText(page, 'It is ready, Anna');
  await expect(messageWith(page, 'It is ready, Anna')).toHaveAttribute('data-status', /delivered|read/);
  const [answer] = await customers.received();
  expect(answer?.customerId).toBe(anna);
  expect([annasPhone.slice(1), annasPhone, 'US.4400000000000012']).toContain(answer?.to ?? answer?.recipient);

  await openChat(page, 'Boris Lang');
  await sendText(page, 'We do, Boris');
  await expect(messageWith(page, 'We do, Boris')).toHaveAttribute('data-status', /delivered|read/);
  expect((await customers.received()).map(({ customerId }) => customerId)).toEqual([anna, boris]);
});
