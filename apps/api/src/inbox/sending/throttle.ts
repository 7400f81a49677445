import { isOnBizApp, type PhoneNumberRecord } from '../../numbers/number.repository.js';
import { seconds } from '../../platform/clock.js';

/** Meta's limits by level (meta-platform 9). */
const perSecond = { usual: 80, high: 1_000, onBizApp: 20 } as const;

/**
 * Leaves room for read marks, which count too. A number that is on the phone has 20, whatever its `throughput` says
 * (meta-platform 17.4).
 */
export function messagesPerSecond(record: Pick<PhoneNumberRecord, 'registration' | 'isOnBizApp'>): number {
  if (isOnBizApp(record)) return perSecond.onBizApp;
  return record.registration?.throughputLevel === 'HIGH' ? perSecond.high : perSecond.usual;
}

export interface Throttle {
  /** @returns milliseconds until the message may go out. */
  take(phoneNumberId: string, messagesPerSecond: number): number;
  hold(phoneNumberId: string, until: Date): void;
  heldUntil(phoneNumberId: string): Date | null;
}

/**
 * In this process. One second's worth goes out at once. Several processes may exceed Meta's limit: Meta then says so,
 * and the messages wait.
 */
export function createThrottle(now: () => Date): Throttle {
  const onTimeAt = new Map<string, number>();
  const heldUntil = new Map<string, Date>();
  return {
    take(phoneNumberId, rate) {
      const at = now().getTime();
      const interval = seconds(1) / rate;
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
