import { randomBytes } from 'node:crypto';
import { type Model, mongo } from 'mongoose';
import { type Clock, seconds } from '../platform/clock.js';
import { isDatabaseGone } from '../platform/databaseErrors.js';
import { withinTime } from '../platform/databaseTimer.js';
import { AppError } from '../platform/errors.js';
import type { DeliveryRecord } from './delivery.model.js';

/** A delivery that is stored. */
export interface Delivery {
  id: string;
  receivedAt: Date;
  body: Buffer;
}

export interface DeliveryLogDeps {
  deliveries: Model<DeliveryRecord>;
  clock: Clock;
  /** Milliseconds that one write is waited for; 1,750 unless told. */
  timeoutMs?: number | undefined;
  /**
   * Told of each delivery when its write is asked for, in their order. Its projection may begin at once: what it writes
   * is as durable, and doing it for a delivery that is then refused, and sent again, does no harm.
   *
   * @param durable settles when it is stored; rejected when it could not be.
   */
  onArrived: (delivery: Delivery, durable: Promise<void>) => void;
}

const timeDigits = 9;
const countDigits = 8;
const base36 = (value: number, digits: number) => value.toString(36).padStart(digits, '0');

/** The smallest id that a delivery received at this time can have. */
export const firstIdAt = (at: Date): string => base36(at.getTime(), timeDigits);
export const receivedAtOf = (deliveryId: string): Date =>
  new Date(Number.parseInt(deliveryId.slice(0, timeDigits), 36));

/** One write takes at most so much; MongoDB's own bound for a message is 48 MB. */
const mostDocuments = 1_000;
const mostBytes = 12 * 1024 * 1024;
/**
 * A write costs about the same for one and for thirty deliveries. So while they come in a crowd, the next write waits for
 * so many, or until so long after the last one began. Who comes alone waits for nobody.
 */
const crowd = 4;
const worthAWrite = 32;
const crowdWaitMs = 4;
/** Whoever waits is answered within two seconds. A write that succeeds later does no harm: Meta sends it again. */
export const appendTimeoutMs = seconds(1.75);
/** After the database was found away, nobody waits for it again before this has passed. */
const awayForMs = 500;

interface Waiting {
  delivery: Delivery;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * The durable inbox in front of everything: Meta is answered 200 when, and only when, its bytes are in here with majority
 * and journal. All requests that wait at the same moment share one write (group commit).
 */
export function createDeliveryLog({ deliveries, clock, onArrived, timeoutMs = appendTimeoutMs }: DeliveryLogDeps) {
  /** Of this process, and of this start of it. */
  const writer = randomBytes(6).toString('hex');
  let waiting: Waiting[] = [];
  /** One write at a time is waited for while the next one fills. */
  let isWriting = false;
  /** While a crowd comes: when the next write may begin. */
  let nextWriteAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let count = 0;
  let lastMs = 0;
  let awayUntil = 0;
  let closed = false;
  /** Given out, and neither stored nor refused yet, oldest first. */
  const unsettled = new Set<string>();

  function nextId(nowMs: number): string {
    // A clock that is set back must not put a delivery before its predecessors.
    lastMs = Math.max(lastMs, nowMs);
    count += 1;
    return `${base36(lastMs, timeDigits)}${base36(count, countDigits)}.${writer}`;
  }

  function takeBatch(): Waiting[] {
    let bytes = 0;
    let size = 0;
    while (size < waiting.length && size < mostDocuments && bytes < mostBytes) {
      bytes += waiting[size]?.delivery.body.length ?? 0;
      size += 1;
    }
    const batch = waiting.slice(0, size);
    waiting = waiting.slice(size);
    return batch;
  }

  /** Begins the next write, or sees to it that it begins in time. */
  function writeWhenDue(): void {
    if (isWriting || waiting.length === 0) return;
    const waitMs = waiting.length >= worthAWrite ? 0 : nextWriteAt - performance.now();
    if (waitMs <= 0) {
      void write();
      return;
    }
    timer ??= setTimeout(() => {
      timer = undefined;
      nextWriteAt = 0;
      writeWhenDue();
    }, waitMs);
  }

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = takeBatch();
    nextWriteAt = batch.length >= crowd ? performance.now() + crowdWaitMs : 0;
    const records = batch.map(
      ({ delivery }): DeliveryRecord => ({ _id: delivery.id, writer, body: new mongo.Binary(delivery.body) }),
    );
    isWriting = true;
    try {
      const options = { ordered: false, timeoutMS: timeoutMs };
      await withinTime(timeoutMs, deliveries.collection.insertMany(records as never[], options));
      for (const { delivery, done } of batch) {
        unsettled.delete(delivery.id);
        done();
      }
    } catch (error) {
      const isAway = isDatabaseGone(error);
      if (isAway) awayUntil = performance.now() + awayForMs;
      // Some of them may be stored all the same. Meta sends every one again, and the second time changes nothing.
      // When it is away, those that wait for the next write have waited as long: they are not to wait once more.
      const refused = isAway ? [...batch, ...waiting.splice(0)] : batch;
      for (const { delivery, failed } of refused) {
        unsettled.delete(delivery.id);
        failed(error);
      }
    } finally {
      isWriting = false;
      writeWhenDue();
    }
  }

  return {
    writer,

    /**
     * Stores the bytes of one delivery; settles when they are durable.
     *
     * @throws AppError `database_unavailable` at once while the database is known to be away; what the driver throws
     *   when it is found out.
     */
    append(body: Buffer): Promise<void> {
      if (closed || performance.now() < awayUntil) return Promise.reject(new AppError('database_unavailable'));
      const receivedAt = clock.now();
      const delivery: Delivery = { id: nextId(receivedAt.getTime()), receivedAt, body };
      unsettled.add(delivery.id);
      const durable = new Promise<void>((done, failed) => waiting.push({ delivery, done, failed }));
      writeWhenDue();
      onArrived(delivery, durable);
      return durable;
    },

    /** How many deliveries have come so far. */
    arrivedCount: (): number => count,

    /** Takes nothing more; Meta sends again what is refused from now on. */
    close(): void {
      closed = true;
    },

    /** Whether every delivery is stored or refused. */
    isSettled: (): boolean => unsettled.size === 0,

    /** Above every id that was given out so far. */
    issuedBound: (): string => `${base36(lastMs, timeDigits)}${base36(count + 1, countDigits)}`,

    /** Every delivery of this process before this id is stored or refused; what is read up to here is complete. */
    settledBefore(): string {
      const [oldest] = unsettled;
      return oldest ?? `${base36(lastMs, timeDigits)}${base36(count + 1, countDigits)}`;
    },

    /** Deliveries of a writer between two ids, in order; none of them, when there are no more. */
    async read(
      ofWriter: string,
      after: string,
      before: string,
      most: { count: number; bytes: number },
    ): Promise<Delivery[]> {
      const rows = deliveries.collection
        .find({ _id: { $gt: after, $lt: before } as never, writer: ofWriter })
        .sort({ _id: 1 })
        .limit(most.count)
        .batchSize(100);
      const found: Delivery[] = [];
      let bytes = 0;
      for await (const row of rows) {
        const { _id, body } = row as unknown as DeliveryRecord;
        const delivery = {
          id: _id,
          receivedAt: receivedAtOf(_id),
          body: Buffer.from(body.buffer.subarray(0, body.position)),
        };
        found.push(delivery);
        bytes += delivery.body.length;
        // A plan over more than this would be too large for one question to the database.
        if (bytes >= most.bytes) break;
      }
      return found;
    },

    /** Removes what was received before a time. @returns how many. */
    async removeBefore(at: Date): Promise<number> {
      const { deletedCount } = await deliveries.deleteMany({ _id: { $lt: firstIdAt(at) } });
      return deletedCount;
    },
  };
}
export type DeliveryLog = ReturnType<typeof createDeliveryLog>;
