import type { NumberRepository, OpenedNumber } from '../../numbers/number.repository.js';
import { later } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { pausedRecheckMs, withoutKeyMs } from '../lifetimes.js';
import type { Prepared } from './outbox.types.js';
import { ourProblems } from './sendProblems.js';

/** `no_key`: another process may have the key. */
export async function openNumber(
  numbers: NumberRepository,
  accountId: string,
  phoneNumberId: string,
): Promise<OpenedNumber | Extract<Prepared, { kind: 'failed' }> | { kind: 'no_key' }> {
  try {
    const [number] = await numbers.active(accountId, [phoneNumberId]);
    if (!number) return { kind: 'failed', problem: ourProblems.disconnected };
    return await numbers.open(number);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'number_not_found') return { kind: 'failed', problem: ourProblems.disconnected };
    if (error.code === 'key_missing') return { kind: 'no_key' };
    if (error.code === 'token_unreadable') return { kind: 'failed', problem: ourProblems.tokenUnreadable };
    throw error;
  }
}

/** What is queued for a paused number, or without a key, stays queued. */
export async function openForSending(
  numbers: NumberRepository,
  { accountId, phoneNumberId }: { accountId: string; phoneNumberId: string },
  now: Date,
): Promise<OpenedNumber | Extract<Prepared, { kind: 'failed' | 'later' }>> {
  const opened = await openNumber(numbers, accountId, phoneNumberId);
  if ('kind' in opened) return opened.kind === 'no_key' ? { kind: 'later', until: later(now, withoutKeyMs) } : opened;
  if (!opened.record.pausedAt) return opened;
  return { kind: 'later', until: later(now, pausedRecheckMs) };
}
