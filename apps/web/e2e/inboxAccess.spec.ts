import { buildDelivery, messageChange, serializeLikeMeta, signLikeMeta } from '@switchboard/meta-sandbox';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessible, expectNoSideScroll, tabTo } from './support/access';
import { conversationRow, messageWith } from './support/customers';
import { messageField, openChat, openInbox, sendText } from './support/inbox';
import type { TestStack } from './support/stack';
import { CHAT, expect, test } from './support/test';

const DAY_MS = 24 * 60 * 60 * 1000;

for (const viewport of [
  { width: 1280, height: 860 },
  { width: 390, height: 844 },
]) {
  test(`the inbox has no serious fault and no side scroll, ${viewport.width} wide`, async ({
    page,
    stack,
    customers,
  }) => {
    await page.setViewportSize(viewport);
    await openInbox(page, stack);
    await customers.writes('frank', { type: 'text', body: 'Are you open?' }, { at: Date.now() - 2 * DAY_MS });
    await customers.writes('ana', { type: 'text', body: 'See https://example.com/flowers' });
    await customers.writes('ana', { type: 'image', caption: 'Something like this' });
    await customers.writes('ana', { type: 'audio', voice: true });
    await customers.writes('ana', { type: 'document', filename: 'Table plan.pdf' });
    await customers.writes('ana', { type: 'location', latitude: 40.7, longitude: -74, name: 'Brooklyn Bridge Park' });
    await expect(conversationRow(page, 'Brooklyn Bridge Park')).toBeVisible();
    await expectAccessible(page, 'list');
    await expectNoSideScroll(page);

    await openChat(page, 'Ana Souza');
    await customers.failNext(131026);
    await sendText(page, 'This one fails');
    await expect(messageWith(page, 'This one fails')).toHaveAttribute('data-status', 'failed');
    await expect(page.locator('[data-media=waiting]')).toHaveCount(0);
    await expectAccessible(page, 'thread');
    await expectNoSideScroll(page);
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await expect(page.getByRole('gridcell').first()).toBeVisible();
    await expectAccessible(page, 'emoji');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Use a template' }).click();
    await page.locator('[data-template=order_update]').first().click();
    await expectAccessible(page, 'template');
    await expectNoSideScroll(page);

    await page.goto(CHAT);
    await conversationRow(page, 'Frank Weber').click();
    await expect(page.getByText('The 24 hours are over.')).toBeVisible();
    await expectAccessible(page, 'closed');
    await expectNoSideScroll(page);
  });
}

test('a customer is answered with the keyboard alone', async ({ page, stack, customers }) => {
  await openInbox(page, stack);
  for (const [customer, body, at] of [
    ['ana', 'The oldest', Date.now() - 3_000],
    ['ben', 'In the middle', Date.now() - 2_000],
    ['chloe', 'The newest', Date.now() - 1_000],
  ] as const) {
    await customers.writes(customer, { type: 'text', body }, { at });
    await expect(conversationRow(page, body)).toBeVisible();
  }
  await tabTo(page, conversationRow(page, 'The newest'));
  await page.keyboard.press('ArrowDown');
  await expect(conversationRow(page, 'In the middle')).toBeFocused();
  await page.keyboard.press('End');
  await expect(conversationRow(page, 'The oldest')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(messageField(page)).toBeFocused();
  await page.keyboard.type('First line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await expect(messageWith(page, 'second line')).toHaveAttribute('data-status', 'delivered');
  await expect(messageWith(page, 'second line')).toContainText('First line\nsecond line');

  const message = messageWith(page, 'In the middle');
  await tabTo(page, page.getByRole('region', { name: 'Thread' }));
  await tabTo(page, message.getByRole('button', { name: 'React', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'React with 👍' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(message.getByRole('list', { name: 'Reactions' })).toContainText('👍');
  await tabTo(page, message.getByRole('button', { name: 'Reply to this message' }));
  await page.keyboard.press('Enter');
  await expect(messageField(page)).toBeFocused();
  await expect(page.locator('[data-replying-to]')).toContainText('In the middle');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-replying-to]')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(conversationRow(page, 'Ben Okafor')).toBeFocused();
  await expect(messageField(page)).toHaveCount(0);
});

/** So many customers have each written once, the first one longest ago. */
async function everybodyWrites(stack: TestStack, count: number): Promise<void> {
  const number = seedNumbers.acmeFlowers;
  const now = Math.floor(Date.now() / 1000);
  const changes = Array.from({ length: count }, (_, index) => {
    const from = `1557${String(index).padStart(7, '0')}`;
    return messageChange({
      number,
      contacts: [{ profile: { name: `Customer ${index}` }, wa_id: from }],
      messages: [
        {
          from,
          id: `wamid.MANY${now}x${index}`,
          timestamp: String(now - count + index),
          type: 'text',
          text: { body: `Word ${index}` },
        },
      ],
    });
  });
  for (let done = 0; done < count; done += 500) {
    const body = serializeLikeMeta(buildDelivery(changes.slice(done, done + 500)));
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signLikeMeta(body, stack.appSecret) };
    const answer = await fetch(`${stack.api}/api/webhooks/whatsapp`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    });
    expect(answer.status).toBe(200);
  }
}

test('two thousand conversations are a list of a few dozen rows', async ({ page, stack }) => {
  const count = 2_000;
  await openInbox(page, stack);
  await everybodyWrites(stack, count);
  const rows = page.locator('a[data-conversation]');
  await expect(conversationRow(page, `Word ${count - 1}`)).toBeVisible();
  await expect(page).toHaveTitle(/^\(99\+\) /);
  const list = page.getByRole('list', { name: 'Conversations' });
  const scrollOn = async () => {
    await list.evaluate((element) => element.parentElement?.scrollBy(0, element.scrollHeight));
    expect(await rows.count()).toBeLessThan(60);
    return conversationRow(page, 'Word 0').isVisible();
  };
  await expect.poll(scrollOn, { timeout: 60_000, intervals: [50] }).toBe(true);
  // Moving through them stays quick: a key and its row are one frame or two apart, not a redraw of thousands.
  await rows.last().focus();
  await page.keyboard.press('Home');
  await expect(conversationRow(page, `Word ${count - 1}`)).toBeFocused();
  expect(await rows.count()).toBeLessThan(60);
  await openChat(page, `Word ${count - 1}`);
  await expect(messageWith(page, `Word ${count - 1}`)).toBeVisible();
});
