import type { Page } from '@playwright/test';
import { seedCustomers, seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessible } from './support/access';
import { conversationRow, messageWith } from './support/customers';
import { expectPicture } from './support/inbox';
import { signUp } from './support/people';
import { chooseBusiness, heading, openPopup } from './support/popup';
import { world } from './support/sandbox';
import { CHAT, expect, STATUS, test } from './support/test';

const { bakery } = world;
const [number] = bakery.ids;

test.use({ popup: true });

/** From the four questions through Meta's window: the number stays on the phone. */
async function shareNumber(page: Page, { chats = true } = {}): Promise<void> {
  await page.goto(STATUS);
  await page.getByRole('button', { name: /Four questions/ }).click();
  const dialog = page.getByRole('dialog');
  for (const answer of ['In the WhatsApp Business app', 'Yes, with full control', 'Our own', 'Most countries']) {
    await dialog.getByText(answer).click();
  }
  const popup = await openPopup(page, 'Share the app’s number');
  await chooseBusiness(popup, bakery.portfolio);
  await popup.getByTestId(`number-${number}`).check();
  await popup.getByTestId('continue').click();
  if (!chats) await popup.getByTestId('share-history').uncheck();
  await popup.getByTestId('scanned').click();
  await popup.getByTestId('confirm').click();
  await expect(heading(page, 'Your number is connected')).toBeVisible();
}

/** A chunk of the phone's past, in which a customer said something long ago. */
const chunkWith = (waId: string, body: string) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: bakery.wabaId,
      changes: [
        {
          field: 'history',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: seedNumbers.cornerBakery.digits, phone_number_id: number },
            history: [
              {
                metadata: { phase: 2, chunk_order: 9, progress: 100 },
                threads: [
                  {
                    id: waId,
                    messages: [
                      {
                        from: waId,
                        id: `wamid.E2E${Date.now()}`,
                        timestamp: String(Math.floor(Date.now() / 1000) - 170 * 24 * 60 * 60),
                        type: 'text',
                        text: { body },
                        history_context: { status: 'pending' },
                      },
                    ],
                  },
                ],
              },
            ],
          },
        },
      ],
    },
  ],
});

test('the number of the phone app is shared, and its chats are there with the names of the phone', async ({
  page,
  sandbox,
  customers,
}) => {
  await signUp(page);
  await shareNumber(page);
  await page.goto(CHAT);

  await test.step('everybody of the phone is there under the name the phone has, and nothing is unread', async () => {
    for (const name of ['Ana Souza', 'Ben (deliveries)', 'Café Chloé, side door', 'Frank Weber']) {
      await expect(conversationRow(page, name)).toHaveAttribute('data-unread', '0');
    }
    await expect(page.locator('a[data-conversation]')).toHaveCount(5);
    await expectAccessible(page, 'the past of a phone');
  });

  await test.step('a chat has both sides, its picture, its document, and a place for what stays on the phone', async () => {
    await conversationRow(page, 'Ana Souza').click();
    await expect(messageWith(page, 'Hello from Ana Souza (1)').first()).toBeVisible();
    await expect(messageWith(page, 'Thank you, Ana Souza! (2)').first()).toBeVisible();
    await expect(messageWith(page, 'A photo or file on the phone')).toHaveCount(1);
    await expect(messageWith(page, 'price-list.pdf')).toBeVisible();
    await expectPicture(messageWith(page, 'From the phone').locator('img'), 480);
  });

  await test.step('what comes late of the past stands above, in a chat that is open', async () => {
    await sandbox.posts(chunkWith(seedCustomers.ana.waId, 'Half a year ago'));
    const messages = page.locator('[data-message]');
    await expect(messages.first()).toContainText('Half a year ago');
    await expect(messages.last()).toContainText('From the phone');
    await expect(conversationRow(page, 'Ana Souza')).toHaveAttribute('data-unread', '0');
  });

  await test.step('what the phone calls somebody is found, and what he calls himself stands beside it', async () => {
    await customers.writes('ben', { type: 'text', body: 'Are you open today?' }, { phoneNumberId: number });
    await expect(conversationRow(page, 'Are you open today?')).toHaveAttribute('data-unread', '1');
    await page.getByRole('searchbox').fill('deliver');
    await expect(page.locator('a[data-conversation]')).toHaveCount(1);
    await conversationRow(page, 'Ben (deliveries)').click();
    await expect(heading(page, 'Ben (deliveries)')).toBeVisible();
    await expect(page.getByText('~Ben Okafor')).toBeVisible();
    await expect(conversationRow(page, 'Ben (deliveries)')).toHaveAttribute('data-unread', '0');
  });
});

test('chats that the phone does not share are not there, and the status says why', async ({ page, customers }) => {
  await signUp(page);
  await shareNumber(page, { chats: false });
  await page.goto(STATUS);
  await expect(page.getByText('The phone’s chats are not shared: that was chosen on the phone.')).toBeVisible();
  await customers.writes('ben', { type: 'text', body: 'Are you open today?' }, { phoneNumberId: number });
  await page.goto(CHAT);
  // The address book is shared all the same.
  await expect(conversationRow(page, 'Ben (deliveries)')).toHaveAttribute('data-unread', '1');
  await expect(page.locator('a[data-conversation]')).toHaveCount(1);
});
