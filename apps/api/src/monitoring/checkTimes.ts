import { createHash } from 'node:crypto';
import { days, later } from '../platform/clock.js';
import { againAfterUnclearMs, beforeExpiryMs, dailyCheckNotBeforeMs, dailyCheckSpreadMs } from './lifetimes.js';

export interface Checked {
  accountId: string;
  phoneNumberId: string;
  expiresAt?: Date | null | undefined;
}

/** The number's own time of day, in milliseconds: from its id, so that all of them spread over the day for ever. */
export function toSlot({ accountId, phoneNumberId }: Checked): number {
  const hash = createHash('sha256').update(`${accountId} ${phoneNumberId}`).digest();
  return Math.floor((hash.readUInt32BE() / 2 ** 32) * days(1));
}

function slotAfter(number: Checked, notBefore: Date): Date {
  const midnight = Math.floor(notBefore.getTime() / days(1)) * days(1);
  const today = midnight + toSlot(number);
  return new Date(today >= notBefore.getTime() ? today : today + days(1));
}

export function expiryCheckAfter({ expiresAt }: Checked, now: Date): Date | null {
  if (!expiresAt) return null;
  const times = beforeExpiryMs.map((before) => new Date(expiresAt.getTime() - before));
  return times.find((time) => time > now) ?? null;
}

const earlier = (a: Date, b: Date | null): Date => (b && b < a ? b : a);

/**
 * When a checked number is checked again: daily at its own time, and sooner where its token expires.
 *
 * @param random from 0 to 1: ten thousand numbers of one restored backup must not fall into step.
 */
export function checkAfter(number: Checked, now: Date, random: number): Date {
  const slot = slotAfter(number, later(now, dailyCheckNotBeforeMs));
  const daily = later(slot, Math.floor((random - 0.5) * dailyCheckSpreadMs));
  return earlier(daily, expiryCheckAfter(number, now));
}

export const firstCheck = (number: Checked, now: Date): Date =>
  earlier(slotAfter(number, now), expiryCheckAfter(number, now));

/** When Meta is asked once more after it gave no clear answer: in half an hour to an hour. */
export const checkAfterUnclear = (now: Date, random: number): Date => later(now, againAfterUnclearMs * (1 + random));
