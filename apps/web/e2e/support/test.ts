import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { startScanner, type TestScanner } from '../../../api/test/clamd.js';
import { Customers } from './customers';
import { type MailServer, startMailServer } from './mailbox';
import { disconnectEverything } from './people';
import { SandboxControl } from './sandbox';
import { startTestStack, type TestStack } from './stack';

export { expect };

export const STATUS = '/dashboard/settings/whatsapp-oauth';
export const CALLBACK = '/integrations/whatsapp/callback';
export const CHAT = '/dashboard/chat';

interface Fixtures {
  sandbox: SandboxControl;
  /** The customers' phones. */
  customers: Customers;
  /** Another browser, with another address; its account is tidied up as well. */
  otherBrowser: () => Promise<Page>;
  tidy: undefined;
}

interface WorkerFixtures {
  /** `test.use({ scanned: true })` in a spec: files are searched by `scanner`. */
  scanned: boolean;
  scanner: TestScanner;
  /** Takes every mail that the stack sends. */
  mailServer: MailServer;
  /** Of this worker alone: what a test does at its Meta, no test of another worker sees. */
  stack: TestStack;
  /** `test.use({ popup: true })` in a spec: the dashboard offers signing up in a popup. */
  popup: boolean;
}

/** Limits are counted by address; each browser of each test comes from its own. */
const newAddress = () => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join('.')}`;

export const test = base.extend<Fixtures, WorkerFixtures>({
  popup: [false, { option: true, scope: 'worker' }],
  scanned: [false, { option: true, scope: 'worker' }],
  scanner: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const scanner = await startScanner();
      await use(scanner);
      await scanner.stop();
    },
    { scope: 'worker' },
  ],
  mailServer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const server = await startMailServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ popup, scanned, scanner, mailServer }, use) => {
      const settings: Record<string, string> = scanned ? { CLAMD_URL: scanner.url } : {};
      const stack = await startTestStack({ popup, smtpUrl: mailServer.url, settings });
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: ({ stack }, use) => use(stack.web),
  extraHTTPHeaders: async ({ extraHTTPHeaders }, use) => {
    await use({ ...extraHTTPHeaders, 'x-forwarded-for': newAddress() });
  },
  sandbox: async ({ stack, page: _page }, use) => {
    const sandbox = new SandboxControl(stack.sandbox);
    await sandbox.reset();
    await use(sandbox);
    await sandbox.reset();
  },
  customers: ({ stack, sandbox: _sandbox }, use) => use(new Customers(stack.sandbox)),
  otherBrowser: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({
        ...(baseURL ? { baseURL } : {}),
        reducedMotion: 'reduce',
        viewport: { width: 1280, height: 860 },
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
