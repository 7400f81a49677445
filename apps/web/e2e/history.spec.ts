import { readFile } from 'node:fs/promises';
import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { expectAccessibleAnywhere } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { connectNumbers, createApi, openColleague } from './support/inbox';
import { denyAtMeta } from './support/meta';
import { signUp } from './support/people';
import { world } from './support/sandbox';
import { expect, STATUS, test } from './support/test';

const { acme } = world;

test('the history tells each attempt with its steps, what was done and by whom, and is shared as text', async ({
  page,
  stack,
  sandbox,
}) => {
  let copied = '';
  // Instead of the machine's clipboard, which the browsers of all workers share.
  await page.exposeFunction('keepCopied', (text: string) => {
    copied = text;
  });
  await page.addInitScript(() => {
    navigator.clipboard.writeText = (text) =>
      (window as unknown as { keepCopied: Clipboard['writeText'] }).keepCopied(text);
  });
  await signUp(page);
  await page.goto(`${STATUS}/history`);
  await expect(page.getByText('Nothing has happened yet')).toBeVisible();

  await test.step('an attempt that was cancelled at Meta, and one that came half-way', async () => {
    await page.goto(STATUS);
    await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
    await denyAtMeta(page);
    await expect(page.locator('[data-ending]')).toBeVisible();
    await page.goto(`${STATUS}/history`);
    const entry = page.locator('[data-history=attempt][data-phase=denied]');
    await expect(entry).toContainText('Cancelled at Meta');
    await expect(entry).toContainText('Ada Lovelace');
    await sandbox.fault('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST', times: 'always' });
    await connectNumbers(page, stack, [acme.flowers.wabaId]);
    await sandbox.clearFaults();
  });

  await test.step('comes in by itself, says where it stopped, and gives Meta’s trace to support', async () => {
    const entry = page.locator('[data-history=attempt][data-phase=partial]');
    await expect(entry).toContainText('2 numbers are saved, none of them connected so far.');
    await expect(entry).toContainText('Stopped at: Subscribe to messages');
    await entry.getByText('Steps and ids').click();
    await expect(entry.locator('[data-step=webhooks][data-state=failed]')).toBeVisible();
    await entry.getByRole('button', { name: 'Copy “Connected in part” for support' }).click();
    await expect.poll(() => copied).toContain('Connected in part');
    const shared = copied;
    expect(shared).toMatch(/Stopped at: webhooks\nCode: subscription_failed/);
    expect(shared).toContain(`Numbers: ${acme.flowers.ids.join(', ')}`);
    expect(shared).toMatch(/Meta’s trace: \S+/);
    expect(shared).not.toMatch(/EAA|Bearer|token:/);
    await expectAccessibleAnywhere(page, 'history');
  });

  await test.step('and what is done with numbers, the latest first', async () => {
    const api = await createApi(page);
    await api('/integrations/whatsapp/disconnect', { phoneNumberIds: [FIRST_NUMBER], way: 'pause' });
    await expect(page.locator('[data-history]').first()).toHaveAttribute('data-history', 'paused');
    await expect(page.locator('[data-history]').first()).toContainText(
      `${seedNumbers.acmeFlowers.displayPhoneNumber} was paused.`,
    );
  });
});

test('the audit log is filtered by action, person and day, and saved as a table', async ({
  page,
  stack,
  otherBrowser,
}) => {
  await signUp(page);
  await connectNumbers(page, stack, [acme.flowers.wabaId]);
  const other = await otherBrowser();
  await openColleague(page, other, '=Grace Hopper');
  await (await createApi(other))('/integrations/whatsapp/disconnect', { phoneNumberIds: [FIRST_NUMBER], way: 'pause' });
  await other.goto('/dashboard/settings?section=audit');
  await expect(other.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect(other.getByRole('tab', { name: 'Audit log' })).toHaveCount(0);

  await page.goto('/dashboard/settings?section=audit');
  const rows = page.locator('tr[data-audit]');
  await expect(rows).toHaveCount(5);
  await expectAccessibleAnywhere(page, 'audit log');

  await test.step('filters hold at once, and together', async () => {
    await page.getByLabel('Person').selectOption({ label: '=Grace Hopper' });
    await expect(rows).toHaveCount(2);
    await page.getByLabel('Action').selectOption({ label: 'Number paused' });
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText(`${seedNumbers.acmeFlowers.displayPhoneNumber} was paused.`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.csv$/);
    const lines = (await readFile(await saved.path(), 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('number.paused');
    // A name that a spreadsheet would take for a formula stays a text.
    expect(lines[1]).toContain("'=Grace Hopper");
  });

  await test.step('what fits nothing, and days that are the wrong way round, are said', async () => {
    await page.getByLabel('Action').selectOption({ label: 'PIN shown' });
    await expect(page.getByText('Nothing fits this filter.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Export CSV' })).toBeDisabled();
    await page.getByLabel('Action').selectOption({ label: 'All actions' });
    await page.getByLabel('From').fill('2026-05-02');
    await page.getByLabel('To').fill('2026-05-01');
    await expect(page.getByText('This is before the first day.')).toBeVisible();
    await page.getByLabel('To').fill('');
    await expect(rows.first()).toBeVisible();
  });
});
