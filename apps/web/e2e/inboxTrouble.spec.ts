import { expectNoSideScroll } from './support/access';
import { conversationRow, messageWith } from './support/customers';
import { openChat, openInbox, sendText } from './support/inbox';
import { expect, test } from './support/test';

const edge = '{phone}/messages';
/** Marks of reading and typing go to the same address as messages, so one fault is not enough. */
const always = { method: 'POST', times: 'always' } as const;

test.describe('a message that does not arrive', () => {
  test('says why in words, and is sent again as a new attempt', async ({ page, stack, customers }) => {
    await openInbox(page, stack);
    await customers.writes('ana', { type: 'text', body: 'Is my bouquet ready?' });
    await openChat(page, 'Ana Souza');
    await customers.failNext(131026);
    await sendText(page, 'It is ready');
    const attempts = messageWith(page, 'It is ready');
    await expect(attempts).toHaveAttribute('data-status', 'failed');
    await expect(attempts).toContainText('This customer cannot be reached');
    await expect(attempts).toContainText('Reach the customer another way. (Meta 131026)');
    await expect(attempts.getByRole('link', { name: 'Meta 131026' })).toHaveAttribute('href', /help\/codes#131026$/);
    await expect(conversationRow(page, 'It is ready').getByTitle('Not sent')).toBeVisible();

    await attempts.getByRole('button', { name: 'Try again' }).click();
    await expect(attempts).toHaveCount(2);
    await expect(attempts.last()).toHaveAttribute('data-status', 'delivered');
    await expect(attempts.first()).toHaveAttribute('data-status', 'failed');
    await expect(attempts.first()).toContainText('Tried again below');
    await expect(attempts.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    expect(await customers.received()).toHaveLength(2);
  });

  test('because Meta refused it at once says so as well', async ({ page, stack, sandbox, customers }) => {
    await openInbox(page, stack);
    await customers.writes('ana', { type: 'text', body: 'Hello' });
    await openChat(page, 'Ana Souza');
    await sandbox.fault(edge, { kind: 'error', code: 131031 }, always);
    await sendText(page, 'Refused');
    const message = messageWith(page, 'Refused');
    await expect(message).toHaveAttribute('data-status', 'failed');
    await expect(message.locator('[data-trouble=bad]')).toContainText('(Meta 131031)');
    expect(await customers.received()).toHaveLength(0);
    await page.reload();
    await expect(message.locator('[data-trouble=bad]')).toContainText('(Meta 131031)');
  });

  test('for all we know is called unclear, and settled by what Meta says later', async ({
    page,
    stack,
    sandbox,
    customers,
  }) => {
    await openInbox(page, stack);
    await customers.writes('ana', { type: 'text', body: 'Hello' });
    await openChat(page, 'Ana Souza');
    await customers.idle();
    await customers.dial({ receiverDown: true });
    await sandbox.fault(edge, { kind: 'reset' }, { ...always, afterProcessing: true });
    await sendText(page, 'Did it arrive?');
    const message = messageWith(page, 'Did it arrive?');
    await expect(message).toHaveAttribute('data-status', 'unclear');
    await expect(message.locator('[data-trouble=warn]')).toContainText('Not clear whether it was sent');
    await expect(message.getByRole('button', { name: 'Try again' })).toBeVisible();

    await sandbox.clearFaults();
    await customers.dial({ receiverDown: false });
    await expect(message).toHaveAttribute('data-status', 'delivered');
    await expect(message.locator('[data-trouble]')).toHaveCount(0);
    expect(await customers.received()).toHaveLength(1);
  });
});

test('what Meta says three times and in no order is shown once and in order', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  await customers.dial({ duplicate: 3, keepOrder: false, outOfOrderMs: 400 });
  const lines = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
  const begun = Date.now() - 60_000;
  for (const [index, body] of lines.entries()) {
    await customers.writes('ana', { type: 'text', body: `Line ${body}` }, { at: begun + index * 1_000 });
  }
  await customers.idle();
  const row = conversationRow(page, 'Ana Souza');
  await expect(row).toHaveAttribute('data-unread', String(lines.length));
  await expect(row).toContainText('Line eight');
  await openChat(page, 'Ana Souza');
  await expect(page.locator('[data-message] [dir=auto]')).toHaveText(lines.map((body) => `Line ${body}`));
  await sendText(page, 'All of them');
  await expect(messageWith(page, 'All of them')).toHaveAttribute('data-status', 'delivered');
  await customers.idle();
  await expect(page.locator('[data-message]')).toHaveCount(lines.length + 1);
});

test('whatever a customer writes is text, and never wider than a phone', async ({ page, stack, customers }) => {
  const markup = `<img src=x onerror="document.title='taken over'"><b>bold</b> <script>alert(1)</script>`;
  const word = 'W'.repeat(100_000);
  await openInbox(page, stack);
  await page.setViewportSize({ width: 390, height: 844 });
  await customers.writes('ana', { type: 'text', body: markup });
  await customers.writes('ana', { type: 'text', body: word });
  await customers.writes(await customers.joins('<i>Eve</i>'), { type: 'text', body: markup });
  await expect(conversationRow(page, '<i>Eve</i>')).toContainText('<b>bold</b>');
  await expectNoSideScroll(page);

  await openChat(page, 'Ana Souza');
  await expect(messageWith(page, '<b>bold</b>')).toContainText(markup);
  await expect(page.locator('[data-message] b, [data-message] script, [data-message] img')).toHaveCount(0);
  const long = messageWith(page, 'WWWW');
  await expect(long).toBeVisible();
  const thread = page.getByRole('region', { name: 'Thread' });
  const expectNarrow = async () => {
    await expectNoSideScroll(page);
    const [content, shown] = await thread.evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(content).toBe(shown);
  };
  await expectNarrow();
  await long.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(async () => (await long.textContent())?.includes(word)).toBe(true);
  await expectNarrow();
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeInViewport();
  await expect(page).not.toHaveTitle(/taken over/);
});
