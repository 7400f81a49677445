import mongoose, { type Connection, type mongo } from 'mongoose';
import { seconds } from './clock.js';
import { DatabaseSlowError, withinTime } from './databaseTimer.js';
import type { Logger } from './logger.js';

export interface DatabaseWatchDeps {
  connection: Connection;
  uri: string;
  logger: Logger;
  /** Called once, when the database answers others and this process cannot reach it any more. */
  onLost: () => void;
}

/** Whom the database answers: this process, nobody, only others, or only others for so long that this process is lost. */
export type Look = 'well' | 'away' | 'missed' | 'lost';

const everyMs = seconds(1);
const againMs = 250;
const answerMs = seconds(1.25);
/** The driver looks for a database that has come back twice a second: it has had five tries by then. */
const missesUntilLost = 2;
/** A look that took this much longer than it may was held up by this process or its machine, and says nothing about the database. */
const heldUpMs = 500;
/** A busy database answers late, and a new process would not help; after this many late answers it may. */
const slowUntilLost = 30;

/**
 * Watches whether this process reaches its database. After a server hung and died, the driver sometimes never finds it again,
 * although every new client does: then the process has to be replaced.
 */
export function createDatabaseWatch({ connection, uri, logger, onLost }: DatabaseWatchDeps) {
  let misses = 0;
  let slow = 0;
  let isLost = false;
  let timer: NodeJS.Timeout | undefined;

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
    const begun = performance.now();
    const found = await own();
    const wasHeldUp = performance.now() - begun > answerMs + heldUpMs;
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
    // Busy machines start a process slowly: it would be replaced again before it has found the database.
    if (wasHeldUp) return 'missed';
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

function isFound(client: mongo.MongoClient): boolean {
  // The driver publishes it in events only.
  const { topology } = client as unknown as { topology?: { description?: { hasKnownServers?: boolean } } };
  return topology?.description?.hasKnownServers === true;
}
