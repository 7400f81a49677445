/** `npm run gallery -- [scene …]`: pictures of every state of the product, and the page that shows them. */
import { join } from 'node:path';
import { ensureChromium } from './chromium.js';
import { root, runCommand, stopCommands } from './command.js';
import { stopOnSignals } from './shutdown.js';
import { build } from './turbo.js';

stopOnSignals(stopCommands, 1);
const folder = join(root, 'reports/gallery');
const scenes = process.argv.slice(2);
const isGood =
  (await build({ quiet: true })) &&
  (await ensureChromium().then(({ path }) =>
    runCommand('node_modules/.bin/tsx', ['apps/web/e2e/screenshots/main.ts', folder, ...scenes], {
      env: path ? { CHROMIUM_PATH: path } : {},
    }),
  ));
process.stdout.write(`Open ${join(folder, 'index.html')}\n`);
process.exit(isGood ? 0 : 1);
