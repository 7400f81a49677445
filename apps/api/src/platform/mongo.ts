import { setTimeout as pause } from 'node:timers/promises';
import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
import { seconds } from './clock.js';
import { isDatabaseGone } from './databaseErrors.js';
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

const askAgainMs = seconds(1);
/** Names that DNS does not know, or not yet. */
const unresolved = new Set<unknown>(['ENOTFOUND', 'EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT']);

/** Whether a database that could not be opened may be there in a moment. Who it is, and who we are, does not change by waiting. */
function mayStillCome(error: unknown): boolean {
  if (!(error instanceof Error) || /certificate/i.test(error.message)) return false;
  return isDatabaseGone(error) || ('code' in error && unresolved.has(error.code));
}

/**
 * Opens a database that may start at the same time as this process; each try is logged.
 *
 * @param openOnce one try
 * @param waitSeconds how long it may take to come
 * @throws what the last try threw
 */
export async function waitForMongo(
  openOnce: () => Promise<Connection>,
  waitSeconds: number,
  logger: Logger,
): Promise<Connection> {
  const until = performance.now() + seconds(waitSeconds);
  for (;;) {
    try {
      return await openOnce();
    } catch (error) {
      const leftMs = until - performance.now();
      if (!mayStillCome(error) || leftMs <= 0) throw error;
      logger.warn(
        { err: error, leftSeconds: Math.ceil(leftMs / 1_000) },
        'the database is not there yet; it is asked again',
      );
      await pause(Math.min(askAgainMs, leftMs));
    }
  }
}

async function open(uri: string, logger: Logger, options: ConnectOptions): Promise<Connection> {
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
  try {
    return await connection.asPromise();
  } catch (error) {
    // It would go on asking for the database beside the next try.
    await connection.close().catch(() => undefined);
    throw error;
  }
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
