import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runCommand } from './command.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** A browser for Playwright: one of the system's by its path, or the one Playwright has downloaded itself. */
export type Browser = { path: string } | { path?: undefined };

/**
 * Finds a Chromium, or installs one: as Debian's package where that is possible, through Playwright elsewhere.
 * @throws Error with one sentence that says what to do, when none can be had
 */
export async function ensureChromium(): Promise<Browser> {
  if (process.env.CHROMIUM_PATH) return { path: process.env.CHROMIUM_PATH };
  const installed = await findChromium();
  if (installed) return { path: installed };

  process.stdout.write('Installing Chromium for the browser tests…\n');
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const isInstalled =
      (await runCommand('apt-get', ['update'], { quiet: true })) &&
      (await runCommand('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { quiet: true, env }));
    const path = isInstalled ? await findChromium() : undefined;
    if (path) return { path };
  }
  const playwright = ['apps/web/node_modules/@playwright/test/cli.js', 'install', 'chromium'];
  if (await runCommand(process.execPath, playwright, { quiet: true })) return {};
  throw new Error(
    'The browser tests need Chromium, which could not be installed. Install it and set CHROMIUM_PATH to the program.',
  );
}

async function findChromium(): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin'];
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), MAC_CHROME];
  for (const candidate of candidates) {
    const isPresent = await access(candidate).then(
      () => true,
      () => false,
    );
    if (isPresent) return candidate;
  }
  return undefined;
}
