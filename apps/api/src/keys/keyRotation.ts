import type { AuditService } from '../accounts/audit.service.js';
import type { OnMoved, SealedKind, TokenVault } from '../numbers/tokenVault.js';
import type { Logger } from '../platform/logger.js';
import type { KeyRollout } from './keyRollout.js';

/** Seals again what somebody keeps sealed under an older key. @returns how many texts it moved. */
export type Reseal = (onMoved: OnMoved) => Promise<number>;

export interface KeyRotationDeps {
  reseals: readonly Reseal[];
  audit: Pick<AuditService, 'record'>;
  rollout: Pick<KeyRollout, 'announce'>;
  vault: Pick<TokenVault, 'activeKid'>;
  logger: Logger;
}

/** "2 access tokens and one PIN were". Pure. */
export function movedWords({ token = 0, pin = 0 }: Partial<Record<SealedKind, number>>): string {
  const counted = (count: number, one: string, many: string) =>
    count === 0 ? [] : [count === 1 ? `one ${one}` : `${count} ${many}`];
  const parts = [...counted(token, 'access token', 'access tokens'), ...counted(pin, 'PIN', 'PINs')];
  const words = `${parts.join(' and ')} ${token + pin === 1 ? 'was' : 'were'}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Moves everything that is sealed under an older key to the active one. */
export function createKeyRotation({ reseals, audit, rollout, vault, logger }: KeyRotationDeps) {
  return {
    /** Safe in several processes, and while people work. @returns how many it moved. */
    async run(): Promise<number> {
      // By what seals now: what others have moved since is not moved back.
      await rollout.announce();
      const { activeKid } = vault;
      if (activeKid === null) return 0;
      const byAccount = new Map<string, Partial<Record<SealedKind, number>>>();
      const onMoved: OnMoved = (accountId, kind) => {
        const counts = byAccount.get(accountId) ?? {};
        byAccount.set(accountId, { ...counts, [kind]: (counts[kind] ?? 0) + 1 });
      };
      let moved = 0;
      for (const reseal of reseals) moved += await reseal(onMoved);
      for (const [accountId, counts] of byAccount) {
        const text = `${movedWords(counts)} sealed anew under the key ${activeKid}.`;
        await audit.record({ accountId, action: 'keys.rotated', text });
      }
      if (moved > 0) logger.info({ moved, kid: activeKid }, 'sealed texts moved to the active key');
      return moved;
    },
  };
}
