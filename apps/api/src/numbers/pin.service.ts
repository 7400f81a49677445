import type { NumberDto } from '@switchboard/contracts';
import type { AuditService } from '../accounts/audit.service.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { NumberService } from './number.service.js';
import { type NumberRegistrar, randomPin } from './numberRegistrar.js';
import type { Asking, RegistrationRuns } from './registrationRuns.js';
import type { RegistrationStore } from './registrationStore.js';

export interface PinDeps {
  runs: RegistrationRuns;
  registrar: NumberRegistrar;
  store: RegistrationStore;
  service: Pick<NumberService, 'get'>;
  audit: Pick<AuditService, 'record'>;
  events: DomainEvents;
}

/** The two-step PIN of a number, for its owner. */
export function createPinService({ runs, registrar, store, service, audit, events }: PinDeps) {
  async function toShown({ accountId }: Asking, phoneNumberId: string, pin: string) {
    events.emit('numbers.changed', { accountId });
    return { pin, phoneNumber: await service.get(accountId, phoneNumberId) };
  }

  return {
    /** Shows the PIN, once. @throws AppError `pin_not_kept`, `pin_already_shown`, `token_unreadable`. */
    async reveal(asking: Asking, phoneNumberId: string): Promise<{ pin: string; phoneNumber: NumberDto }> {
      const key = { accountId: asking.accountId, phoneNumberId };
      const pin = await store.reveal(key);
      try {
        await audit.record({
          ...toAuditor(asking, phoneNumberId),
          action: 'pin.revealed',
          text: 'Looked at the two-step PIN.',
        });
      } catch (error) {
        // What is not written down is not shown.
        await store.unreveal(key);
        throw error;
      }
      return toShown(asking, phoneNumberId, pin);
    },

    /** Sets another PIN at Meta, and shows it once. @throws AppError as for registering. */
    async change(asking: Asking, phoneNumberId: string, chosen?: string) {
      const pin = chosen ?? randomPin();
      await runs.run({ asking, phoneNumberId, fix: 'register' }, (opened) => registrar.setPin(opened, pin));
      await audit.record({
        ...toAuditor(asking, phoneNumberId),
        action: 'pin.changed',
        text: 'Set another two-step PIN.',
      });
      // Only what reaches an owner counts as shown: had the audit failed, it could still be revealed.
      await store.shown({ accountId: asking.accountId, phoneNumberId });
      return toShown(asking, phoneNumberId, pin);
    },
  };
}
export type PinService = ReturnType<typeof createPinService>;

const toAuditor = ({ accountId, userId, address }: Asking, phoneNumberId: string) => ({
  accountId,
  userId,
  phoneNumberId,
  address,
});
