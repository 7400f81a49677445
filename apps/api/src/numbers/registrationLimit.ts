import type { NumberDto } from '@switchboard/contracts';
import { hours, later } from '../platform/clock.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

/** Meta allows ten tries for a number in 72 hours, then none for 72 hours (meta-platform 6, code 133016). */
export const maxTries = 10;
export const triesWindowMs = hours(72);

type Tried = Pick<PhoneNumberRecord, 'registrationTries' | 'registrationBlockedUntil' | 'pinState'>;

/** The tries that are left, and when the next is free: null while no try counts. Pure. */
export function toRegistration(record: Tried, now: Date): NumberDto['registration'] {
  const since = later(now, -triesWindowMs);
  const counted = (record.registrationTries ?? []).filter((at) => at > since).sort((a, b) => a.getTime() - b.getTime());
  const { registrationBlockedUntil: until } = record;
  const blockedUntil = until && until > now ? until : undefined;
  const oldest = counted[0];
  const freeAt = blockedUntil ?? (oldest && later(oldest, triesWindowMs));
  return {
    triesLeft: blockedUntil ? 0 : Math.max(0, maxTries - counted.length),
    nextTryFreeAt: freeAt?.toISOString() ?? null,
    pin: record.pinState ?? 'none',
  };
}
