import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
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
  open(uri, logger, { socketTimeoutMS: 0, maxPoolSize: 4, writeConcern: { w: 'majority', journal: true } });

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
