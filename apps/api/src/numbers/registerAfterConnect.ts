import { AppError } from '../platform/errors.js';
import { registrationFinding } from './ladder.js';
import type { NumberRepository } from './number.repository.js';
import type { Asking, RegistrationService } from './registration.service.js';

export interface RegisterAfterConnectDeps {
  numbers: Pick<NumberRepository, 'active'>;
  registration: Pick<RegistrationService, 'register'>;
}

/**
 * Registers those numbers of a login that Meta says are not registered (step 3 of Meta's onboarding).
 *
 * @returns the code of the problem of each that was tried; null where it worked.
 */
export async function registerAfterConnect(
  { numbers, registration }: RegisterAfterConnectDeps,
  asking: Asking,
  phoneNumberIds: readonly string[],
): Promise<Map<string, AppError['code'] | null>> {
  const records = await numbers.active(asking.accountId, phoneNumberIds);
  const due = records.filter((one) => one.registration && registrationFinding(one.registration).fix === 'register');
  const outcomes = await Promise.all(
    due.map(async ({ phoneNumberId }): Promise<[string, AppError['code'] | null]> => {
      try {
        await registration.register(asking, phoneNumberId);
        return [phoneNumberId, null];
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return [phoneNumberId, error.code];
      }
    }),
  );
  return new Map(outcomes);
}
