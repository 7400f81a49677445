/** `npm run attacks`: every way to link a number to the wrong account, each in a hundred orders. Prints its counts. */
import { runCommand, stopCommands } from './command.js';
import { stopOnSignals } from './shutdown.js';
import { build } from './turbo.js';

stopOnSignals(stopCommands, 1);
const isGood =
  (await build({ quiet: true, filters: ['@switchboard/api...'] })) &&
  (await runCommand('node_modules/.bin/vitest', ['run', 'apps/api/src/connect/linkingAttacks.test.ts'], {
    env: { LINKING_INTERLEAVINGS: process.env.LINKING_INTERLEAVINGS ?? '100' },
  }));
process.exit(isGood ? 0 : 1);
