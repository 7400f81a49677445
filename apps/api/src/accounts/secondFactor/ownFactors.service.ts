import type { SecondFactorReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError } from '../../platform/errors.js';
import type { Principal } from '../session.service.js';
import type { Challenges } from './challenges.js';
import type { FactorNews } from './factorNews.js';
import { findFactors, toStoredCodes } from './factorRows.js';
import type { FactorRule } from './factorRule.js';
import type { FreshProof } from './freshProof.service.js';
import { newRecoveryCodes } from './recoveryCodes.js';
import { hasFactor, type SecondFactorRecord } from './secondFactor.model.js';

export interface OwnFactorsDeps {
  factors: Model<SecondFactorRecord>;
  challenges: Pick<Challenges, 'endAll'>;
  freshProof: Pick<FreshProof, 'require'>;
  rule: Pick<FactorRule, 'isAsked'>;
  news: Pick<FactorNews, 'codesMade'>;
}

/** What a person has set up, and the recovery codes that stand in for it. */
export function createOwnFactors({ factors, challenges, freshProof, rule, news }: OwnFactorsDeps) {
  return {
    async describe(principal: Principal): Promise<Omit<SecondFactorReply, 'success'>> {
      const { userId } = principal;
      const [row, isAskedFor] = await Promise.all([findFactors(factors, userId), rule.isAsked(principal)]);
      return {
        totp: row?.totp ? { since: row.totp.confirmedAt.toISOString() } : null,
        passkeys: (row?.passkeys ?? []).map(({ passkeyId, name, createdAt, lastUsedAt }) => ({
          passkeyId,
          name,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt?.toISOString() ?? null,
        })),
        recoveryCodesLeft: row?.recoveryCodes.length ?? 0,
        isAskedFor,
      };
    },

    /** The earlier codes stop working. @throws AppError `proof_needed`, `not_found` without a factor */
    async renewRecoveryCodes(principal: Principal, address: string): Promise<string[]> {
      await freshProof.require(principal);
      const { userId } = principal;
      if (!hasFactor(await findFactors(factors, userId))) throw new AppError('not_found');
      const codes = newRecoveryCodes();
      await factors.updateOne({ userId }, { $set: toStoredCodes(codes) });
      await news.codesMade(userId, address);
      return codes;
    },

    async forget(userId: string): Promise<void> {
      await factors.deleteOne({ userId });
      await challenges.endAll(userId);
    },
  };
}
export type OwnFactors = ReturnType<typeof createOwnFactors>;
