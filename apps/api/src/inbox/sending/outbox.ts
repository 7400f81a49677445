import { setTimeout as delay } from 'node:timers/promises';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Clock } from '../../platform/clock.js';
import { seconds } from '../../platform/clock.js';
import type { Logger } from '../../platform/logger.js';
import type { Metrics } from '../../platform/metrics.js';
import type { Courier, Lane, Outcome, QueuedRecord } from './outbox.types.js';
import { createOutboxQueue } from './outboxQueue.js';
import { outcomeOf, outcomeOfFailure, stepOf } from './outboxStep.js';
import type { Pace } from './pace.js';
import { holdsNumber } from './retryDelay.js';

export interface OutboxDeps<Record extends QueuedRecord> {
  courier: Courier<Record>;
  graph: GraphClient;
  pace: Pace;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** What is sent, for the figures: `message` or `reaction`. */
  what: string;
  /** Told of each failed call, and when Meta was asked: it may prove something of the number. */
  onFailure: (record: Record, askedAt: Date, failure: GraphFailure) => Promise<void>;
  /** Waits so many milliseconds, for the pace of a number. */
  sleep?: (milliseconds: number) => Promise<unknown>;
  /** 0 to 1. */
  random?: () => number;
}

/** Conversations that are sent from at the same time, in this process. */
const mostLanes = 32;
const lanesAtOnce = 500;
const pollMs = seconds(1);
const measureMs = seconds(15);

export interface Outbox {
  /** Something new is stored: it is sent at once instead of at the next look. */
  wake(lane: Lane): void;
  start(): void;
  /** Begins nothing new and waits for the calls that are under way. */
  stop(): Promise<void>;
  /** Sends everything that is due, and comes back when that is done. */
  runDue(): Promise<void>;
}

/**
 * Hands to Meta what is stored as queued. Within a conversation one after the other, in the order of the thread; a
 * message that has to wait holds up those behind it. Different conversations go at the same time. Everything it knows is
 * in the documents, so a restart loses nothing, and several processes share the work.
 *
 * Nothing is ever sent twice by itself. A call that may have taken effect, because its answer was lost or its process
 * died, leaves the message `unclear`; the status that carries our id settles it.
 *
 * A number whose login is no longer valid fails its messages one by one, each with words that say "reconnect" and a
 * button to try again. Keeping them queued instead would send them hours later, when the number is connected again, to
 * customers who may have been answered another way.
 */
export function createOutbox<Record extends QueuedRecord>(deps: OutboxDeps<Record>): Outbox {
  const { courier, graph, pace, clock, logger, metrics, what, onFailure, sleep = delay, random = Math.random } = deps;
  const queue = createOutboxQueue(courier.rows, clock);
  /** In the order in which they came; one that is being run may wait for another run. */
  const waiting = new Map<string, Lane>();
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let polling = false;
  let measuredAt = 0;

  async function settle(record: Record, outcome: Outcome): Promise<void> {
    await courier.settle(record, outcome);
    metrics.sent.inc({ what, outcome: outcome.kind });
    if (outcome.kind === 'failed') {
      logger.info({ what, id: record._id, metaCode: outcome.problem.metaCode }, 'not sent');
    }
  }

  async function send(record: Record): Promise<void> {
    const prepared = await courier.prepare(record);
    if (prepared.kind === 'failed' || prepared.kind === 'held') {
      await settle(record, prepared);
      return;
    }
    if (prepared.kind === 'later') {
      await queue.giveBack(record, prepared.until);
      return;
    }
    const { windowClosesAt } = prepared;
    const isElsewhere = prepared.kind === 'ready' && prepared.isElsewhere;
    const context = () => ({ record, windowClosesAt, isElsewhere, now: clock.now(), random: random() });
    if (prepared.kind === 'refused') {
      // Only the file was on its way: whatever became of it, the message itself was not sent.
      const failure = { ...prepared.failure, outcome: 'refused' as const };
      await settle(record, outcomeOfFailure(failure, context()));
      return;
    }
    const waitMs = pace.take(record.phoneNumberId, prepared.messagesPerSecond);
    if (waitMs > 0) await sleep(waitMs);
    const begun = await queue.begin(record);
    if (!begun) return;
    const askedAt = clock.now();
    const answer = await graph.sendMessage(prepared.call);
    const outcome = outcomeOf(answer, context());
    if (!answer.ok && outcome.kind === 'waiting' && holdsNumber(answer.failure)) {
      pace.hold(record.phoneNumberId, outcome.until);
    }
    await settle(begun, outcome);
    if (!answer.ok) await onFailure(begun, askedAt, answer.failure);
  }

  async function runLane(lane: Lane): Promise<void> {
    while (!stopping) {
      const head = await queue.head(lane);
      if (!head) return;
      const step = stepOf(head, clock.now());
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
          const heldUntil = pace.heldUntil(head.phoneNumberId);
          if (heldUntil) {
            await queue.postpone(head, heldUntil);
            break;
          }
          const claimed = await queue.claim(head, courier.leaseMs(head));
          if (!claimed) return;
          await send(claimed);
        }
      }
    }
  }

  function pump(): void {
    for (const [key, lane] of waiting) {
      if (running.size >= mostLanes) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      const run = runLane(lane)
        .catch((error: unknown) => logger.error({ err: error, what }, 'outbox failed'))
        .finally(() => {
          running.delete(key);
          if (!stopping) pump();
        });
      running.set(key, run);
    }
  }

  function enqueue(lane: Lane): void {
    waiting.set(lane.conversationId, lane);
    pump();
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values());
  }

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    try {
      for (const lane of await queue.dueLanes(lanesAtOnce)) enqueue(lane);
      const now = Date.now();
      if (now - measuredAt >= measureMs) {
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
    wake(lane) {
      if (timer && !stopping) enqueue(lane);
    },
    start() {
      timer ??= setInterval(() => void poll(), pollMs).unref();
      void poll();
    },
    async stop() {
      stopping = true;
      if (timer) clearInterval(timer);
      waiting.clear();
      await idle();
    },
    async runDue() {
      const seen = new Set<string>();
      for (;;) {
        const due = await queue.dueLanes(lanesAtOnce);
        const fresh = due.filter(({ conversationId }) => !seen.has(conversationId));
        for (const lane of fresh) {
          seen.add(lane.conversationId);
          enqueue(lane);
        }
        await idle();
        if (fresh.length === 0) return;
      }
    },
  };
}
