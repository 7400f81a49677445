import mongoose, { type Connection } from 'mongoose';
import { seconds } from './clock.js';
import { withinTime } from './databaseTimer.js';
import type { Logger } from './logger.js';

mongoose.set('strictQuery', 'throw');

/**
 * Opens the database. Every acknowledged write uses majority and journal: whatever we tell anybody is stored, is stored.
 * Commands are never buffered in memory while the database is away; they fail within seconds and become a 503.
 */
export async function openMongo(uri: string, logger: Logger): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    appName: 'switchboard-api',
    autoIndex: false,
    bufferCommands: false,
    serverSelectionTimeoutMS: seconds(3),
    connectTimeoutMS: seconds(5),
    socketTimeoutMS: seconds(30),
    maxPoolSize: 50,
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: seconds(10) },
  });
  connection.on('disconnected', () => logger.warn('database disconnected'));
  connection.on('connected', () => logger.info('database connected'));
  return connection.asPromise();
}

/** Builds the indexes of every model of this connection; uniqueness is a promise that must hold before the first write. */
export async function buildIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) await model.createIndexes();
}

const readyMs = seconds(1.5);
/** Whether the database answers right now: within two seconds, whatever state it is in. */
export async function isMongoReady(connection: Connection): Promise<boolean> {
  const { db } = connection;
  if (!db) return false;
  try {
    await withinTime(readyMs, db.command({ ping: 1 }, { timeoutMS: readyMs }));
    return connection.readyState === 1;
  } catch {
    return false;
  }
}
