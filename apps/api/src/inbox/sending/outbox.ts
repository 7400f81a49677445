import type { Clock } from '../../platform/clock.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import { continueTrace } from '../../platform/tracing.js';
import { outboxMeasuredEveryMs, outboxPollMs } from '../lifetimes.js';
import type { MetaCalls } from './metaCalls.js';
import type { Outcome, Partition, QueuedRecord, Sender } from './outbox.types.js';
import { createOutboxQueue } from './outboxQueue.js';
import { decideStep } from './outboxStep.js';
import { createPartitionPool } from './partitionPool.js';
import type { Throttle } from './throttle.js';

export interface OutboxDeps<Record extends QueuedRecord> {
  sender: Sender<Record>;
  calls: MetaCalls;
  throttle: Pick<Throttle, 'heldUntil'>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

const partitionsAtOnce = 500;

export interface Outbox {
  /** Sends now instead of at the next poll. */
  wake(partition: Partition): void;
  start(): void;
  /** Waits for calls that are under way. */
  stop(): Promise<void>;
  runDue(): Promise<void>;
}

/**
 * Sends what is stored as queued: within a conversation in order, so that a message that waits holds up those behind
 * it, and different conversations side by side. All state is in the documents: a restart loses nothing, and processes
 * share the work.
 *
 * Nothing is sent twice. A call that may have taken effect leaves the message `unclear`, until the status with our id
 * settles it.
 *
 * A number whose login is invalid fails its messages: kept for its reconnection, they would reach customers hours later
 * who may have been answered another way.
 */
export function createOutbox<Record extends QueuedRecord>(deps: OutboxDeps<Record>): Outbox {
  const { sender, calls, throttle, clock, logger, metrics } = deps;
  const { what } = sender;
  const queue = createOutboxQueue(sender.rows, clock);
  const partitions = createPartitionPool((partition) =>
    runPartition(partition).catch((error: unknown) => logger.error({ err: error, what }, 'outbox failed')),
  );
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let polling = false;
  let measuredAt = 0;

  async function settle(record: Record, outcome: Outcome): Promise<void> {
    await sender.settle(record, outcome);
    metrics.sent.inc({ what, outcome: outcome.kind });
    if (outcome.kind === 'failed') {
      logger.info({ what, id: record._id, metaCode: outcome.problem.metaCode }, 'not sent');
    }
  }

  async function send(record: Record): Promise<void> {
    const prepared = await sender.prepare(record);
    switch (prepared.kind) {
      case 'failed':
      case 'held':
        await settle(record, prepared);
        return;
      case 'later':
        await queue.giveBack(record, prepared.until);
        return;
      case 'refused':
        await settle(record, calls.refusedFile(record, prepared));
        return;
      case 'ready': {
        const called = await calls.send(record, prepared, () => queue.begin(record));
        if (!called) return;
        await settle(called.record, called.outcome);
        await calls.report(called);
      }
    }
  }

  async function runPartition(partition: Partition): Promise<void> {
    while (!stopping) {
      const head = await queue.head(partition);
      if (!head) return;
      const step = decideStep(head, clock.now());
      switch (step.kind) {
        case 'busy':
          return;
        case 'wait':
          await queue.holdBack(head);
          return;
        case 'drop':
          await queue.drop(head);
          break;
        case 'settle':
          await settle(head, step.outcome);
          break;
        case 'send': {
          const heldUntil = throttle.heldUntil(head.phoneNumberId);
          if (heldUntil) {
            await queue.postpone(head, heldUntil);
            break;
          }
          const claimed = await queue.claim(head, sender.leaseMs(head));
          if (!claimed) return;
          await continueTrace(claimed.outbox?.trace, `send ${what}`, {}, () => send(claimed));
        }
      }
    }
  }

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    try {
      for (const partition of await queue.duePartitions(partitionsAtOnce)) partitions.add(partition);
      const now = Date.now();
      if (now - measuredAt >= outboxMeasuredEveryMs) {
        measuredAt = now;
        metrics.outboxSize.set({ what }, await queue.size());
      }
    } catch (error) {
      logger.error({ err: error, what }, 'outbox failed');
    } finally {
      polling = false;
    }
  }

  return {
    wake(partition) {
      if (timer && !stopping) partitions.add(partition);
    },
    start() {
      timer ??= setInterval(() => void poll(), outboxPollMs).unref();
      void poll();
    },
    async stop() {
      stopping = true;
      if (timer) clearInterval(timer);
      await partitions.stop();
    },
    async runDue() {
      const seen = new Set<string>();
      for (;;) {
        const due = await queue.duePartitions(partitionsAtOnce);
        const fresh = due.filter(({ conversationId }) => !seen.has(conversationId));
        for (const partition of fresh) {
          seen.add(partition.conversationId);
          partitions.add(partition);
        }
        await partitions.idle();
        if (fresh.length === 0) return;
      }
    },
  };
}
