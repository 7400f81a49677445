import type { Accounts } from '../accounts/accounts.js';
import type { PendingUnsubscribes } from '../disconnect/pendingUnsubscribes.js';
import type { NumberRecords } from '../numbers/numberRecords.js';
import type { RegistrationStore } from '../numbers/registrationStore.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Logger } from '../platform/logger.js';
import { createKeyRotation, type KeyRotation, type Reseal } from './keyRotation.js';

export interface KeysDeps {
  accounts: Pick<Accounts, 'audit' | 'resealFactors'>;
  records: Pick<NumberRecords, 'sealedTokens'>;
  registrationStore: Pick<RegistrationStore, 'reseal'>;
  connecting: { resealTokens: Reseal };
  pendingUnsubscribes: Pick<PendingUnsubscribes, 'resealTokens'>;
  vault: Pick<TokenVault, 'activeKid'>;
  logger: Logger;
}

/** Wires the rotation of keys. Whoever keeps something sealed is in this list. */
export function createKeys({
  accounts,
  records: { sealedTokens },
  registrationStore,
  connecting,
  pendingUnsubscribes,
  vault,
  logger,
}: KeysDeps): KeyRotation {
  const reseals: Reseal[] = [
    sealedTokens.resealTokens.bind(sealedTokens),
    sealedTokens.resealUndoTokens.bind(sealedTokens),
    registrationStore.reseal,
    connecting.resealTokens,
    pendingUnsubscribes.resealTokens,
    accounts.resealFactors,
  ];
  return createKeyRotation({ reseals, audit: accounts.audit, vault, logger });
}
