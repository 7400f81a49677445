import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
import pLimit from 'p-limit';
import { seconds } from './clock.js';
import { withinTime } from './databaseTimer.js';
import type { Logger } from './logger.js';

mongoose.set('strictQuery', 'throw');

/** Writes use majority and journal. Commands fail within seconds while the database is away, and are never buffered. */
export const openMongo = (uri: string, logger: Logger): Promise<Connection> =>
  open(uri, logger, {
    socketTimeoutMS: seconds(30),
    maxPoolSize: 50,
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: seconds(10) },
  });

/** Opens the database for slow work: an index over a million messages takes minutes. */
export const openMongoPatiently = (uri: string, logger: Logger): Promise<Connection> =>
  open(uri, logger, { socketTimeoutMS: 0, maxPoolSize: 2, writeConcern: { w: 'majority', journal: true } });

function open(uri: string, logger: Logger, options: ConnectOptions): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    appName: 'switchboard-api',
    autoIndex: false,
    bufferCommands: false,
    serverSelectionTimeoutMS: seconds(3),
    connectTimeoutMS: seconds(5),
    ...options,
  });
  connection.on('disconnected', () => logger.warn('database disconnected'));
  connection.on('connected', () => logger.info('database connected'));
  return connection.asPromise();
}

/** Builds the indexes that the models lack. @param onBegin called with each collection before its indexes are built. */
export async function buildIndexes(
  connection: Connection,
  onBegin: (collection: string) => void = () => undefined,
): Promise<void> {
  for (const collection of await lackingIndexes(connection)) {
    onBegin(collection);
    for (const model of Object.values(connection.models)) {
      if (model.collection.collectionName === collection) await model.createIndexes();
    }
  }
}

/** All at once would open a connection of the pool for almost each of them, and every process asks at its start. */
const askedAtOnce = 4;

async function lackingIndexes(connection: Connection): Promise<string[]> {
  const lacking = await pLimit(askedAtOnce).map(Object.values(connection.models), async (model) => {
    const { toCreate } = await model.diffIndexes();
    return toCreate.length > 0 ? [model.collection.collectionName] : [];
  });
  return [...new Set(lacking.flat())].sort();
}

/** Uniqueness has to hold before the first write; `release.ts` builds the indexes. @throws Error where indexes are missing. */
export async function requireIndexes(connection: Connection): Promise<void> {
  const lacking = await lackingIndexes(connection);
  if (lacking.length === 0) return;
  throw new Error(
    `the database lacks indexes that this version needs (${lacking.join(', ')}). Run "node apps/api/dist/release.js" with the same environment first`,
  );
}

const readyMs = seconds(1.5);
/** Whether the database answers within `ms` milliseconds. */
export async function isMongoReady(connection: Connection, ms = readyMs): Promise<boolean> {
  const { db } = connection;
  if (!db) return false;
  try {
    await withinTime(ms, db.command({ ping: 1 }, { timeoutMS: ms }));
    return connection.readyState === 1;
  } catch {
    return false;
  }
}
