import type { AddNumberRequest, NumberDto } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { ConnectionState } from './connectionState.js';
import type { NumberService } from './number.service.js';
import type { NumberByToken } from './numberByToken.js';

export interface SettingsDeps {
  byToken: NumberByToken;
  connections: Pick<ConnectionState, 'activate'>;
  service: Pick<NumberService, 'list'>;
  accounts: Pick<AccountService, 'setWaba'>;
  audit: Pick<AuditService, 'record'>;
  rateLimits: RateLimits;
  events: DomainEvents;
}

/** Adding a number by hand, with a token of one's own: nothing is stored that Meta does not confirm. */
export function createSettingsService(deps: SettingsDeps) {
  const { byToken, connections, service, accounts, audit, rateLimits, events } = deps;
  const perAccount = rateLimits('add-account', { points: 30, durationSeconds: 5 * 60 });

  return {
    /** @param by who adds it, and from where. @throws AppError as `NumberByToken.confirm`, and `rate_limited`. */
    async add(accountId: string, input: AddNumberRequest, by: { userId: string; address: string }): Promise<NumberDto> {
      const { phoneNumberId } = input;
      await perAccount.take(accountId);
      const confirmed = await byToken.confirm(accountId, input);
      await connections.activate(confirmed);
      await accounts.setWaba(accountId, confirmed.waba.wabaId);
      await audit.record({
        accountId,
        action: 'number.added_by_token',
        text: `${confirmed.number.displayPhone} was added with an access token.`,
        phoneNumberId,
        ...by,
      });
      events.emit('numbers.changed', { accountId });
      const saved = (await service.list(accountId)).find((number) => number.phoneNumberId === phoneNumberId);
      if (!saved) throw new AppError('save_failed');
      return saved;
    },
  };
}
export type SettingsService = ReturnType<typeof createSettingsService>;
