import type { Delivery } from './delivery.js';
import { maxWriteBytes, maxWriteDocuments } from './limits.js';

/** A write of 30 deliveries costs about as much as one: in a crowd, the next write waits for `worthAWrite` or `crowdWaitMs`. */
const crowd = 4;
const worthAWrite = 32;
const crowdWaitMs = 4;

interface Waiting {
  delivery: Delivery;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Lets all deliveries that wait at one moment share a write. One write is under way at a time, while the next one fills.
 *
 * @param isOutage whether a failure of `store` concerns the next write as well.
 */
export function createGroupCommit(
  store: (batch: readonly Delivery[]) => Promise<unknown>,
  isOutage: (error: unknown) => boolean,
) {
  let waiting: Waiting[] = [];
  let writing: Waiting[] = [];
  let nextWriteAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function takeBatch(): Waiting[] {
    let bytes = 0;
    let size = 0;
    while (size < waiting.length && size < maxWriteDocuments && bytes < maxWriteBytes) {
      bytes += waiting[size]?.delivery.body.length ?? 0;
      size += 1;
    }
    const batch = waiting.slice(0, size);
    waiting = waiting.slice(size);
    return batch;
  }

  function writeWhenDue(): void {
    if (writing.length > 0 || waiting.length === 0) return;
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
    writing = batch;
    nextWriteAt = batch.length >= crowd ? performance.now() + crowdWaitMs : 0;
    try {
      await store(batch.map(({ delivery }) => delivery));
      writing = [];
      for (const { done } of batch) done();
    } catch (error) {
      // Some may be stored all the same: Meta sends all again. In an outage those that wait have waited as long.
      const refused = isOutage(error) ? [...batch, ...waiting.splice(0)] : batch;
      writing = [];
      for (const { failed } of refused) failed(error);
    } finally {
      writeWhenDue();
    }
  }

  return {
    /** @returns a promise that settles when the delivery is stored, and rejects with what `store` threw. */
    add(delivery: Delivery): Promise<void> {
      const durable = new Promise<void>((done, failed) => waiting.push({ delivery, done, failed }));
      writeWhenDue();
      return durable;
    },

    /** The id of the oldest delivery that is neither stored nor refused. */
    oldestId: (): string | undefined => (writing[0] ?? waiting[0])?.delivery.id,
  };
}
