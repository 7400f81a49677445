import type { AuditService } from '../accounts/audit.service.js';
import type { RegistrationStore } from '../numbers/registrationStore.js';
import type { SealedTokens } from '../numbers/sealedTokens.js';
import type { OnMoved, SealedKind, TokenVault } from '../numbers/tokenVault.js';
import type { Logger } from '../platform/logger.js';
import type { OAuthService } from './oauth.service.js';
import type { UnsubscribeService } from './unsubscribe.service.js';

export interface KeyRotationDeps {
  sealedTokens: SealedTokens;
  registrationStore: Pick<RegistrationStore, 'reseal'>;
  oauth: Pick<OAuthService, 'resealTokens'>;
  unsubscribes: Pick<UnsubscribeService, 'resealTokens'>;
  /** Secrets of authenticator apps: a person's, and no account's. */
  resealFactors: () => Promise<number>;
  audit: AuditService;
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

/**
 * Moves everything that the vault has sealed under an older key to the active one: the tokens of numbers, those kept for
 * undoing, those that attempts and pending work at Meta hold, PINs, and secrets of authenticator apps. Whoever keeps something else sealed adds it here.
 */
export function createKeyRotation(deps: KeyRotationDeps) {
  const { sealedTokens, registrationStore, oauth, unsubscribes, audit, logger } = deps;
  const { activeKid } = deps.vault;
  return {
    /** Safe in several processes, and while people work. @returns how many it moved. */
    async run(): Promise<number> {
      const byAccount = new Map<string, Partial<Record<SealedKind, number>>>();
      const onMoved: OnMoved = (accountId, kind) => {
        const counts = byAccount.get(accountId) ?? {};
        byAccount.set(accountId, { ...counts, [kind]: (counts[kind] ?? 0) + 1 });
      };
      let moved = 0;
      for (const reseal of [
        sealedTokens.resealTokens.bind(sealedTokens),
        sealedTokens.resealUndoTokens.bind(sealedTokens),

        registrationStore.reseal,
        oauth.resealTokens,
        unsubscribes.resealTokens,
      ]) {
        moved += await reseal(onMoved);
      }
      moved += await deps.resealFactors();
      for (const [accountId, counts] of byAccount) {
        const text = `${movedWords(counts)} sealed anew under the key ${activeKid}.`;
        await audit.record({ accountId, action: 'keys.rotated', text });
      }
      if (moved > 0) logger.info({ moved, kid: activeKid }, 'sealed texts moved to the active key');
      return moved;
    },
  };
}
