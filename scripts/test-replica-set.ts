/**
 * `npm run test:replica-set`: the API's tests on a real MongoDB, a replica set of three, which is downloaded and started; or on the one
 * that TEST_MONGODB_URI names, its primary first. `npm test` has them on the embedded engine.
 */
import { runCommand, stopCommands } from './command.js';
import { installPrograms, testPrograms } from './programs.js';
import { stopOnSignals } from './shutdown.js';
import { build } from './turbo.js';

/** The oldest that `release.js` takes. */
const version = '8.0.17';

let stopSet = async () => {};
stopOnSignals(async () => {
  await stopCommands();
  await stopSet();
}, 1);

async function findServer(): Promise<string> {
  if (process.env.TEST_MONGODB_URI) return process.env.TEST_MONGODB_URI;
  // Loaded only now: it has just been built.
  const { startReplicaSet } = await import('@switchboard/dev-mongo');
  process.stdout.write(`Starting three members of MongoDB ${version}…\n`);
  const set = await startReplicaSet(version);
  stopSet = () => set.stop();
  return set.uri;
}

let isGood = await build({ quiet: true, filters: ['@switchboard/api...'] });
if (isGood) {
  await installPrograms(testPrograms.filter(({ name }) => name === 'redis-server'));
  const env = { TEST_MONGODB_URI: await findServer(), STARTS_BUILT: '1' };
  const projects = ['api', 'api inbox'].flatMap((name) => ['--project', name]);
  isGood = await runCommand('node_modules/.bin/vitest', ['run', ...projects, ...process.argv.slice(2)], { env });
  await stopSet();
}
process.exit(isGood ? 0 : 1);
