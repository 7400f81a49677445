import { messageWith } from './support/customers';
import { openChat, openInbox } from './support/inbox';
import { expect, test } from './support/test';

// Files go to another origin, and a browser asks it about every header that a test adds.
test.use({ extraHTTPHeaders: {} });

/** More than Vercel's functions take (4.5 MB), and than nginx takes by default. */
const catalogue = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(6 * 1024 * 1024, ' ')]);

test('a file of 6 MB goes to the API itself and not through the web, can be taken back, and is sent after a break', async ({
  page,
  stack,
  customers,
}) => {
  await openInbox(page, stack);
  await customers.writes('ana', { type: 'text', body: 'Do you have a catalogue?' });
  await openChat(page, 'Ana Souza');
  const asked: string[] = [];
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (request.method() === 'POST' && pathname.startsWith('/api/media')) asked.push(`${origin}${pathname}`);
  });
  const target = `${stack.api}/api/media/uploads`;
  const choose = () =>
    page
      .getByLabel('Files to attach')
      .setInputFiles({ name: 'catalogue.pdf', mimeType: 'application/pdf', buffer: catalogue });

  // Never answered.
  await page.route(target, () => undefined, { times: 1 });
  const begun = page.waitForRequest(target);
  await choose();
  await begun;
  await expect(page.getByRole('progressbar', { name: /catalogue\.pdf/ })).toBeVisible();
  const takenBack = page.waitForEvent('requestfailed', (request) => request.url() === target);
  await page.getByRole('button', { name: /^Remove .*catalogue\.pdf/ }).click();
  await takenBack;
  await expect(page.locator('[data-attachment]')).toHaveCount(0);

  await page.route(target, (route) => route.abort('connectionreset'), { times: 1 });
  await choose();
  await expect(page.locator('[data-attachment=failed]')).toContainText('catalogue.pdf');

  const taken = page.waitForResponse(target);
  await page.getByRole('button', { name: /^Upload .*catalogue\.pdf.* again$/ }).click();
  const { media } = await (await taken).json();
  expect(media).toMatchObject({ filename: 'catalogue.pdf', size: catalogue.length });
  await expect(page.locator('[data-attachment=ready]')).toContainText('catalogue.pdf');
  const tickets = `${stack.web}/api/media/tickets`;
  expect(asked).toEqual([tickets, target, tickets, target, tickets, target]);

  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(messageWith(page, 'catalogue.pdf')).toHaveAttribute('data-status', 'delivered');
});
