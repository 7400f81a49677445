import mongoose, { type Connection, type mongo } from 'mongoose';
import { seconds } from './clock.js';
import { DatabaseSlowError, withinTime } from './databaseTimer.js';
import type { Logger } from './logger.js';

export interface DatabaseWatchDeps {
  connection: Connection;
  /** Where the database is. */
  uri: string;
  logger: Logger;
  /** Called once: the database answers others, and this process does not find it again. */
  onLost: () => void;
}

/** What one look found: the database answers here; nobody; others only; or others only, for so long that it stays so. */
export type Look = 'well' | 'away' | 'missed' | 'lost';

const everyMs = seconds(1);
const againMs = 250;
const answerMs = seconds(1.25);
/** The database has just come back, perhaps, and the driver looks for it twice a second: it has had five tries by then. */
const missesUntilLost = 2;
/** A database with too much to do answers late, and another process would be no better off. This late, none is worse. */
const slowUntilLost = 30;

/**
 * Watches whether this process still finds its database. The driver looks for it by itself after every outage; now and
 * then it stays without, when a server hung before it died, although every new client reaches it at once. Then the process
 * has to be another one: everything in it holds on to the client that is lost.
 */
export function createDatabaseWatch({ connection, uri, logger, onLost }: DatabaseWatchDeps) {
  let misses = 0;
  let slow = 0;
  let isLost = false;
  let timer: NodeJS.Timeout | undefined;

  /** `slow`: it may only have too much to do. */
  async function own(): Promise<'well' | 'slow' | 'failed'> {
    const { db } = connection;
    if (!db) return 'failed';
    try {
      await withinTime(answerMs, db.command({ ping: 1 }, { timeoutMS: answerMs * 2 }));
      return connection.readyState === mongoose.ConnectionStates.connected ? 'well' : 'failed';
    } catch (error) {
      return error instanceof DatabaseSlowError && isFound(connection.getClient()) ? 'slow' : 'failed';
    }
  }

  async function answersOthers(): Promise<boolean> {
    const client = new mongoose.mongo.MongoClient(uri, {
      appName: 'switchboard-watch',
      serverSelectionTimeoutMS: answerMs,
      connectTimeoutMS: answerMs,
      maxPoolSize: 1,
    });
    try {
      await withinTime(answerMs, client.db().command({ ping: 1 }));
      return true;
    } catch {
      return false;
    } finally {
      client.close().catch(() => undefined);
    }
  }

  async function look(): Promise<Look> {
    const found = await own();
    if (found === 'well') {
      misses = 0;
      slow = 0;
      return 'well';
    }
    if (!(await answersOthers())) {
      misses = 0;
      slow = 0;
      return 'away';
    }
    if (found === 'slow') slow += 1;
    else misses += 1;
    if (misses < missesUntilLost && slow < slowUntilLost) return 'missed';
    if (!isLost) {
      isLost = true;
      logger.fatal({ misses, slow }, 'the database answers others and is not found from here any more');
      onLost();
    }
    return 'lost';
  }

  async function keepLooking(): Promise<void> {
    const found = await look();
    if (found === 'lost' || !timer) return;
    timer = setTimeout(() => void keepLooking(), found === 'well' ? everyMs : againMs).unref();
  }

  return {
    look,
    start(): void {
      timer ??= setTimeout(() => void keepLooking(), everyMs).unref();
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
export type DatabaseWatch = ReturnType<typeof createDatabaseWatch>;

/** Whether the driver knows a server that it can ask. */
function isFound(client: mongo.MongoClient): boolean {
  // Public in the driver's events only; there is no other way to ask.
  const { topology } = client as unknown as { topology?: { description?: { hasKnownServers?: boolean } } };
  return topology?.description?.hasKnownServers === true;
}
