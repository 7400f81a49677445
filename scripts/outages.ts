/**
 * `npm run outages`: the database stops and keeps its connections; it hangs, is killed and comes back under load. Prints its
 * counts. `OUTAGE_TRIALS` and `HUNG_MS` set how often and for how long.
 */
import { runCommand, stopCommands } from './command.js';
import { stopOnSignals } from './shutdown.js';
import { build } from './turbo.js';

stopOnSignals(stopCommands, 1);
const { OUTAGE_TRIALS = '200', HUNG_MS = '6000', STOPPED_POSTS = '2000' } = process.env;
const isGood =
  (await build({ quiet: true, filters: ['@switchboard/api...'] })) &&
  (await runCommand('node_modules/.bin/vitest', ['run', '--project', 'api', 'apps/api/src/webhooks/outages.test.ts'], {
    env: { OUTAGE_TRIALS, HUNG_MS, STOPPED_POSTS, STARTS_BUILT: '1' },
  }));
process.exit(isGood ? 0 : 1);
