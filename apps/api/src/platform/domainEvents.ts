import { EventEmitter } from 'node:events';
import type { AttemptDto, Fix, HandoverDto, InboxChange, MessageDto } from '@switchboard/contracts';
import { minutes } from './clock.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** A fix that ended, whoever asked for it. */
export interface FixFinished {
  accountId: string;
  /** Absent: nobody pressed anything. */
  userId: string | undefined;
  phoneNumberIds: string[];
  fix: Fix;
  /** The code of what went wrong; null when it worked. */
  code: string | null;
  startedAt: Date;
  durationMs: number;
  fbtraceId: string | undefined;
}

/** A run of the doctor that ended. */
export interface DoctorFinished {
  accountId: string;
  /** Absent: nobody pressed anything. */
  userId?: string;
  phoneNumberIds: string[];
  startedAt: Date;
  durationMs: number;
  /** How many findings were bad, and how many could not be told. */
  bad: number;
  unknown: number;
}

/** Everything that can happen, and what is told of it. `docs/events.md` says who emits and who listens. */
export interface DomainEventMap {
  /** A change of an attempt to connect was stored. */
  'attempt.changed': { accountId: string; attempt: AttemptDto };
  /** A hand-over link, or the attempt begun by it, changed. */
  'handover.changed': { accountId: string; handover: HandoverDto };
  /** What is known of an account's numbers changed, and so may have what can be done with them. */
  'numbers.changed': { accountId: string };
  /** Something about numbers changed that only who looks at them wants to know. */
  'numbers.activity': { accountId: string };
  /** An attempt has saved these numbers. */
  'numbers.connected': { accountId: string; phoneNumberIds: readonly string[] };
  /** The rest of these numbers ended: they are at work again. */
  'numbers.resumed': { accountId: string; phoneNumberIds: readonly string[] };
  'fix.finished': FixFinished;
  'doctor.finished': DoctorFinished;
  /** A plain message is durable and has no place in the inbox yet. */
  'message.arrived': { accountId: string; message: MessageDto };
  /** A numbered change of the inbox was stored. */
  'inbox.changed': { accountId: string; change: InboxChange };
  /** Files of customers are to be fetched from Meta. */
  'media.waiting': Record<string, never>;
  /** Somebody of the team looked at a conversation, up to this message or to its end. */
  'conversation.opened': { accountId: string; conversationId: string; upTo: string | undefined };
  /** Somebody of the team writes in a conversation. May be told as often as one likes. */
  'conversation.typing': { accountId: string; conversationId: string };
  /** What people are told in the app changed: something new, seen, or deleted. */
  'alerts.changed': { accountId: string };
  /** These sessions are over. */
  'session.ended': { sessionIds: readonly string[] };
  /** The people of these sessions have to set up a second factor before anything else. */
  'session.restricted': { sessionIds: readonly string[] };
}
export type DomainEventName = keyof DomainEventMap;

/** What it returns matters only as a promise that may be rejected, or never end. */
type Handler<Name extends DomainEventName> = (payload: DomainEventMap[Name]) => unknown;

export interface DomainEvents {
  /**
   * Says that something has happened. Called after what happened is stored, because an event is a hint and never the only
   * copy: whoever misses it finds the truth in the database. Handlers are called at once, in the order they subscribed;
   * none of their failures reaches the caller, and no promise of theirs is waited for.
   */
  emit<Name extends DomainEventName>(name: Name, payload: DomainEventMap[Name]): void;
  /** Subscribes for as long as the process lives. */
  on<Name extends DomainEventName>(name: Name, handler: Handler<Name>): void;
  /** Settles when every handler that is under way has ended, or has taken longer than it may. */
  drain(): Promise<void>;
}

/** What the log says of an event: never its payload, which may hold what customers wrote. */
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

/** The events of one process. Nothing here travels to another one: what browsers need goes by `realtime/rooms.ts`. */
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
