import { conversationRow, messageWith } from '../support/customers';
import { createApi, messageField, openChat, openColleague, openInbox, sendText } from '../support/inbox';
import { acceptAtMeta } from '../support/meta';
import { signUp } from '../support/people';
import { world } from '../support/sandbox';
import type { Scene } from './camera';

const CHAT = '/dashboard/chat';
const STATUS = '/dashboard/settings/whatsapp-oauth';

/** Hundreds of unread messages: where it opens, and the filters of the list. */
export const unread: Scene = async ({ page, stack, customers, shoot }) => {
  await openInbox(page, stack);
  await shoot(page, 'first-message', { fullPage: false });
  await page.goto('/dashboard');
  await page.getByRole('link', { name: 'Open a customer’s phone' }).waitFor();
  await shoot(page, 'home-phones');
  await page.goto(CHAT);
  await customers.writes('ana', { type: 'text', body: 'Read before' }, { at: Date.now() - 3_600_000 });
  await openChat(page, 'Ana Souza');
  await page.locator('a[data-unread="0"]').waitFor();
  await page.goto(CHAT);
  const begun = Date.now() - 400_000;
  for (let index = 1; index <= 400; index += 1) {
    await customers.writes('ana', { type: 'text', body: `Note ${index}.` }, { at: begun + index * 1_000 });
  }
  await customers.writes('ben', { type: 'text', body: 'Is it ready?' });
  await conversationRow(page, 'Is it ready?').waitFor();
  await openChat(page, 'Ana Souza');
  await messageWith(page, 'Note 1.').waitFor();
  await shoot(page, 'unread-opened', { fullPage: false });
  const menu = page.getByRole('button', { name: 'More for this conversation' });
  await menu.click();
  await shoot(page, 'unread-menu', {
    fullPage: false,
    again: async () => {
      if (!(await page.getByRole('menuitem', { name: 'Mark as unread' }).isVisible())) await menu.click();
    },
  });
  await page.keyboard.press('Escape');
  await page.goto(CHAT);
  await page.getByRole('button', { name: 'Waiting for us' }).click();
  await conversationRow(page, 'Ben Okafor').hover();
  await shoot(page, 'waiting', { fullPage: false });
};

/** Without a network: what was sent waits. */
export const offline: Scene = async ({ page, stack, customers, shoot }) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Do you still have white peonies?' });
  await openChat(page, 'Ana Souza');
  await page.getByText('Live updates on').waitFor();
  await page.context().setOffline(true);
  for (const text of ['We do!', 'Shall I keep twelve for you?']) await sendText(page, text);
  await messageWith(page, 'twelve').getByText('Waiting for a connection').waitFor();
  await shoot(page, 'offline', { fullPage: false });
  await page.context().setOffline(false);
  await page.locator('[data-status=delivered]').nth(1).waitFor();
};

/** A number that is dead, as staff see it. */
export const deadNumber: Scene = async ({ page, stack, sandbox, customers, newPage, shoot }) => {
  const colleague = await newPage();
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Hello' });
  await openColleague(page, colleague);
  await openChat(colleague, 'Ana Souza');
  await messageField(colleague).fill('Good morning, Ana');
  await sandbox.revokeAllTokens();
  await (await createApi(page))('/integrations/whatsapp/check', {});
  await colleague.locator('[data-number-trouble]').waitFor();
  await shoot(colleague, 'dead-number-chat', { fullPage: false });
  await colleague.goto('/dashboard');
  await colleague.locator('[data-reconnect]').first().waitFor();
  await shoot(colleague, 'dead-number-home');
  await page.goto(STATUS);
  await page.locator('[data-number]').first().waitFor();
  await shoot(page, 'dead-number-status');
};

/** A hand-over that ended with a number that is only saved. */
export const savedOnly: Scene = async ({ page, newPage, shoot }) => {
  const { harbour } = world;
  await signUp(page);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect on another device' }).click();
  const link = await page.getByLabel('Link to send').inputValue();
  const other = await newPage();
  await other.goto(link);
  await other.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await acceptAtMeta(other, { portfolio: harbour.portfolio, wabas: [harbour.waba] });
  await page.locator('[data-handover=done]').waitFor();
  await shoot(page, 'handover-saved-only', { fullPage: false });
};
