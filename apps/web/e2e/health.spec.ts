import { expectAccessibleAnywhere } from './support/access';
import { FIRST_NUMBER } from './support/customers';
import { keepDays } from './support/days';
import { world } from './support/sandbox';
import { findCard, openStatus } from './support/status';
import { expect, test } from './support/test';

test('the days of a number are drawn, and are all in a table beside the drawing', async ({ page, stack, sandbox }) => {
  await openStatus(page, stack, [world.acme.flowers.wabaId]);
  const card = findCard(page, FIRST_NUMBER);
  const health = card.getByRole('button', { name: /^Health/ });
  const section = page.locator(`[data-health="${FIRST_NUMBER}"]`);

  await test.step('on its first day there is little, and that is said', async () => {
    await health.click();
    await expect(section).toContainText('No messages in these days.');
    await expect(section).toContainText('Nothing in these days.');
    await expect(section.locator('.recharts-surface').first()).toBeVisible();
  });

  await test.step('a lower quality is a change of today', async () => {
    const usual = { quality: 'HIGH', messagingLimit: 'TIER_250', failed: 0 } as const;
    await keepDays(page, stack, FIRST_NUMBER, [
      { ...usual, received: 1200, sent: 80, delivered: 80 },
      null,
      { ...usual, received: 40, sent: 30, delivered: 27, failed: 3 },
    ]);
    await sandbox.breaks('quality_low', FIRST_NUMBER);
    await card.getByRole('button', { name: /^Check now/ }).click();
    await expect(card).toContainText('Low');
    await page.reload();
    await health.click();
    await expect(section).toContainText('Quality: High, now Low');
    await expect(section).toContainText('1,240 received, 110 sent, 3 of them failed.');
  });

  await test.step('what is drawn is in the table, and a day without is neither', async () => {
    const charts = section.getByTestId('health-charts');
    await expect(charts.locator('.recharts-surface')).toHaveCount(4);
    // Two days with messages received and two with messages sent; one with failures.
    await expect(charts.locator('.recharts-bar-rectangle path')).toHaveCount(5);
    await expect(charts.locator('.recharts-line-curve')).toHaveCount(2);
    await expect(charts).toHaveAttribute('aria-hidden', 'true');
    await section.getByText('The same as a table').click();
    const rows = section.getByRole('table').getByRole('row');
    await expect(rows).toHaveCount(5);
    const cells = (row: number) => rows.nth(row).getByRole('cell');
    await expect(cells(1)).toHaveText(['0', '0', '0', '0', 'Low', '250', 'Approved', 'Connected']);
    await expect(cells(2)).toHaveText(['40', '30', '27', '3', 'High', '250', '–', '–']);
    await expect(cells(3)).toHaveText(['0', '0', '0', '0', '–', '–', '–', '–']);
    await expect(cells(4)).toHaveText(['1200', '80', '80', '0', 'High', '250', '–', '–']);
    await expectAccessibleAnywhere(page, 'health');
  });
});
