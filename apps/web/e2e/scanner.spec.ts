import { expectAccessibleAnywhere } from './support/access';
import { openChat, openInbox } from './support/inbox';
import { expect, test } from './support/test';

// Files go to another origin, and a browser asks it about every header that a test adds.
test.use({ scanned: true, extraHTTPHeaders: {} });
test.afterEach(({ scanner }) => scanner.answer('by content'));

test('a file that the virus scanner holds back says so, and one it could not search is sent after another try', async ({
  page,
  stack,
  customers,
  scanner,
}) => {
  await openInbox(page, stack);
  scanner.answer('stream: Example.Found FOUND');
  await customers.writes('ana', { type: 'document', filename: 'invoice.pdf' });
  await openChat(page, 'Ana Souza');
  await expect(page.locator('[data-media=infected]')).toContainText('the virus scanner found something in it');

  const chooser = page.getByLabel('Files to attach');
  const attached = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  const file = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') });
  await chooser.setInputFiles(file('prices.pdf'));
  await expect(page.locator('[data-refused]')).toContainText('prices.pdf: The virus scanner found something in it');
  await expect(attached).toHaveCount(0);

  scanner.answer('away');
  await customers.writes('ana', { type: 'image' });
  await expect(page.locator('[data-media=unscanned]')).toContainText('waiting for the virus scanner');
  await chooser.setInputFiles(file('autumn.pdf'));
  const problem = attached.getByRole('alert');
  await expect(problem).toContainText('The virus scanner does not answer just now');
  expect(await problem.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true);
  await expectAccessibleAnywhere(page, 'files that the virus scanner holds');

  scanner.answer('by content');
  await page.getByRole('button', { name: /^Upload .*autumn\.pdf.* again$/ }).click();
  await expect(page.locator('[data-attachment=ready]')).toContainText('autumn.pdf');
});
