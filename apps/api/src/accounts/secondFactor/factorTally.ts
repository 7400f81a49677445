import type { FactorProof } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Metrics } from '../../platform/metrics.js';
import type { FactorNews } from './factorNews.js';
import type { SecondFactorRecord } from './secondFactor.model.js';

/** Person and owners are alerted at every fifth wrong one in a row. */
const wrongOnesAlerted = 5;

export interface FactorTallyDeps {
  factors: Model<SecondFactorRecord>;
  news: Pick<FactorNews, 'refused'>;
  metrics: Pick<Metrics, 'secondFactors'>;
}

/** Counts second factors for the metrics, and wrong ones in a row. Whatever takes a right one ends the row. */
export function createFactorTally({ factors, news, metrics }: FactorTallyDeps) {
  return {
    countRight: (method: FactorProof['kind']): void => metrics.secondFactors.inc({ method, result: 'accepted' }),

    /** @param userId undefined where nobody knows whose it was to be */
    async countWrong(method: FactorProof['kind'], userId: string | undefined, address: string): Promise<void> {
      metrics.secondFactors.inc({ method, result: 'refused' });
      if (userId === undefined) return;
      const row = await factors
        .findOneAndUpdate({ userId }, { $inc: { wrongInARow: 1, wrongInAll: 1 } }, { returnDocument: 'after' })
        .lean<SecondFactorRecord>();
      if (row && row.wrongInARow % wrongOnesAlerted === 0) {
        await news.refused(userId, row.wrongInARow, row.wrongInAll, address);
      }
    },
  };
}
export type FactorTally = ReturnType<typeof createFactorTally>;
