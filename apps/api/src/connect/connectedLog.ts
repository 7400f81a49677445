import { type AttemptNumberDto, isConnected, isolated } from '@switchboard/contracts';
import { type AccountService, operatorUserId } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import type { AttemptRecord } from './attempt.model.js';

export type ConnectedNumber = AttemptNumberDto & {
  wasKnown: boolean;
};

export type LogConnected = (attempt: AttemptRecord, numbers: readonly ConnectedNumber[]) => Promise<void>;

export interface ConnectedLogDeps {
  audit: Pick<AuditService, 'record'>;
  accounts: Pick<AccountService, 'getUserName'>;
}

const wordFor = (number: ConnectedNumber) => {
  const again = number.wasKnown ? 're' : '';
  return isConnected(number) ? `${again}connected` : 'saved, but not everything works yet';
};
const describeNumber = ({ displayName, displayPhone }: ConnectedNumber) => `${isolated(displayName)} (${displayPhone})`;

export function createConnectedLog({ audit, accounts }: ConnectedLogDeps): LogConnected {
  return async (attempt, numbers) => {
    if (numbers.length === 0) return;
    const { accountId, userId, address, handoverId, hosted } = attempt;
    const person = await accounts.getUserName(userId);
    const how = hosted
      ? ': signed up on Meta’s hosted page, assigned by the operator'
      : handoverId
        ? ` by the hand-over link that ${person} made`
        : '';
    for (const number of numbers) {
      await audit.record({
        accountId,
        action: number.wasKnown ? 'number.reconnected' : 'number.connected',
        text: `${describeNumber(number)} was ${wordFor(number)}${how}.`,
        phoneNumberId: number.phoneNumberId,
        address,
        // Neither who opened a hand-over link nor the operator is a person of the account.
        ...(handoverId || userId === operatorUserId ? {} : { userId }),
      });
    }
  };
}
