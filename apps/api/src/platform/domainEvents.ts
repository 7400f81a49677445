import { EventEmitter } from 'node:events';
import type { AttemptDto, Fix, HandoverDto, InboxChange, MessageDto } from '@switchboard/contracts';
import { minutes } from './clock.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

export interface FixFinished {
  accountId: string;
  /** Absent where no person asked for it. */
  userId: string | undefined;
  phoneNumberIds: string[];
  fix: Fix;
  code: string | null;
  startedAt: Date;
  durationMs: number;
  fbtraceId: string | undefined;
}

export interface DoctorFinished {
  accountId: string;
  userId?: string;
  phoneNumberIds: string[];
  startedAt: Date;
  durationMs: number;
  bad: number;
  unknown: number;
}

/** Every event with its payload. `docs/events.md` lists who emits and who listens. */
export interface DomainEventMap {
  'attempt.changed': { accountId: string; attempt: AttemptDto };
  /** Somebody left Meta's signup window at this screen. */
  'signup.left': { accountId: string; step: string };
  /** A hand-over link, or the attempt begun by it, changed. */
  'handover.changed': { accountId: string; handover: HandoverDto };
  /** The state of an account's numbers changed, and with it perhaps what can be done with them. */
  'numbers.changed': { accountId: string };
  /** Evidence about numbers changed that matters only to pages which show them. */
  'numbers.activity': { accountId: string };
  'numbers.connected': { accountId: string; phoneNumberIds: readonly string[] };
  /** These numbers are no longer paused. */
  'numbers.resumed': { accountId: string; phoneNumberIds: readonly string[] };
  'fix.finished': FixFinished;
  'doctor.finished': DoctorFinished;
  /** A plain message is durable, and not in the inbox yet. */
  'message.arrived': { accountId: string; message: MessageDto };
  'inbox.changed': { accountId: string; change: InboxChange };
  'media.waiting': Record<string, never>;
  /** A person of the team opened a conversation, up to this message or to its end. */
  'conversation.opened': { accountId: string; conversationId: string; upTo: string | undefined };
  /** A person of the team types in a conversation. Emitted often. */
  'conversation.typing': { accountId: string; conversationId: string };
  'alerts.changed': { accountId: string };
  'session.ended': { sessionIds: readonly string[] };
  /** The people of these sessions have to set up a second factor before anything else. */
  'session.restricted': { sessionIds: readonly string[] };
}
export type DomainEventName = keyof DomainEventMap;

/** Of what it returns, only a promise matters: it may reject, or never settle. */
type Handler<Name extends DomainEventName> = (payload: DomainEventMap[Name]) => unknown;

export interface DomainEvents {
  /**
   * Called after what happened is stored: an event is a hint, and never the only copy. Handlers run at once, in the order of
   * their subscription; their failures never reach the caller, and their promises are not awaited.
   */
  emit<Name extends DomainEventName>(name: Name, payload: DomainEventMap[Name]): void;
  on<Name extends DomainEventName>(name: Name, handler: Handler<Name>): void;
  /** Settles when every handler under way has ended, or was reported as unfinished. */
  drain(): Promise<void>;
}

/** An event as the log shows it: without its payload, which may hold what customers wrote. */
interface Emitted {
  event: DomainEventName;
  accountId: string | undefined;
}

export interface DomainEventsDeps {
  logger: Pick<Logger, 'warn'>;
  metrics: Pick<Metrics, 'eventHandlerFailures'>;
  /** Milliseconds after which a handler that has not ended is reported. */
  unfinishedAfterMs?: number;
}

/** The events of one process. What browsers need of them reaches other processes by `realtime/rooms.ts`. */
export function createDomainEvents(deps: DomainEventsDeps): DomainEvents {
  const { logger, metrics, unfinishedAfterMs = minutes(1) } = deps;
  const emitter = new EventEmitter();
  const running = new Set<Promise<void>>();

  function report({ event, accountId }: Emitted, how: 'threw' | 'rejected' | 'unfinished', error?: unknown): void {
    metrics.eventHandlerFailures.inc({ event, how });
    logger.warn({ err: error, event, accountId, how }, 'a handler of an event failed');
  }

  function follow(emitted: Emitted, result: Promise<unknown>): void {
    const work = new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        report(emitted, 'unfinished');
        resolve();
      }, unfinishedAfterMs).unref();
      result
        .catch((error: unknown) => report(emitted, 'rejected', error))
        .finally(() => {
          clearTimeout(timer);
          resolve();
        });
    }).finally(() => running.delete(work));
    running.add(work);
  }

  return {
    emit(name, payload) {
      emitter.emit(name, payload);
    },
    on(name, handler) {
      emitter.on(name, (payload) => {
        const emitted = { event: name, accountId: payload.accountId };
        try {
          const result = handler(payload);
          if (result instanceof Promise) follow(emitted, result);
        } catch (error) {
          report(emitted, 'threw', error);
        }
      });
    },
    async drain() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
