import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { disconnectEverything } from './people';
import { SandboxControl } from './sandbox';

export { expect };

export const STATUS = '/dashboard/settings/whatsapp-oauth';
export const CALLBACK = '/integrations/whatsapp/callback';

interface Fixtures {
  sandbox: SandboxControl;
  /** Another browser, with another address; its account is tidied up as well. */
  otherBrowser: () => Promise<Page>;
  tidy: undefined;
}

/** Limits are counted by address; each browser of each test comes from its own. */
const newAddress = () => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join('.')}`;

export const test = base.extend<Fixtures>({
  extraHTTPHeaders: async ({ extraHTTPHeaders }, use) => {
    await use({ ...extraHTTPHeaders, 'x-forwarded-for': newAddress() });
  },
  sandbox: async ({ page: _page }, use) => {
    const sandbox = new SandboxControl(process.env.E2E_SANDBOX_URL ?? '');
    await sandbox.reset();
    await use(sandbox);
    await sandbox.reset();
  },
  otherBrowser: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({
        ...(baseURL ? { baseURL } : {}),
        reducedMotion: 'reduce',
        extraHTTPHeaders: { 'x-forwarded-for': newAddress() },
      });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) {
      const page = context.pages()[0] ?? (await context.newPage());
      await disconnectEverything(page);
      await context.close();
    }
  },
  tidy: [
    async ({ page, sandbox }, use) => {
      await use(undefined);
      await sandbox.clearFaults();
      await sandbox.latency(0);
      await disconnectEverything(page);
    },
    { auto: true },
  ],
});
