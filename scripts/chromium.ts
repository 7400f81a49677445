import { runCommand } from './command.js';
import { findProgram, installPackage, isExecutable } from './debian.js';

// The headless build is the same browser without its window: it needs a third less of the machine.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Debian's packages, the better one first; older releases have only the other. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** A browser for Playwright: one of the system's by its path, or the one Playwright has downloaded itself. */
export type Browser = { path: string } | { path?: undefined };

/**
 * Finds a Chromium, or installs one: as Debian's package where that is possible, through Playwright elsewhere.
 * @throws Error with one sentence that says what to do, when none can be had
 */
export async function ensureChromium(): Promise<Browser> {
  if (process.env.CHROMIUM_PATH) return { path: process.env.CHROMIUM_PATH };
  const installed = findChromium();
  if (installed) return { path: installed };

  process.stdout.write('Installing Chromium for the browser tests…\n');
  for (const name of PACKAGES) {
    const path = (await installPackage(name)) ? findChromium() : undefined;
    if (path) return { path };
  }
  const playwright = ['apps/web/node_modules/@playwright/test/cli.js', 'install', 'chromium'];
  if (await runCommand(process.execPath, playwright, { quiet: true })) return {};
  throw new Error(
    'The browser tests need Chromium, which could not be installed. Install it and set CHROMIUM_PATH to the program.',
  );
}

const findChromium = (): string | undefined =>
  NAMES.map((name) => findProgram(name)).find((path) => path !== undefined) ??
  (isExecutable(MAC_CHROME) ? MAC_CHROME : undefined);
