/** Names under which the driver and Mongoose report that the database cannot be reached. */
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
]);

/** Whether an error, or one of its causes, says that the database is away. */
export function isDatabaseGone(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if (goneNames.has(current.name)) return true;
    // With `bufferCommands: false` Mongoose refuses at once with a plain MongooseError while not connected.
    if (current.name === 'MongooseError' && /bufferCommands|initial connection/.test(current.message)) return true;
    current = current.cause;
  }
  return false;
}
