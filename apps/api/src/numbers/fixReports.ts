import type { Fix } from '@switchboard/contracts';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';

/** The person a fix was made for; without `userId` nobody asked for it. */
export interface Pressed {
  accountId: string;
  userId?: string;
}

export interface FixOutcome {
  fix: Fix;
  phoneNumberIds: string[];
  code: string | null;
  startedAt: Date;
  fbtraceId?: string | undefined;
}

export class FixReports {
  readonly #events: DomainEvents;
  readonly #clock: Clock;

  constructor(events: DomainEvents, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
  }

  emitFinished({ accountId, userId }: Pressed, outcome: FixOutcome): void {
    const { fix, phoneNumberIds, code, startedAt, fbtraceId } = outcome;
    const durationMs = this.#clock.now().getTime() - startedAt.getTime();
    this.#events.emit('numbers.changed', { accountId });
    this.#events.emit('fix.finished', {
      accountId,
      userId,
      phoneNumberIds,
      fix,
      code,
      startedAt,
      durationMs,
      fbtraceId,
    });
  }
}
