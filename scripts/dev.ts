/**
 * `npm run dev`: the whole product from its sources; what is edited is reloaded. `npm run dev -- --inspect` lets a debugger
 * into the API.
 */
import { watch } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand } from './command.js';
import type { Ports } from './environments.js';
import { runStack } from './runStack.js';

const COLORS: Record<keyof Ports, number> = { web: 36, api: 33, sandbox: 35 };

for (const name of ['meta-codes', 'contracts', 'graph']) rebuildOnChange(join(root, 'packages', name));
await runStack(
  {
    dataDir: '.switchboard',
    mode: 'dev',
    inspectsApi: process.argv.includes('--inspect'),
    onLine: (name, line) => process.stdout.write(`\u001b[${COLORS[name]}m${name.padEnd(7)}\u001b[0m ${line}\n`),
  },
  ['./packages/*'],
);

/** The API and the web load the shared packages as compiled: compiling one again makes both reload. */
function rebuildOnChange(packageDir: string): void {
  let isBuilding = false;
  let isStale = false;
  const rebuild = async () => {
    isStale = true;
    if (isBuilding) return;
    isBuilding = true;
    while (isStale) {
      isStale = false;
      await runCommand('node_modules/.bin/tsc', ['-p', join(packageDir, 'tsconfig.build.json')]);
    }
    isBuilding = false;
  };
  watch(join(packageDir, 'src'), { recursive: true }, () => void rebuild());
}
