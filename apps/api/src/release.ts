import type { Connection } from 'mongoose';
import { configOrExit } from './config.js';
import { markInterrupted } from './inbox/sending/lifeSign.js';
import { createModels } from './models.js';
import { systemClock } from './platform/clock.js';
import { createLogger } from './platform/logger.js';
import { buildIndexes, openMongoPatiently } from './platform/mongo.js';

/**
 * `node dist/release.js` prepares the database before the first instance of a new version starts. Safe to run again, and while
 * the former version runs.
 *
 * `node dist/release.js restored` does so after a backup was restored. Messages queued in it may have been sent since, so a
 * person is asked about each of them.
 */
const steps: Record<string, (connection: Connection) => Promise<void>> = {
  indexes: prepare,
  async restored(connection) {
    await prepare(connection);
    await markInterrupted(createModels(connection).inbox.lifeSigns, systemClock.now());
    say('What is queued is asked about in its conversation, and not sent by itself.');
  },
};

async function prepare(connection: Connection): Promise<void> {
  createModels(connection);
  await buildIndexes(connection, (collection) => say(`Building the indexes of ${collection}…`));
  say('The database has every index that this version needs.');
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const [asked = 'indexes', ...more] = process.argv.slice(2);
const step = Object.hasOwn(steps, asked) && more.length === 0 ? steps[asked] : undefined;
if (!step) fail(`There is no such step. Run "release.js" or "release.js restored".`);
const config = configOrExit();
try {
  const connection = await openMongoPatiently(config.MONGODB_URI, createLogger({ level: 'silent' }));
  await step(connection);
  await connection.close();
} catch (error) {
  fail(`The database could not be prepared: ${error instanceof Error ? error.message : String(error)}`);
}
