import type { Page } from '@playwright/test';
import { conversationRow, FIRST_NUMBER, messageWith } from '../support/customers';
import { Elsewhere } from '../support/elsewhere';
import { openChat, openInbox, sendText } from '../support/inbox';
import { world } from '../support/sandbox';
import type { Scene } from './camera';

const DAY_MS = 86_400_000;
const head = (page: Page) => page.getByLabel('About this conversation');

/** Anna gives up her number; Boris has it now, and writes from it. */
export const strangers: Scene = async ({ page, stack, customers, shoot }) => {
  await openInbox(page, stack);
  await customers.passesToStranger();
  await openChat(page, 'Anna Keller');
  await page.locator('[data-kind=system]').waitFor();
  await sendText(page, 'It is ready, Anna');
  await page.locator('[data-status=delivered], [data-status=read]').filter({ hasText: 'It is ready' }).waitFor();
  await shoot(page, 'strangers-anna', { fullPage: false });
  await openChat(page, 'Boris Lang');
  await messageWith(page, 'do you sell tulips?').waitFor();
  await shoot(page, 'strangers-boris', { fullPage: false });
};

/** All that can stand around a thread at once: who answers, a wish, a held message. */
export const crowded: Scene = async ({ page, stack, sandbox, customers, shoot }) => {
  const elsewhere = new Elsewhere(stack.sandbox, customers);
  await openInbox(page, stack);
  await elsewhere.agentOn();
  const anna = await customers.joins('Anna Keller');
  await customers.hasNames(anna, { userId: 'US.4400000000000021' });
  await customers.writes(anna, { type: 'text', body: 'Where is my order?' });
  await elsewhere.handsOver(anna, 'The customer asks where the order is.\nIt was paid on Friday.');
  await elsewhere.prefers(anna, 'stop');
  await openChat(page, 'Anna Keller');
  await customers.failNext(131056);
  await sendText(page, 'It leaves the shop today');
  const attempts = messageWith(page, 'It leaves the shop today');
  await attempts.getByRole('button', { name: 'Try again' }).waitFor();
  await customers.changesIdentity(anna, { waId: '4915550777099', userId: 'US.4400000000000022' });
  await page.locator('[data-kind=system]').waitFor();
  await attempts.getByRole('button', { name: 'Try again' }).click();
  await attempts.last().locator('[data-trouble=warn]').waitFor();
  await shoot(page, 'crowded-held', { fullPage: false });
  await head(page).getByRole('button', { name: 'Hand back' }).click();
  await head(page).locator('[data-responder=meta_agent]').waitFor();
  await shoot(page, 'crowded-held-elsewhere', { fullPage: false });

  // Nothing happened for a day.
  await customers.writes('layla', { type: 'text', body: 'شكرا جزيلا' }, { at: Date.now() - DAY_MS * 1.2 });
  await customers.idle();
  await conversationRow(page, 'ليلى').click();
  await head(page).locator('[data-responder=nobody]').waitFor();
  await shoot(page, 'crowded-nobody', { fullPage: false });

  // Meta says what nobody here has heard of.
  const entry = (field: string, value: object) => ({ id: world.acme.flowers.wabaId, changes: [{ field, value }] });
  const metadata = { display_phone_number: '15550100300', phone_number_id: FIRST_NUMBER };
  await sandbox.posts({
    object: 'whatsapp_business_account',
    entry: [entry('messages', { messaging_product: 'whatsapp', metadata, messages: [{ type: 'text' }] })],
  });
  await sandbox.says(world.acme.flowers.wabaId, 'weather_update', { event: 'IT_RAINS' });
  await customers.idle();
  await page.goto('/dashboard/chat');
  await page.getByRole('button', { name: 'Read them again' }).first().waitFor();
  await shoot(page, 'not-understood', { fullPage: false });
  await page.goto('/dashboard');
  await page.getByRole('button', { name: 'Read them again' }).first().waitFor();
  await shoot(page, 'not-understood-home');
};
