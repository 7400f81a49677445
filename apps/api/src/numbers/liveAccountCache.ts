import type { Clock } from '../platform/clock.js';
import { liveAccountKnownMs } from './lifetimes.js';
import { maxLiveAccounts } from './limits.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

export interface NumberAccount
  extends Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId' | 'wabaId' | 'isActive' | 'connectedAt' | 'pausedAt'> {
  /** Other accounts have had the number, too, and may have kept what is said of it now. */
  isShared?: boolean;
}

/** Remembers for a moment which account holds a number live. Changes made by this process are seen at once. */
export class LiveAccountCache {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { holder: NumberAccount; until: number }>();
  /** Grows with everything that is forgotten, so that an answer read before it is not kept afterwards. */
  #forgotten = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(phoneNumberIds: readonly string[]): Map<string, NumberAccount> {
    const nowMs = this.#clock.now().getTime();
    const found = new Map<string, NumberAccount>();
    for (const id of phoneNumberIds) {
      const entry = this.#entries.get(id);
      if (entry && entry.until > nowMs) found.set(id, entry.holder);
    }
    return found;
  }

  /** Read before the database is asked, and passed to `keep` with its answer. */
  mark(): number {
    return this.#forgotten;
  }

  keep(holders: readonly NumberAccount[], mark: number): void {
    if (mark !== this.#forgotten) return;
    if (this.#entries.size > maxLiveAccounts) this.#entries.clear();
    const until = this.#clock.now().getTime() + liveAccountKnownMs;
    for (const holder of holders) this.#entries.set(holder.phoneNumberId, { holder, until });
  }

  forget(phoneNumberId: string): void {
    this.#forgotten += 1;
    this.#entries.delete(phoneNumberId);
  }
}
