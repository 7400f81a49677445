import type { NumberService, OpenedNumber } from '../../numbers/number.service.js';
import { later, seconds } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import type { Prepared } from './outbox.types.js';
import { ourProblems } from './sendProblems.js';

/** @returns the number with its token, or the reason why nothing can be sent from it; `no_key`: not by this process. */
export async function openNumber(
  numbers: NumberService,
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

/** How soon after a number is resumed what is queued for it goes out, at the latest. */
const lookAgainMs = seconds(20);
/** Another process may have the key, and is to come first now and then. */
const withoutKeyMs = seconds(5);

/** The same for sending: what is queued for a number that rests, or whose key is not here, stays queued. */
export async function openForSending(
  numbers: NumberService,
  { accountId, phoneNumberId }: { accountId: string; phoneNumberId: string },
  now: Date,
): Promise<OpenedNumber | Extract<Prepared, { kind: 'failed' | 'later' }>> {
  const opened = await openNumber(numbers, accountId, phoneNumberId);
  if ('kind' in opened) return opened.kind === 'no_key' ? { kind: 'later', until: later(now, withoutKeyMs) } : opened;
  if (!opened.record.pausedAt) return opened;
  return { kind: 'later', until: later(now, lookAgainMs) };
}
