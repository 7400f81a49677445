import type { NumberToErase } from './deletion.model.js';

/** Which data goes, of one account. */
export interface DeletionScope {
  accountId: string;
  phoneNumberIds: readonly string[];
  /** Those that no other account has, or had: data without an account is about them alone. */
  soleIds: readonly string[];
  /** WhatsApp accounts on which this account has, or had, no other numbers. */
  wabaIds: readonly string[];
  /** Those on which no other account has, or had, a number. */
  soleWabaIds: readonly string[];
  /** How Meta's news of accounts names the sole numbers: digits. */
  displayPhones: readonly string[];
  attemptIds: readonly string[];
  metaUserId: string;
}

/** Safe to run again: what is gone is not counted twice. */
export interface DeletionHandler {
  /** For people. */
  what: string;
  erase(scope: DeletionScope): Promise<number>;
}

export function byAccount(numbers: readonly NumberToErase[]): Map<string, NumberToErase[]> {
  const found = new Map<string, NumberToErase[]>();
  for (const number of numbers) found.set(number.accountId, [...(found.get(number.accountId) ?? []), number]);
  return found;
}
