import { type AttemptNumberDto, isConnected, isolated } from '@switchboard/contracts';
import { type AccountService, operatorUserId } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import type { AttemptRecord } from './attempt.model.js';

export type ConnectedNumber = AttemptNumberDto & {
  /** The account held it before. */
  wasKnown: boolean;
};

/** Writes down which numbers an attempt has just brought to an account. */
export type TellConnected = (attempt: AttemptRecord, numbers: readonly ConnectedNumber[]) => Promise<void>;

export interface ConnectToldDeps {
  audit: AuditService;
  accounts: AccountService;
}

/** The word "connected" is for numbers that have earned it. */
const wordFor = (number: ConnectedNumber) => {
  const again = number.wasKnown ? 're' : '';
  return isConnected(number) ? `${again}connected` : 'saved, but not everything works yet';
};
const nameOf = ({ displayName, displayPhone }: ConnectedNumber) => `${isolated(displayName)} (${displayPhone})`;

/** Whichever way a number came in, it is in the log. Who watches the numbers tells people, once a change. */
export function createTellConnected({ audit, accounts }: ConnectToldDeps): TellConnected {
  return async (attempt, numbers) => {
    if (numbers.length === 0) return;
    const { accountId, userId, address, handoverId, hosted } = attempt;
    const person = await accounts.nameOfUser(userId);
    const how = hosted
      ? ': signed up on Meta’s hosted page, assigned by the operator'
      : handoverId
        ? ` by the hand-over link that ${person} made`
        : '';
    for (const number of numbers) {
      await audit.record({
        accountId,
        action: number.wasKnown ? 'number.reconnected' : 'number.connected',
        text: `${nameOf(number)} was ${wordFor(number)}${how}.`,
        phoneNumberId: number.phoneNumberId,
        address,
        // Whoever opened a hand-over link is not a person of the account, and neither is the operator.
        ...(handoverId || userId === operatorUserId ? {} : { userId }),
      });
    }
  };
}
