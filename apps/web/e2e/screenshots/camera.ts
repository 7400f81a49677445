import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { TestScanner } from '../../../api/test/clamd.js';
import type { Customers } from '../support/customers';
import type { MailServer } from '../support/mailbox';
import type { SandboxControl } from '../support/sandbox';
import type { TestStack } from '../support/stack';

/** What a scene works with. The page belongs to a person of its own, who has not signed up yet. */
export interface Stage {
  page: Page;
  stack: TestStack;
  sandbox: SandboxControl;
  customers: Customers;
  /** Where the product's mail arrives. */
  mailServer: MailServer;
  /** What the files are searched by. */
  scanner: TestScanner;
  /** Another browser: somebody else, or nobody. */
  newPage: () => Promise<Page>;
  shoot: Shoot;
}

export type Scene = (stage: Stage) => Promise<void>;
export interface ShootOptions {
  fullPage?: boolean;
  /** Opens what a change of the size has closed. */
  again?: () => Promise<unknown>;
}
export type Shoot = (page: Page, name: string, options?: ShootOptions) => Promise<void>;

const sizes = [
  { name: '390', viewport: { width: 390, height: 844 } },
  { name: '1440', viewport: { width: 1440, height: 900 } },
];

/** @returns what photographs a page as it is, in both sizes and both themes, into the folder. */
export async function cameraFor(folder: string): Promise<Shoot> {
  await mkdir(folder, { recursive: true });
  return async (page, name, { fullPage = true, again } = {}) => {
    for (const size of sizes) {
      await page.setViewportSize(size.viewport);
      await again?.();
      if (fullPage) await page.evaluate(() => window.scrollTo(0, 0));
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.screenshot({ path: join(folder, `${name}-${size.name}-${colorScheme}.png`), fullPage });
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  };
}

/** A browser window with an address of its own: limits are counted by address. */
export async function openWindow(browser: Browser, baseURL: string): Promise<Page> {
  const address = `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join('.')}`;
  const context = await browser.newContext({
    baseURL,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    extraHTTPHeaders: { 'x-forwarded-for': address },
  });
  return context.newPage();
}
