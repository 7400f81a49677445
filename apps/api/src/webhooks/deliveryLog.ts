import { randomBytes } from 'node:crypto';
import { type Model, mongo } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { isDatabaseGone } from '../platform/databaseErrors.js';
import { withinTime } from '../platform/databaseTimer.js';
import { AppError } from '../platform/errors.js';
import { keepTrace } from '../platform/tracing.js';
import { type Delivery, DeliveryIds, readReceivedAt, toFirstId } from './delivery.js';
import type { DeliveryRecord } from './delivery.model.js';
import { createGroupCommit } from './groupCommit.js';
import { appendTimeoutMs, databaseAwayMs } from './lifetimes.js';

export interface RoundLimits {
  count: number;
  bytes: number;
}

export interface DeliveryLogDeps {
  deliveries: Model<DeliveryRecord>;
  clock: Clock;
  timeoutMs?: number | undefined;
  /**
   * Called for each delivery in order, before it is durable. Projecting one that is then refused, and sent again, does no harm.
   *
   * @param durable settles when the delivery is stored, and rejects when it was not.
   */
  onArrived: (delivery: Delivery, durable: Promise<void>) => void;
}

/** The durable inbox in front of everything: Meta is answered 200 only for bytes that are in here, with majority and journal. */
export function createDeliveryLog({ deliveries, clock, onArrived, timeoutMs = appendTimeoutMs }: DeliveryLogDeps) {
  const writer = randomBytes(6).toString('hex');
  const ids = new DeliveryIds(writer);
  let awayUntil = 0;
  let closed = false;

  async function store(batch: readonly Delivery[]): Promise<void> {
    const records = batch.map(
      ({ id, body, trace }): DeliveryRecord => ({
        _id: id,
        writer,
        body: new mongo.Binary(body),
        ...(trace ? { trace } : {}),
      }),
    );
    try {
      const options = { ordered: false, timeoutMS: timeoutMs };
      await withinTime(timeoutMs, deliveries.collection.insertMany(records as never[], options));
    } catch (error) {
      if (isDatabaseGone(error)) awayUntil = performance.now() + databaseAwayMs;
      throw error;
    }
  }
  const commit = createGroupCommit(store, isDatabaseGone);

  return {
    writer,

    /** Stores one delivery. @throws AppError `database_unavailable` while that is known; what the driver throws. */
    append(body: Buffer): Promise<void> {
      if (closed || performance.now() < awayUntil) return Promise.reject(new AppError('database_unavailable'));
      const receivedAt = clock.now();
      const delivery: Delivery = { id: ids.next(receivedAt.getTime()), receivedAt, body, ...keepTrace() };
      const durable = commit.add(delivery);
      onArrived(delivery, durable);
      return durable;
    },

    arrivedCount: (): number => ids.count,

    /** Refuses every delivery from now on; Meta sends them again. */
    close(): void {
      closed = true;
    },

    isSettled: (): boolean => commit.oldestId() === undefined,

    issuedBound: (): string => ids.bound(),

    /** Every delivery of this process before this id is stored or refused: a read up to it is complete. */
    settledBefore: (): string => commit.oldestId() ?? ids.bound(),

    /** The next deliveries of a writer between two ids, in order. Empty when there are no more. */
    async read(ofWriter: string, after: string, before: string, max: RoundLimits): Promise<Delivery[]> {
      const rows = deliveries.collection
        .find({ _id: { $gt: after, $lt: before } as never, writer: ofWriter })
        .sort({ _id: 1 })
        .limit(max.count)
        .batchSize(100);
      const found: Delivery[] = [];
      let bytes = 0;
      for await (const row of rows) {
        const { _id, body, trace } = row as unknown as DeliveryRecord;
        const delivery: Delivery = {
          id: _id,
          receivedAt: readReceivedAt(_id),
          body: Buffer.from(body.buffer.subarray(0, body.position)),
          trace,
        };
        found.push(delivery);
        bytes += delivery.body.length;
        if (bytes >= max.bytes) break;
      }
      return found;
    },

    /** Removes deliveries that were received before a time. @returns how many. */
    async removeBefore(at: Date): Promise<number> {
      const { deletedCount } = await deliveries.deleteMany({ _id: { $lt: toFirstId(at) } });
      return deletedCount;
    },
  };
}
export type DeliveryLog = ReturnType<typeof createDeliveryLog>;
