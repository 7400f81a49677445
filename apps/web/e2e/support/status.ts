import { expect, type Locator, type Page } from '@playwright/test';
import { connectNumbers } from './inbox';
import { signUp } from './people';
import type { TestStack } from './stack';
import { STATUS } from './test';

/** A new account with the numbers of these WhatsApp accounts, looking at its status page. */
export async function openStatus(page: Page, stack: TestStack, wabaIds: readonly string[]): Promise<void> {
  await signUp(page);
  await connectNumbers(page, stack, wabaIds);
  await page.goto(STATUS);
  await expect(page.locator('[data-number]').first()).toBeVisible();
}

export const findCard = (page: Page, phoneNumberId: string): Locator =>
  page.locator(`[data-number="${phoneNumberId}"]`);

/** Opens the evidence where it is not open by itself. */
export async function openLadder(card: Locator): Promise<void> {
  const trigger = card.getByRole('button', { name: /proven/ });
  if ((await trigger.getAttribute('aria-expanded')) === 'false') await trigger.click();
  await expect(card.getByRole('list', { name: /^Evidence for/ })).toBeVisible();
}

export type Rung = 'authorised' | 'registered' | 'subscribed' | 'heard' | 'sendable';

export const findRung = (card: Locator, rung: Rung): Locator => card.locator(`[data-rung=${rung}]`);

export const expectRung = (card: Locator, rung: Rung, verdict: 'good' | 'bad' | 'waiting' | 'unknown') =>
  expect(findRung(card, rung)).toHaveAttribute('data-verdict', verdict);

/** Runs the doctor and waits for its report. */
export async function examine(card: Locator): Promise<Locator> {
  await card.getByRole('button', { name: /^Check everything/ }).click();
  const report = card.locator('[data-doctor=done]');
  await expect(report).toBeVisible();
  return report;
}

export const findFinding = (report: Locator, check: string): Locator => report.locator(`[data-check=${check}]`);
