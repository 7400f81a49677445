import type { Page } from '@playwright/test';
import { conversationRow, messageWith } from './support/customers';
import {
  connectNumbers,
  expectPicture,
  messageField,
  openChat,
  openColleague,
  overhear,
  png,
  sendText,
} from './support/inbox';
import { acceptAtMeta } from './support/meta';
import { newPerson, signUp } from './support/people';
import { world } from './support/sandbox';
import { CHAT, expect, test } from './support/test';

// Files go to another origin, and a browser asks it about every header that a test adds.
test.use({ extraHTTPHeaders: {} });

const { acme, bicycle } = world;
/** Everything that is said; nobody outside of the account may ever get one of them. */
const said = {
  hello: 'Do you still have white peonies?',
  answer: 'We do! Shall I keep twelve for you?',
  more: 'Until when do you need to know?',
  caption: 'Something like this, please',
  quoted: 'Yes, exactly these',
  quoting: 'Then I will take twenty',
  typing: 'I was about to say',
  old: 'Was anything left yesterday?',
  template: 'Hi Frank, your order A-2040 is on its way.',
  back: 'Great, thank you',
  free: 'You are welcome, Frank',
};

/** On a customer's phone: a message by what is in it. */
const onPhone = (phone: Page, text: string) => phone.getByTestId('phone-message').filter({ hasText: text });

async function writeOnPhone(phone: Page, text: string): Promise<void> {
  await phone.getByTestId('phone-text').fill(text);
  await phone.getByTestId('phone-send').click();
  await expect(onPhone(phone, text)).toBeVisible();
}

test('a team answers its customers, from the first word to a template after the day is over', async ({
  page,
  stack,
  sandbox: _sandbox,
  customers,
  otherBrowser,
}) => {
  const colleague = await otherBrowser();
  const stranger = await otherBrowser();
  const phone = await otherBrowser();
  const atStranger = overhear(stranger);
  const atColleague = overhear(colleague);
  const inboxes = [page, colleague];

  await test.step('signs up, connects, and opens the inbox; so does a colleague, and somebody else elsewhere', async () => {
    await signUp(page);
    await page.goto('/dashboard');
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await acceptAtMeta(page, { portfolio: acme.portfolio, wabas: [acme.flowers.waba] });
    await expect(page.getByRole('heading', { name: '2 numbers are connected' })).toBeVisible();
    await page.goto(CHAT);
    await expect(page.getByText('Waiting for the first message')).toBeVisible();
    await openColleague(page, colleague);
    await signUp(stranger, newPerson('Mallory Stone'));
    await connectNumbers(stranger, stack, [bicycle.wabaId]);
    await stranger.goto(CHAT);
    for (const browser of [page, colleague, stranger]) {
      await expect(browser.getByText('Live updates on')).toBeVisible();
    }
  });

  await test.step('a customer writes: it appears in both inboxes by itself, as unread', async () => {
    await phone.goto(customers.phone('ana'));
    await writeOnPhone(phone, said.hello);
    for (const browser of inboxes) {
      await expect(conversationRow(browser, said.hello)).toHaveAttribute('data-unread', '1');
      await expect(browser).toHaveTitle(/^\(1\) /);
    }
  });

  await test.step('opened, it is read for everybody; the answer reaches the phone', async () => {
    await openChat(page, 'Ana Souza');
    await expect(messageWith(page, said.hello)).toHaveAttribute('data-direction', 'in');
    for (const browser of inboxes) {
      await expect(conversationRow(browser, 'Ana Souza')).toHaveAttribute('data-unread', '0');
      await expect(browser).not.toHaveTitle(/^\(/);
    }
    await sendText(page, said.answer);
    await expect(onPhone(phone, said.answer)).toHaveAttribute('data-direction', 'business');
    // The chat lies open before the customer.
    await expect(messageWith(page, said.answer)).toHaveAttribute('data-status', 'read');
    await expect(conversationRow(colleague, said.answer)).toBeVisible();
  });

  await test.step('ticks: sent, delivered, and read once the customer opens the chat', async () => {
    await phone.goto(`${stack.sandbox}/__sandbox/phone/ana`);
    await customers.closes('ana');
    await customers.dial({ skipStatuses: ['delivered'] });
    await sendText(page, said.more);
    const message = messageWith(page, said.more);
    await expect(message).toHaveAttribute('data-status', 'sent');
    await expect(message.getByTitle('Sent', { exact: true })).toBeVisible();
    await customers.dial({ skipStatuses: [] });
    await sendText(page, 'Delivered');
    await expect(messageWith(page, 'Delivered').first()).toHaveAttribute('data-status', 'delivered');
    await expect(phone.getByTestId('phone-unread')).toHaveText(/2$/);
    await phone.goto(customers.phone('ana'));
    await expect(message).toHaveAttribute('data-status', 'read');
    await expect(message.getByTitle('Read', { exact: true })).toBeVisible();
  });

  await test.step('a picture each way', async () => {
    const theirs = { name: 'bouquet.png', mimeType: 'image/png', buffer: png(64, 48, [240, 220, 230]) };
    await phone.getByTestId('phone-attach').setInputFiles(theirs);
    await phone.getByTestId('phone-text').fill(said.caption);
    await phone.getByTestId('phone-send').click();
    for (const browser of inboxes) await expect(conversationRow(browser, said.caption)).toBeVisible();
    await expectPicture(messageWith(page, said.caption).locator('img'), 64);

    const ours = { name: 'peonies.png', mimeType: 'image/png', buffer: png(80, 60, [120, 180, 140]) };
    await page.getByLabel('Files to attach').setInputFiles(ours);
    await expect(page.locator('[data-attachment=ready]')).toContainText('peonies.png');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expectPicture(page.locator('[data-message][data-direction=out][data-kind=media] img'), 80);
    await expectPicture(phone.locator('[data-direction=business]').getByTestId('phone-image'), 80);
  });

  await test.step('an emoji each way', async () => {
    const hello = messageWith(page, said.hello);
    await hello.hover();
    await hello.getByRole('button', { name: 'React', exact: true }).click();
    await page.getByRole('button', { name: 'React with ❤️' }).click();
    await expect(onPhone(phone, said.hello).getByTestId('phone-reaction-business')).toHaveText('❤️');
    await expect(hello.getByRole('list', { name: 'Reactions' })).toContainText('❤️');

    const answer = onPhone(phone, said.answer);
    await answer.getByTestId('phone-menu').click();
    await answer.locator('[data-testid=phone-react][data-emoji="👍"]').click();
    for (const browser of inboxes) {
      if (browser === colleague) await openChat(colleague, 'Ana Souza');
      const reactions = messageWith(browser, said.answer).getByRole('list', { name: 'Reactions' });
      await expect(reactions).toContainText('👍');
    }
  });

  await test.step('a quote each way', async () => {
    const asked = messageWith(page, said.caption);
    await asked.hover();
    await asked.getByRole('button', { name: 'Reply to this message' }).click();
    await expect(page.locator('[data-replying-to]')).toContainText(said.caption);
    await sendText(page, said.quoted);
    await expect(page.locator('[data-replying-to]')).toHaveCount(0);
    await expect(messageWith(page, said.quoted)).toContainText(said.caption);
    await expect(onPhone(phone, said.quoted).locator('blockquote')).toContainText(said.caption);

    const answer = onPhone(phone, said.answer);
    await answer.getByTestId('phone-menu').click();
    await answer.getByTestId('phone-reply').click();
    await expect(phone.getByTestId('phone-replying')).toContainText(said.answer);
    await writeOnPhone(phone, said.quoting);
    const quote = messageWith(page, said.quoting).getByRole('button', { name: /In answer to/ });
    await expect(quote).toContainText(said.answer);
  });

  await test.step('a colleague who types is seen, in the conversation and on its row', async () => {
    await messageField(colleague).pressSequentially(said.typing);
    await expect(page.getByText(/^Grace is typing…/).last()).toBeVisible();
    await expect(conversationRow(page, 'Ana Souza')).toContainText('Grace is typing…');
    await messageField(colleague).fill('');
    await expect(page.getByText('Grace is looking at this too')).toBeVisible();
  });

  await test.step('after 24 hours only a template goes, with its blanks filled in', async () => {
    await phone.goto(customers.phone('frank'));
    await phone.getByTestId('phone-more').click();
    await phone.getByTestId('phone-yesterday').check();
    await writeOnPhone(phone, said.old);
    await conversationRow(page, said.old).click();
    await expect(page.getByText('The 24 hours are over.')).toBeVisible();
    await expect(messageField(page)).toHaveCount(0);
    await page.locator('[data-template=order_update]', { hasText: 'Hi {{1}}' }).click();
    await page.getByLabel('Text {{1}}').fill('Frank');
    await page.getByRole('button', { name: 'Send template' }).click();
    await expect(page.getByText('Fill this in')).toBeVisible();
    await page.getByLabel('Text {{2}}').fill('A-2040');
    await expect(page.getByTestId('template-preview')).toContainText(said.template);
    await page.getByRole('button', { name: 'Send template' }).click();
    await expect(messageWith(page, said.template)).toHaveAttribute('data-status', /^(delivered|read)$/);
    await expect(onPhone(phone, said.template)).toBeVisible();
  });

  await test.step('the customer answers, and anything can be written again', async () => {
    await writeOnPhone(phone, said.back);
    await expect(messageWith(page, said.back)).toBeVisible();
    await sendText(page, said.free);
    await expect(onPhone(phone, said.free)).toBeVisible();
    await expect(messageWith(page, said.free)).toHaveAttribute('data-status', 'read');
  });

  await test.step('none of it has reached the other account', async () => {
    await stranger.reload();
    await expect(stranger.getByText('Waiting for the first message')).toBeVisible();
    await expect(stranger.getByText('Live updates on')).toBeVisible();
    const heard = await atStranger.everything();
    for (const text of Object.values(said)) expect(heard).not.toContain(text);
    expect(heard).not.toContain('Ana Souza');
    // The same ear hears it where it belongs: what was not heard was not said.
    expect(atStranger.answers.join()).toContain(bicycle.ids[0]);
    expect(atStranger.frames.length).toBeGreaterThan(0);
    expect(atColleague.frames.join()).toContain(said.quoting);
    expect(atColleague.answers.join()).toContain(said.hello);
  });
});
