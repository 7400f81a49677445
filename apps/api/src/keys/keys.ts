import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { PendingUnsubscribes } from '../disconnect/pendingUnsubscribes.js';
import type { NumberRecords } from '../numbers/numberRecords.js';
import type { RegistrationStore } from '../numbers/registrationStore.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Clock } from '../platform/clock.js';
import type { KeyRing } from '../platform/keyRing.js';
import type { Logger } from '../platform/logger.js';
import { countSealed } from './keyCensus.js';
import { keyProblems } from './keyFit.js';
import { reportKeys } from './keyReport.js';
import { KeyRollout, type Processes } from './keyRollout.js';
import { createKeyRotation, type Reseal } from './keyRotation.js';
import { createKeyring } from './keyring.js';
import { type KeyHolderRecord, keyHolderModel, keyringModel } from './keyring.model.js';

export const keyModels = (connection: Connection) => ({
  keyrings: keyringModel(connection),
  holders: keyHolderModel(connection),
});
export type KeyModels = ReturnType<typeof keyModels>;

/** Whoever keeps something sealed. */
export interface SealedOwners {
  accounts: Pick<Accounts, 'audit' | 'resealFactors'>;
  records: Pick<NumberRecords, 'sealedTokens'>;
  registrationStore: Pick<RegistrationStore, 'reseal'>;
  connecting: { resealTokens: Reseal };
  pendingUnsubscribes: Pick<PendingUnsubscribes, 'resealTokens'>;
}

export interface KeysDeps {
  models: KeyModels;
  owners: SealedOwners;
  ring: KeyRing;
  vault: Pick<TokenVault, 'activeKid'>;
  processes: Processes;
  clock: Clock;
  logger: Logger;
}

/** Wires which key seals, and the moving of what is sealed under an older one. */
export function createKeys({ models, owners, ring, vault, processes, clock, logger }: KeysDeps) {
  const { accounts, records, registrationStore, connecting, pendingUnsubscribes } = owners;
  const { sealedTokens } = records;
  const reseals: Reseal[] = [
    sealedTokens.resealTokens.bind(sealedTokens),
    sealedTokens.resealUndoTokens.bind(sealedTokens),
    registrationStore.reseal,
    connecting.resealTokens,
    pendingUnsubscribes.resealTokens,
    accounts.resealFactors,
  ];
  const keyring = createKeyring(models.keyrings, clock);
  const rollout = new KeyRollout({ holders: models.holders, keyring, ring, processes, clock, logger });
  return { rollout, rotation: createKeyRotation({ reseals, audit: accounts.audit, rollout, vault, logger }) };
}

/**
 * What the operator is told about keys, as lines.
 *
 * @param mine the keys of the operator's own setting
 * @param running the ids of live processes, of whichever version
 */
export async function describeKeys(
  connection: Connection,
  { keyrings, holders }: KeyModels,
  { mine, running, clock }: { mine: readonly string[]; running: readonly string[]; clock: Clock },
): Promise<string[]> {
  const [keyring, live, sealed] = await Promise.all([
    createKeyring(keyrings, clock).read(),
    holders.find({ aliveUntil: { $gt: clock.now() } }).lean<KeyHolderRecord[]>(),
    countSealed(connection),
  ]);
  const { kid = null, former = [] } = keyring;
  return reportKeys({ sealing: kid, former, sealed, holders: live, running, mine });
}

/** Why a setting does not open what is sealed here, a clause each. @param mine the prints of its keys, by their ids. */
export async function findKeyProblems(
  connection: Connection,
  { keyrings }: KeyModels,
  { mine, clock }: { mine: ReadonlyMap<string, string>; clock: Clock },
): Promise<string[]> {
  const [{ prints }, sealed] = await Promise.all([createKeyring(keyrings, clock).read(), countSealed(connection)]);
  return keyProblems({ sealed, known: prints, mine });
}

/**
 * Writes down which key seals, where earlier versions did not: the one of this setting that most texts are under. Where nothing
 * is sealed, the first process to start decides.
 */
export async function keepSealingKey(
  connection: Connection,
  { keyrings }: KeyModels,
  { mine, clock }: { mine: readonly string[]; clock: Clock },
): Promise<void> {
  const keyring = createKeyring(keyrings, clock);
  if ((await keyring.read()).kid !== undefined) return;
  const totals = new Map<string, number>();
  for (const { kid, count } of await countSealed(connection)) totals.set(kid, (totals.get(kid) ?? 0) + count);
  const [most] = mine.filter((kid) => totals.has(kid)).sort((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0));
  if (most) await keyring.move(null, most);
}
