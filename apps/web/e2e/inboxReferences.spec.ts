import type { Page } from '@playwright/test';
import { conversationRow, messageWith } from './support/customers';
import { openChat, openColleague, openInbox, sendText } from './support/inbox';
import { expect, test } from './support/test';

const ana = 'Ana Souza';
/** What stands in a message about the one it answers. */
const quoteIn = (page: Page, text: string) => messageWith(page, text).getByRole('button', { name: /^In answer to/ });

test('an answer says whose words it answers, and shows them as they are now', async ({
  page,
  stack,
  customers,
  otherBrowser,
}) => {
  const colleague = await otherBrowser();
  await openInbox(page, stack);
  await openColleague(page, colleague);
  const asked = await customers.writes('ana', { type: 'text', body: 'Roses or tulips?' }, { wamidNames: 'phone' });
  await openChat(colleague, ana);
  await sendText(colleague, 'We have both');
  await openChat(page, ana);
  await expect(messageWith(page, 'We have both')).toHaveAttribute('data-status', 'delivered');
  const sent = await customers.lastReceived();

  await customers.writes(
    'ana',
    { type: 'text', body: 'I asked about roses' },
    { replyTo: asked, wamidNames: 'userId' },
  );
  await customers.writes('ana', { type: 'text', body: 'Both, please' }, { replyTo: sent, wamidNames: 'userId' });
  await expect(quoteIn(page, 'I asked about roses')).toContainText(`${ana}Roses or tulips?`);
  await expect(quoteIn(page, 'Both, please')).toContainText('Grace HopperWe have both');
  await expect(quoteIn(colleague, 'Both, please')).toContainText('YouWe have both');

  await customers.writes('ana', { type: 'edit', messageId: asked, body: 'Roses or lilies?' });
  await expect(quoteIn(page, 'I asked about roses')).toContainText('Roses or lilies?');
  await customers.writes('ana', { type: 'revoke', messageId: asked });
  await expect(quoteIn(page, 'I asked about roses')).toContainText('Deleted message');
  await expect(quoteIn(page, 'I asked about roses')).not.toContainText('lilies');
  await expect(messageWith(page, 'Roses or lilies?')).toContainText('The customer deleted this message');
});

test('what was deleted is not read in the list, and what the owner deleted is not laid at the customer’s door', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  const secret = await customers.writes('ana', { type: 'text', body: 'My door code is 4711' });
  await expect(conversationRow(page, 'My door code is 4711')).toBeVisible();
  await customers.writes('ana', { type: 'revoke', messageId: secret });
  await expect(conversationRow(page, 'Deleted message')).toBeVisible();
  await expect(page.getByText('4711')).toHaveCount(0);

  const mistake = await customers.ownerWrites('ana', { type: 'text', body: 'This was for Ben' });
  // Whoever answered on the phone has read what was there.
  await expect(conversationRow(page, ana)).toHaveAttribute('data-unread', '0');
  await customers.ownerWrites('ana', { type: 'revoke', messageId: mistake });
  await openChat(page, ana);
  await expect(messageWith(page, 'This was for Ben')).toContainText('Your business deleted this message');
  await expect(messageWith(page, 'My door code')).toContainText('The customer deleted this message');
  await expect(messageWith(page, 'My door code').getByRole('button', { name: 'React' })).toHaveCount(0);
});

test('a question about a product, and one that came from an advertisement, say so', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  const asks = (body: string) => ({ type: 'text', body }) as const;
  const referredProduct = { catalogId: '600100', productRetailerId: 'ROSE-12' };
  await customers.writes('ana', asks('Is it in stock?'), { referredProduct });
  const picture = 'https://scontent.example/roses.jpg';
  const referral = { headline: 'Half price', image_url: picture, source_url: 'https://fb.example/ad' };
  await customers.writes('ana', asks('Is it still on?'), { referral });
  await openChat(page, ana);
  await expect(messageWith(page, 'Is it in stock?')).toContainText('Asks about a product of your catalogueROSE-12');
  const card = messageWith(page, 'Is it still on?');
  await expect(card).toContainText('Came from your advertisement');
  const link = card.getByRole('link', { name: /^Picture of the advertisement on scontent\.example/ });
  await expect(link).toHaveAttribute('href', picture);
  // Nothing of it is loaded by itself.
  await expect(card.locator('img')).toHaveCount(0);
});
