import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownDatabase } from '../test/harness.js';
import { startMongoProxy } from '../test/mongoProxy.js';
import { areOnlyDuplicates, isDatabaseGone } from './platform/databaseErrors.js';
import { createLogger } from './platform/logger.js';
import { openMongo } from './platform/mongo.js';

let connection: Connection;
beforeAll(async () => {
  connection = await openMongo(ownDatabase(), logger);
});
afterAll(() => connection.close());

const logger = createLogger({ level: 'silent' });

/** What an unordered bulk of these documents, by id, fails with. */
async function failureOn(at: Connection, ...ids: unknown[]): Promise<unknown> {
  const documents = ids.map((_id) => ({ _id }));
  try {
    await at.collection('things').insertMany(documents as never[], { ordered: false });
  } catch (error) {
    return error;
  }
  throw new Error('it was expected to fail');
}

const failure = (...ids: unknown[]) => failureOn(connection, ...ids);

it('documents that were there already are no fault; any other refusal among them is', async () => {
  await connection.collection('things').insertMany([{ _id: 1 }, { _id: 2 }] as never[]);
  expect(areOnlyDuplicates(await failure(1, 3))).toBe(true);
  expect(areOnlyDuplicates(await failure(1, 2, 4))).toBe(true);
  // No list can be an id.
  expect(areOnlyDuplicates(await failure(1, [5], 6))).toBe(false);
  expect(areOnlyDuplicates(new Error('something else'))).toBe(false);
});

it('a bulk that found the database away stored nothing, and says so', async () => {
  const proxy = await startMongoProxy(ownDatabase());
  const cut = await openMongo(proxy.uri, logger);
  proxy.cut();
  const error = await failureOn(cut, 1, 2);
  expect(areOnlyDuplicates(error)).toBe(false);
  expect(isDatabaseGone(error)).toBe(true);
  await cut.close();
  await proxy.stop();
});
