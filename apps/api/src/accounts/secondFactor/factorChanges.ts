import type { Model } from 'mongoose';
import type { Principal } from '../session.service.js';
import type { SessionEnds } from '../sessionEnds.service.js';
import type { FactorNews } from './factorNews.js';
import type { SecondFactorRecord } from './secondFactor.model.js';

export interface FactorChangesDeps {
  factors: Model<SecondFactorRecord>;
  ends: Pick<SessionEnds, 'endOthers'>;
  news: Pick<FactorNews, 'added' | 'removed'>;
}

/** What follows from a change of either kind of factor. */
export function createFactorChanges({ factors, ends, news }: FactorChangesDeps) {
  return {
    /** Sessions that were opened with the password alone end. @param what as in "an authenticator app" */
    async afterAdding(principal: Principal, isFirst: boolean, what: string, address: string): Promise<void> {
      if (isFirst) await ends.endOthers(principal.userId, principal.sessionId);
      await news.added(principal.userId, what, address);
    },

    /** Recovery codes stand in for a factor, so they go with the last one. */
    async afterRemoving(userId: string, what: string, address: string): Promise<void> {
      await factors.updateOne(
        { userId, totp: { $exists: false }, 'passkeys.0': { $exists: false } },
        { $set: { recoveryCodes: [] } },
      );
      await news.removed(userId, what, address);
    },
  };
}
export type FactorChanges = ReturnType<typeof createFactorChanges>;
