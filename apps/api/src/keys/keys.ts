import type { Accounts } from '../accounts/accounts.js';
import type { PendingUnsubscribes } from '../disconnect/pendingUnsubscribes.js';
import type { Numbers } from '../numbers/numbers.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Logger } from '../platform/logger.js';
import { createKeyRotation, type KeyRotation, type Reseal } from './keyRotation.js';

export interface KeysDeps {
  accounts: Pick<Accounts, 'audit' | 'resealFactors'>;
  numbers: Pick<Numbers, 'numbers' | 'registrationStore'>;
  connecting: { resealTokens: Reseal };
  pendingUnsubscribes: Pick<PendingUnsubscribes, 'resealTokens'>;
  vault: Pick<TokenVault, 'activeKid'>;
  logger: Logger;
}

/** Wires the rotation of keys. Whoever keeps something sealed is in this list. */
export function createKeys({
  accounts,
  numbers,
  connecting,
  pendingUnsubscribes,
  vault,
  logger,
}: KeysDeps): KeyRotation {
  const reseals: Reseal[] = [
    numbers.numbers.resealTokens,
    numbers.numbers.resealUndoTokens,
    numbers.registrationStore.reseal,
    connecting.resealTokens,
    pendingUnsubscribes.resealTokens,
    accounts.resealFactors,
  ];
  return createKeyRotation({ reseals, audit: accounts.audit, vault, logger });
}
