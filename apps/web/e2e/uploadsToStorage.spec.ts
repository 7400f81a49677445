import { startObjectStorage, type TestStorage } from '../../api/test/objectStorage';
import { messageWith } from './support/customers';
import { openChat, openInbox } from './support/inbox';
import { startTestStack, type TestStack } from './support/stack';
import { test as base, expect } from './support/test';

/** Files go straight to a bucket that allows the web's pages to. */
const test = base.extend<object, { storage: TestStorage; stack: TestStack }>({
  storage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const storage = await startObjectStorage();
      await use(storage);
      await storage.stop();
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ storage }, use) => {
      const origin = storage.settings.endpoint;
      const stack = await startTestStack({
        settings: { ...storage.env, S3_UPLOADS: 'browser', UPLOAD_ORIGIN: origin },
      });
      await storage.allow(stack.web);
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

// Files go to another origin, and a browser asks it about every header that a test adds.
test.use({ extraHTTPHeaders: {} });

test('a file goes straight to object storage, and is sent from there; while that is away it can be tried again', async ({
  page,
  stack,
  storage,
  customers,
}) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'What does it cost?' });
  await openChat(page, 'Ana Souza');
  const file = { name: 'prices.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };

  storage.be('away');
  await page.getByLabel('Files to attach').setInputFiles(file);
  await expect(page.locator('[data-attachment=failed]')).toContainText('prices.pdf');

  storage.be('well');
  const sent = page.waitForResponse((answer) => answer.url().startsWith(storage.settings.endpoint));
  await page.getByRole('button', { name: /^Upload .*prices\.pdf.* again$/ }).click();
  expect((await sent).status()).toBe(200);
  await expect(page.locator('[data-attachment=ready]')).toContainText('prices.pdf');
  expect(await storage.names()).toHaveLength(1);

  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messageWith(page, 'prices.pdf')).toHaveAttribute('data-status', 'delivered');
});
