import type { Connection } from 'mongoose';
import { type Config, configOrExit } from './config.js';
import { markInterrupted } from './inbox/sending/lifeSign.js';
import { describeKeys } from './keys/keys.js';
import { checkMeta } from './metaReadiness.js';
import { listMigrations } from './migrations.js';
import { createModels } from './models.js';
import { systemClock as clock } from './platform/clock.js';
import { createLogger } from './platform/logger.js';
import { prepareDatabase } from './platform/migrations.js';
import { openMongoPatiently } from './platform/mongo.js';
import { requireServer } from './platform/serverCheck.js';

/**
 * `node dist/release.js` prepares the database before the first instance of a new version starts: it looks at the server, builds
 * indexes and runs migrations. Safe to run again, by several at once, and while the former version runs.
 *
 * `node dist/release.js restored` does so after a backup was restored. Messages queued in it may have been sent since, so a
 * person is asked about each of them.
 *
 * `node dist/release.js keys` says how much is sealed under which key, and changes nothing.
 *
 * `node dist/release.js check-meta` says whether the app at Meta is set up for real, and ends with 1 where it is not.
 */
const steps: Record<string, (connection: Connection, config: Config) => Promise<void>> = {
  prepare,
  async restored(connection, config) {
    await prepare(connection, config);
    await markInterrupted(createModels(connection).inbox.lifeSigns, clock.now());
    say('What is queued is asked about in its conversation, and not sent by itself.');
  },
  async keys(connection, config) {
    const lines = await describeKeys(connection, createModels(connection).keys, { mine: kidsIn(config), clock });
    for (const line of lines) say(line);
  },
  async 'check-meta'(connection, config) {
    if (!(await checkMeta(connection, config, say))) process.exitCode = 1;
  },
};

const kidsIn = ({ TOKEN_ENCRYPTION_KEYS }: Config): string[] => TOKEN_ENCRYPTION_KEYS.map(({ kid }) => kid);

async function prepare(connection: Connection, config: Config): Promise<void> {
  const beganAt = performance.now();
  await requireServer(connection, config.NODE_ENV === 'production');
  const models = createModels(connection);
  const migrations = listMigrations({ connection, models, kids: kidsIn(config), clock });
  await prepareDatabase({ connection, models: models.release, migrations, clock, say });
  say('The database has everything that this version needs.');
  say(`It took ${((performance.now() - beganAt) / 1000).toFixed(1)} s`);
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const [asked = 'prepare', ...more] = process.argv.slice(2);
const step = Object.hasOwn(steps, asked) && more.length === 0 ? steps[asked] : undefined;
if (!step)
  fail(`There is no such step. Run "release.js", "release.js restored", "release.js keys" or "release.js check-meta".`);
const config = configOrExit();
try {
  const connection = await openMongoPatiently(config.MONGODB_URI, createLogger({ level: 'silent' }));
  await step(connection, config);
  await connection.close();
} catch (error) {
  fail(`The release step failed: ${error instanceof Error ? error.message : String(error)}`);
}
