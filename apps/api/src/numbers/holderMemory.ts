import { type Clock, seconds } from '../platform/clock.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

/** Who holds a number. */
export interface NumberHolder
  extends Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId' | 'wabaId' | 'isActive' | 'connectedAt' | 'pausedAt'> {
  /** Other accounts have had it, too: they may have kept what is told of it now. */
  isShared?: boolean;
}

/**
 * A number does not change hands within a second: it is disconnected in one account, then connected in another through
 * Meta's window. For so long the answer of before is good enough for what Meta says about it.
 */
const goodForMs = seconds(1);
const mostKept = 10_000;

/** Remembers for a moment who holds a number live. What changes it in this process is seen at once. */
export function createHolderMemory(clock: Clock) {
  const kept = new Map<string, { holder: NumberHolder; until: number }>();
  /** Grows with everything that is forgotten, so that an answer from before it is not kept afterwards. */
  let forgotten = 0;
  return {
    get(phoneNumberIds: readonly string[]): Map<string, NumberHolder> {
      const nowMs = clock.now().getTime();
      const found = new Map<string, NumberHolder>();
      for (const id of phoneNumberIds) {
        const entry = kept.get(id);
        if (entry && entry.until > nowMs) found.set(id, entry.holder);
      }
      return found;
    },
    /** Taken before the question is asked; given back with its answer. */
    mark: (): number => forgotten,
    keep(holders: readonly NumberHolder[], asked: number): void {
      if (asked !== forgotten) return;
      if (kept.size > mostKept) kept.clear();
      const until = clock.now().getTime() + goodForMs;
      for (const holder of holders) kept.set(holder.phoneNumberId, { holder, until });
    },
    forget(phoneNumberId: string): void {
      forgotten += 1;
      kept.delete(phoneNumberId);
    },
  };
}
