/**
 * Captures the states of the product in both sizes and both themes, for people to look at. Not a test.
 *
 *     npm run gallery -- [scene …]
 *
 * Each run adds to the folder, and writes the page that shows all of it anew.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { startScanner } from '../../../api/test/clamd.js';
import { Customers } from '../support/customers';
import { startMailServer } from '../support/mailbox';
import { disconnectEverything } from '../support/people';
import { SandboxControl } from '../support/sandbox';
import { startTestStack } from '../support/stack';
import * as accounts from './accounts';
import { cameraFor, openWindow, type Scene } from './camera';
import { galleryPage } from './gallery';
import * as guarded from './guarded';
import { journey } from './journey';
import * as reading from './reading';
import { responders } from './responders';
import { secondFactor } from './secondFactor';
import * as states from './states';
import * as whoIsWho from './whoIsWho';

const scenes: Record<string, Scene> = {
  journey,
  responders,
  secondFactor,
  ...accounts,
  ...whoIsWho,
  ...reading,
  ...states,
  ...guarded,
};
const [folder = join(tmpdir(), 'switchboard-screenshots'), ...wanted] = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in scenes));
if (unknown.length > 0)
  throw new Error(`There is no scene ${unknown.join(', ')}. Scenes: ${Object.keys(scenes).join(', ')}`);

const shoot = await cameraFor(folder);
const mailServer = await startMailServer();
const scanner = await startScanner();
const stack = await startTestStack({ smtpUrl: mailServer.url, settings: { CLAMD_URL: scanner.url } });
const browser = await chromium.launch({
  ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const sandbox = new SandboxControl(stack.sandbox);
  const customers = new Customers(stack.sandbox);
  const newPage = () => openWindow(browser, stack.web);
  for (const name of wanted.length > 0 ? wanted : Object.keys(scenes)) {
    await sandbox.reset();
    const page = await newPage();
    try {
      await scenes[name]?.({ page, stack, sandbox, customers, mailServer, scanner, newPage, shoot });
    } catch (error) {
      process.stderr.write(`${name} stopped: ${error}\n`);
      await page.screenshot({ path: join(folder, `stopped-${name}.png`), fullPage: true });
      process.exitCode = 1;
    }
    await sandbox.clearFaults();
    for (const context of browser.contexts()) {
      // The next scene finds the numbers free.
      for (const left of context.pages()) await disconnectEverything(left);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await stack.stop();
  await mailServer.stop();
  await scanner.stop();
}
await writeFile(join(folder, 'index.html'), galleryPage(await readdir(folder)));
