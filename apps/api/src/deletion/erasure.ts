import type { NumberToErase } from './deletion.model.js';

/** Which data goes: of numbers of one account. */
export interface Erasure {
  accountId: string;
  phoneNumberIds: readonly string[];
  /** Those of them that no other account has, or had: what is not kept by account is theirs alone. */
  soleIds: readonly string[];
  /** WhatsApp accounts of which the account has, or had, no other numbers. */
  wabaIds: readonly string[];
  /** Those of them on which no other account has, or had, a number. */
  soleWabaIds: readonly string[];
  /** How Meta names the sole numbers in what it says about accounts: digits. */
  displayPhones: readonly string[];
  /** The attempts by which they were connected last. */
  attemptIds: readonly string[];
  /** Who gave the access. */
  metaUserId: string;
}

/** One kind of data. Safe to run again: what is gone is not counted twice. */
export interface Eraser {
  /** In words for a person. */
  what: string;
  /** @returns how many there were. */
  erase(erasure: Erasure): Promise<number>;
}

/** By account. Pure. */
export function byAccount(numbers: readonly NumberToErase[]): Map<string, NumberToErase[]> {
  const found = new Map<string, NumberToErase[]>();
  for (const number of numbers) found.set(number.accountId, [...(found.get(number.accountId) ?? []), number]);
  return found;
}
