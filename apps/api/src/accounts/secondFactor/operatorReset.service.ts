import type { Model } from 'mongoose';
import { AppError } from '../../platform/errors.js';
import type { SessionEnds } from '../sessionEnds.service.js';
import type { UserRecord } from '../user.model.js';
import type { Challenges } from './challenges.js';
import type { FactorNews } from './factorNews.js';
import type { SecondFactorRecord } from './secondFactor.model.js';

export interface OperatorResetDeps {
  factors: Model<SecondFactorRecord>;
  users: Model<UserRecord>;
  ends: Pick<SessionEnds, 'endAll'>;
  challenges: Pick<Challenges, 'endAll'>;
  news: Pick<FactorNews, 'reset'>;
}

/** For somebody who has lost every second factor and every recovery code. The password stays. */
export function createOperatorReset({ factors, users, ends, challenges, news }: OperatorResetDeps) {
  return {
    /** Person and owners are alerted, and every session ends. @throws AppError `person_unknown` */
    async reset(email: string): Promise<void> {
      const user = await users.findOne({ email }, { userId: 1 }).lean();
      if (!user) throw new AppError('person_unknown');
      const { userId } = user;
      await factors.updateOne(
        { userId },
        { $set: { passkeys: [], recoveryCodes: [], wrongInARow: 0 }, $unset: { totp: 1, pendingTotp: 1 } },
      );
      await challenges.endAll(userId);
      await ends.endAll(userId);
      await news.reset(userId);
    },
  };
}
export type OperatorReset = ReturnType<typeof createOperatorReset>;
