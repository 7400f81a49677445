import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Locator, type Page } from '@playwright/test';
import type Axe from 'axe-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious faults for people with disabilities, on the page as it is, in both themes. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await coloursSettled(page);
    expect(await seriousFaults(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}

/** What axe finds with all its rules. What is good is not written down: it is most of the page, and nobody reads it. */
async function seriousFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const { violations } = await axe.run({ reporter: 'no-passes', selectors: false });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
  });
}

/**
 * The same on a phone and on a desk, where also nothing is wider than the screen. The page ends at the size it had.
 *
 * @param again opens what a change of the size has closed.
 */
export async function expectAccessibleAnywhere(
  page: Page,
  name: string,
  { again }: { again?: () => Promise<unknown> } = {},
): Promise<void> {
  const before = page.viewportSize();
  for (const size of [
    { width: 390, height: 844 },
    { width: 1440, height: 900 },
  ]) {
    await page.setViewportSize(size);
    await again?.();
    await expectAccessible(page, `${name}, ${size.width} px`);
    await expectNoSideScroll(page);
  }
  if (before) await page.setViewportSize(before);
}

/** The other theme's colours come within a moment; half-way there they are nobody's choice. */
async function coloursSettled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
      // What is folded away in <details> is not drawn: its colours stand still, and would be waited for without end.
      .filter(({ effect }) => effect instanceof KeyframeEffect && effect.target?.checkVisibility());
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}

/** Presses Escape until it closes what is open: that listens for it only a moment after it has taken the focus. */
export async function escapeFrom(page: Page, open: Locator): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(open).toBeHidden({ timeout: 1_000 });
  }).toPass();
}

/** Presses Tab until the control has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The control cannot be reached with the keyboard');
}

/** Nothing on the page is wider than the screen. */
export async function expectNoSideScroll(page: Page): Promise<void> {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(screen ?? 0);
}
