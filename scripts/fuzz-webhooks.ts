/**
 * `npm run fuzz:webhooks`: a million deliveries, validly signed and of every shape, with plain ones between them. Prints how
 * each was answered, what of the plain ones arrived, and the longest time that one of them held up the process.
 * `FUZZ_DELIVERIES` and `FUZZ_SEED` set how many and which.
 */
import { runCommand, stopCommands } from './command.js';
import { stopOnSignals } from './shutdown.js';
import { build } from './turbo.js';

stopOnSignals(stopCommands, 1);
const { FUZZ_DELIVERIES = '1000000' } = process.env;
const isGood =
  (await build({ quiet: true, filters: ['@switchboard/api...'] })) &&
  (await runCommand('node_modules/.bin/vitest', ['run', '--project', 'api', 'apps/api/src/webhooks/fuzz.test.ts'], {
    env: { FUZZ_DELIVERIES },
  }));
process.exit(isGood ? 0 : 1);
