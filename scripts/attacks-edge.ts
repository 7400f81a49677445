/**
 * `npm run attacks:edge`: connections that hold on without saying who they are, browsers that do not read, bodies that do not
 * come. Prints its counts; `EDGE_CONNECTIONS` (1,500) says how many of each.
 */
import { runCommand, stopCommands } from './command.js';
import { stopOnSignals } from './shutdown.js';
import { build } from './turbo.js';

stopOnSignals(stopCommands, 1);
const isGood =
  (await build({ quiet: true, filters: ['@switchboard/api...'] })) &&
  (await runCommand(
    'node_modules/.bin/vitest',
    ['run', '--project', 'api', 'apps/api/src/realtime/socketLimits.test.ts', 'apps/api/src/slowBodies.test.ts'],
    { env: { EDGE_CONNECTIONS: process.env.EDGE_CONNECTIONS ?? '1500' } },
  ));
process.exit(isGood ? 0 : 1);
