import { expect, type Page } from '@playwright/test';
import { world } from './sandbox';

/** What to do in Meta's window. */
export interface MetaAnswer {
  portfolio: string;
  /** WhatsApp accounts to share. */
  wabas: readonly string[];
  /** Extras behind "Advanced: for testers", by their test id. */
  advanced?: readonly string[];
}

/** In Meta's window: the steps up to the choice of accounts. */
async function openAccounts(page: Page, portfolio: string): Promise<void> {
  await page.getByRole('button', { name: /^Continue as/ }).click();
  await page.getByRole('radio', { name: portfolio, exact: true }).check();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

/** Chooses what to share, and stops before the answer. */
export async function chooseAtMeta(page: Page, { portfolio, wabas, advanced = [] }: MetaAnswer): Promise<void> {
  await openAccounts(page, portfolio);
  for (const box of await page.getByTestId(/^waba-/).all()) {
    await box.setChecked(wabas.includes((await box.getAttribute('aria-label')) ?? ''));
  }
  if (advanced.length > 0) await page.getByTestId('advanced').getByText('Advanced').click();
  for (const testId of advanced) await page.getByTestId(testId).check();
}

/** How many numbers an answer shares, as far as the tests know the accounts. */
function sharedNumbers({ wabas }: MetaAnswer): number {
  const known = [world.acme.flowers, world.acme.events, world.bicycle, world.pine, world.harbour];
  return known.filter(({ waba }) => wabas.includes(waba)).reduce((sum, { ids }) => sum + ids.length, 0);
}

/**
 * Answers at Meta, and takes everything that was shared where Switchboard asks.
 *
 * @param asks Whether it asks: it does when more than one number was shared that is not connected here. Left out, that
 *   is told from the answer; where the login does not come that far, or the numbers are known, say so.
 */
export async function acceptAtMeta(
  page: Page,
  answer: MetaAnswer,
  asks: boolean = sharedNumbers(answer) > 1 && answer.advanced === undefined,
): Promise<void> {
  await chooseAtMeta(page, answer);
  await page.getByTestId('connect').click();
  if (asks) await takeEverything(page);
}

/** In Switchboard's choice: ticks all that can be taken, and goes on. */
export async function takeEverything(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Which numbers should Switchboard connect?' })).toBeVisible();
  for (const box of await page.locator('[data-choice] input:enabled').all()) await box.check();
  await page.getByRole('button', { name: /^Connect \d+ numbers?$/ }).click();
}

export async function denyAtMeta(page: Page): Promise<void> {
  await expect(page.getByTestId('login-window')).toBeVisible();
  await page.getByTestId('cancel').click();
}

/**
 * Answers at Meta, but keeps the browser from following back to us.
 *
 * @returns The address Meta sends the person back to.
 */
export async function holdTheReturn(page: Page, answer: MetaAnswer): Promise<string> {
  await chooseAtMeta(page, answer);
  const pattern = /\/integrations\/whatsapp\/callback\?/;
  const held = page.waitForRequest((request) => pattern.test(request.url()));
  await page.route(pattern, (route) => route.abort('aborted'));
  await page.getByTestId('connect').click();
  const url = (await held).url();
  await page.unroute(pattern);
  return url;
}
