import { isOnBizApp, type PhoneNumberRecord } from '../../numbers/number.repository.js';
import { seconds } from '../../platform/clock.js';

/** Messages a second that Meta takes from a number (meta-platform 9), in its own word for the level. */
const perSecond = { usual: 80, high: 1_000, onBizApp: 20 } as const;

/**
 * How many messages a second a number may send. Some room is left for the read marks, which count as well. One that is
 * on the phone too has 20, whatever Meta's `throughput` says of it (meta-platform 17.4).
 */
export function messagesPerSecond(record: Pick<PhoneNumberRecord, 'registration' | 'isOnBizApp'>): number {
  if (isOnBizApp(record)) return perSecond.onBizApp;
  return record.registration?.throughputLevel === 'HIGH' ? perSecond.high : perSecond.usual;
}

export interface Pace {
  /** Takes a place for one message. @returns milliseconds until it may go out. */
  take(phoneNumberId: string, messagesPerSecond: number): number;
  /** Meta asked to wait. */
  hold(phoneNumberId: string, until: Date): void;
  /** Until when nothing of this number is offered to Meta; null when it may be. */
  heldUntil(phoneNumberId: string): Date | null;
}

/**
 * Spreads what each number sends, in this process. Up to a second's worth goes out at once, then one after the other.
 * Several processes together may be faster than Meta allows: Meta then says so, and the messages wait.
 */
export function createPace(now: () => Date): Pace {
  /** When the next message of a number would be exactly on time. */
  const onTimeAt = new Map<string, number>();
  const heldUntil = new Map<string, Date>();
  return {
    take(phoneNumberId, rate) {
      const at = now().getTime();
      const interval = seconds(1) / rate;
      // A number that was quiet has a second's worth to spend, and no more.
      const mine = Math.max(onTimeAt.get(phoneNumberId) ?? 0, at - seconds(1) + interval);
      onTimeAt.set(phoneNumberId, mine + interval);
      return Math.max(0, Math.ceil(mine - at));
    },
    hold(phoneNumberId, until) {
      const current = heldUntil.get(phoneNumberId);
      if (!current || current < until) heldUntil.set(phoneNumberId, until);
    },
    heldUntil(phoneNumberId) {
      const until = heldUntil.get(phoneNumberId);
      if (!until) return null;
      if (until > now()) return until;
      heldUntil.delete(phoneNumberId);
      return null;
    },
  };
}
