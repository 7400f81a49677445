import type { Page } from '@playwright/test';
import { expectAccessibleAnywhere } from './support/access';
import { type Customers, conversationRow, messageWith } from './support/customers';
import { messageField, openChat, openColleague, openInbox, png, sendText } from './support/inbox';
import { CHAT, expect, test } from './support/test';

// Files go to another origin, and a browser asks it about every header that a test adds.
test.use({ extraHTTPHeaders: {} });

const thread = (page: Page) => page.getByRole('region', { name: 'Thread' });
const countUnread = async (page: Page, text: string) =>
  Number(await conversationRow(page, text).getAttribute('data-unread'));

/** So many messages of one customer, a second apart, the last one now. */
async function writesMany(customers: Customers, customer: string, count: number): Promise<void> {
  const begun = Date.now() - count * 1_000;
  for (let index = 1; index <= count; index += 1) {
    await customers.writes(customer, { type: 'text', body: `Note ${index}.` }, { at: begun + index * 1_000 });
  }
  await customers.idle();
}

test('400 unread messages open at the first, what was seen is read, and all can be marked as unread again', async ({
  page,
  stack,
  customers,
  otherBrowser,
}) => {
  const colleague = await otherBrowser();
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Read before' }, { at: Date.now() - 3_600_000 });
  await openChat(page, 'Ana Souza');
  await expect(conversationRow(page, 'Ana Souza')).toHaveAttribute('data-unread', '0');
  await page.goto(CHAT);
  await writesMany(customers, 'ana', 400);
  await expect(conversationRow(page, 'Ana Souza')).toHaveAttribute('data-unread', '400');
  await openColleague(page, colleague);

  await test.step('it opens at the first one, with a line before it', async () => {
    await openChat(page, 'Ana Souza');
    const first = messageWith(page, 'Note 1.');
    await expect(first).toBeInViewport();
    await expect(first).toContainText('New messages');
    await expect(messageWith(page, 'Read before')).toBeInViewport();
    await expect(messageWith(page, 'Note 400.')).toHaveCount(0);
  });

  await test.step('what was in sight is read, and nothing else, for the colleague as well', async () => {
    await expect.poll(() => countUnread(page, 'Ana Souza')).toBeLessThan(400);
    const left = await countUnread(page, 'Ana Souza');
    expect(left).toBeGreaterThan(360);
    await expect(conversationRow(colleague, 'Ana Souza')).toHaveAttribute('data-unread', String(left));
    await expect(page.getByRole('button', { name: `${left} new messages` })).toBeVisible();
    await thread(page).hover();
    await page.mouse.wheel(0, 900);
    await expect.poll(() => countUnread(page, 'Ana Souza')).toBeLessThan(left);
    expect(await countUnread(page, 'Ana Souza')).toBeGreaterThan(300);
  });

  await test.step('opened again, it goes on where reading had stopped', async () => {
    await page.goto(CHAT);
    const left = await countUnread(page, 'Ana Souza');
    await openChat(page, 'Ana Souza');
    await expect(messageWith(page, `Note ${400 - left + 1}.`)).toContainText('New messages');
    await expect(messageWith(page, `Note ${400 - left + 1}.`)).toBeInViewport();
    await expectAccessibleAnywhere(page, 'unread messages');
  });

  await test.step('at its end everything is read', async () => {
    await page.getByRole('button', { name: /\d+ new messages$/ }).click();
    await expect(messageWith(page, 'Note 400.')).toBeInViewport();
    for (const browser of [page, colleague]) {
      await expect(conversationRow(browser, 'Ana Souza')).toHaveAttribute('data-unread', '0');
    }
  });

  await test.step('marked as unread in the thread’s menu, it is so for everybody, and left', async () => {
    await page.getByRole('button', { name: 'More for this conversation' }).click();
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
    for (const browser of [page, colleague]) {
      await expect(conversationRow(browser, 'Ana Souza')).toHaveAttribute('data-unread', '1');
    }
    await expect(page).toHaveURL(/\/chat$/);
    await page.reload();
    await expect(conversationRow(page, 'Ana Souza')).toHaveAttribute('data-unread', '1');
  });

  await test.step('in the list by a press, with the mouse or the keyboard', async () => {
    await conversationRow(page, 'Ana Souza').hover();
    const toggle = page.getByRole('button', { name: /^Mark as read: Ana/ });
    const badge = conversationRow(page, 'Ana Souza').getByText('1 unread');
    const [above, below] = [await toggle.boundingBox(), await badge.boundingBox()];
    expect(above && below && above.y + above.height, 'the button covers nothing of the badge').toBeLessThanOrEqual(
      below?.y ?? 0,
    );
    await toggle.click();
    await expect(conversationRow(page, 'Ana Souza')).toHaveAttribute('data-unread', '0');
    await conversationRow(page, 'Ana Souza').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(conversationRow(colleague, 'Ana Souza')).toHaveAttribute('data-unread', '1');
  });
});

test('on a phone, the thread is the page: its customer is the heading, and the menu is there', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  await page.setViewportSize({ width: 390, height: 844 });
  await writesMany(customers, 'ben', 30);
  await openChat(page, 'Ben Okafor');
  await expect(page.getByRole('heading', { level: 1, name: 'Ben Okafor' })).toBeVisible();
  await expect(messageWith(page, 'Note 1.')).toBeInViewport();
  await page.getByRole('button', { name: 'More for this conversation' }).click();
  await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
  await expect(conversationRow(page, 'Ben Okafor')).not.toHaveAttribute('data-unread', '0');
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
});

test('who waits for an answer is a filter, and time is left only for them', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Are you open today?' });
  await customers.writes('ben', { type: 'text', body: 'Is it ready?' });
  await openChat(page, 'Ana Souza');
  await sendText(page, 'Until six');
  await expect(messageWith(page, 'Until six')).toHaveAttribute('data-status', 'delivered');
  const rows = page.locator('a[data-conversation]');
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'Waiting for us' }).click();
  await openChat(page, 'Ben Okafor');
  await expect(rows).toHaveCount(1);
  await page.reload();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Ben Okafor');
  await page.getByRole('button', { name: 'Waiting for us' }).click();
  await expect(rows).toHaveCount(2);

  await page.getByRole('button', { name: /^Order: / }).click();
  await page.getByRole('menuitemradio', { name: /Time left to answer/ }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Ben Okafor');
  // The open one stays while it is open, and is gone when one has left it.
  await sendText(page, 'It is');
  await expect(messageWith(page, 'It is').last()).toHaveAttribute('data-status', 'delivered');
  await page.goto(CHAT);
  await expect(page.getByText('Nobody is waiting')).toBeVisible();
});

test('files stay with their conversation, and every file that cannot be sent says why', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'From Ana' });
  await customers.writes('ben', { type: 'text', body: 'From Ben' });
  await openChat(page, 'Ana Souza');
  const chooser = page.getByLabel('Files to attach');
  const ready = page.locator('[data-attachment=ready]');
  await chooser.setInputFiles({ name: 'roses.png', mimeType: 'image/png', buffer: png(20, 20, [200, 40, 40]) });
  await expect(ready).toContainText('roses.png');
  await openChat(page, 'Ben Okafor');
  await expect(messageWith(page, 'From Ben')).toBeVisible();
  await expect(ready).toHaveCount(0);
  await openChat(page, 'Ana Souza');
  await expect(ready).toContainText('roses.png');

  const refused = (name: string) => ({ name, mimeType: 'application/zip', buffer: Buffer.from('PK') });
  await chooser.setInputFiles([refused('first.zip'), refused('second.zip')]);
  for (const name of ['first.zip', 'second.zip']) {
    await expect(page.locator('[data-refused]').getByText(`${name}: WhatsApp`)).toBeVisible();
  }
  await expectAccessibleAnywhere(page, 'files that cannot be sent');
  await page.getByRole('button', { name: 'Hide what cannot be sent' }).click();
  await expect(page.locator('[data-refused]')).toHaveCount(0);
  await messageField(page).fill('Like these');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messageWith(page, 'Like these')).toHaveAttribute('data-status', 'delivered');
  await expect(ready).toHaveCount(0);
});
