import { mongo } from 'mongoose';

/** Errors of the driver and Mongoose for a database that cannot be reached. */
const goneNames = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoConnectionPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoWriteConcernError',
  'DisconnectedError',
  'DatabaseSlowError',
]);

/** Answers of a server that stops or is no primary any more (MongoDB, "retryable writes"). */
const goneCodes = new Set<unknown>([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Those that only say that a connection ended, or did not answer. */
const brokenNames = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'MongoConnectionPoolClearedError',
  'MongoOperationTimeoutError',
]);

/** An error and its causes. A bulk write keeps its cause as `errorResponse`. */
function* causesOf(error: unknown): Generator<Error> {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    yield current;
    current = current.cause ?? ('errorResponse' in current ? current.errorResponse : undefined);
  }
}

/** Whether an error, or one of its causes, says that the database is away. */
export function isDatabaseGone(error: unknown): boolean {
  for (const current of causesOf(error)) {
    if (goneNames.has(current.name)) return true;
    if ('code' in current && goneCodes.has(current.code)) return true;
    // With `bufferCommands: false` Mongoose refuses at once with a plain MongooseError while not connected.
    if (current.name === 'MongooseError' && /bufferCommands|initial connection/.test(current.message)) return true;
  }
  return false;
}

/** Whether a connection broke, and nothing more is known: a server also ends one over a message that it cannot take. */
export function isConnectionBroken(error: unknown): boolean {
  for (const current of causesOf(error)) if (brokenNames.has(current.name)) return true;
  return false;
}

const duplicateKey = 11_000;

/** Whether nothing is wrong with an unordered bulk but that some of its documents were there already. */
export function areOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError()) return false;
  const refusals = [error.writeErrors].flat();
  return refusals.length > 0 && refusals.every(({ code }) => code === duplicateKey);
}
