import type { NumberDto } from '@switchboard/contracts';
import { may, toRefusal } from '../accounts/policy.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { NumberRegistrar } from './numberRegistrar.js';
import type { Asking, RegistrationRuns } from './registrationRuns.js';

export type { Asking } from './registrationRuns.js';

export interface RegistrationDeps {
  runs: RegistrationRuns;
  registrar: NumberRegistrar;
  rateLimits: RateLimits;
}

export function createRegistrationService({ runs, registrar, rateLimits }: RegistrationDeps) {
  /** A code has a million possibilities: guessing stays hopeless. */
  const codesPerNumber = rateLimits('verify-number', { points: 10, durationSeconds: 60 * 60 });

  return {
    /**
     * Registers a number, with the kept PIN, one that an owner enters, or a random one. Support staff may, with the kept one.
     *
     * @throws AppError `owner_only`, `number_not_found`, `coexistence_number`, `fix_under_way`, `pin_wrong`,
     *   `verification_needed`, `registration_limited` (with `freeAt`), or Meta's own problem.
     */
    async register(asking: Asking, phoneNumberId: string, pin?: string): Promise<NumberDto> {
      if (pin !== undefined) {
        await runs.requireRegistrable(asking.accountId, phoneNumberId);
        // A PIN that is entered becomes the number's own where it has none: that is the owner's to choose.
        if (!may(asking, 'pin.choose')) throw toRefusal('pin.choose');
      }
      return runs.run({ asking, phoneNumberId, fix: 'register' }, (opened) => registrar.register(opened, pin));
    },

    /** Asks Meta to send a code to the number. @throws AppError `already_verified`, and as for registering. */
    requestCode(asking: Asking, phoneNumberId: string, input: { method: 'SMS' | 'VOICE'; language: string }) {
      return runs.run({ asking, phoneNumberId, fix: 'verify_number' }, (opened) =>
        registrar.requestCode(opened, input),
      );
    },

    /** Brings the code back to Meta. @throws AppError `verification_code_wrong`, and as for registering. */
    async confirmCode(asking: Asking, phoneNumberId: string, code: string): Promise<NumberDto> {
      await runs.requireRegistrable(asking.accountId, phoneNumberId);
      await codesPerNumber.take(`${asking.accountId} ${phoneNumberId}`);
      return runs.run({ asking, phoneNumberId, fix: 'verify_number' }, (opened) => registrar.confirmCode(opened, code));
    },
  };
}
export type RegistrationService = ReturnType<typeof createRegistrationService>;
