import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import { AppError } from '../platform/errors.js';

/**
 * @throws AppError `number_paused`, `number_disconnected` (the account has had it), `number_not_found` for any other.
 */
export async function activeNumber(
  numbers: NumberRepository,
  accountId: string,
  phoneNumberId: string,
): Promise<PhoneNumberRecord> {
  try {
    const [number] = await numbers.active(accountId, [phoneNumberId]);
    if (number?.pausedAt) throw new AppError('number_paused');
    if (number) return number;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'number_not_found') throw error;
  }
  const isKnown = (await numbers.findKnownIds(accountId)).has(phoneNumberId);
  throw new AppError(isKnown ? 'number_disconnected' : 'number_not_found');
}
