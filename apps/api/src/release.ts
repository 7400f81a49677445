import type { Connection } from 'mongoose';
import { configOrExit } from './config.js';
import { createModels } from './models.js';
import { createLogger } from './platform/logger.js';
import { buildIndexes, openMongoPatiently } from './platform/mongo.js';

/**
 * `node dist/release.js`: brings the database to what this version needs. Before the first instance of a new version
 * starts, once, however long it takes; safe to run again, and while the former version runs.
 */
const steps: Record<string, (connection: Connection) => Promise<void>> = {
  indexes: prepare,
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
if (!step) fail(`There is no such step. Run "release.js".`);
const config = configOrExit();
try {
  const connection = await openMongoPatiently(config.MONGODB_URI, createLogger({ level: 'silent' }));
  await step(connection);
  await connection.close();
} catch (error) {
  fail(`The database could not be prepared: ${error instanceof Error ? error.message : String(error)}`);
}
