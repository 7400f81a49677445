import { z } from 'zod';
import { graphId, shownText } from './graphAnswers.js';
import type { PricingPoint } from './graphClient.types.js';

/** The key is absent where nothing is attached. */
export const paymentMethod = z
  .looseObject({ id: graphId, primary_funding_id: z.union([graphId, z.literal('')]).nullish() })
  .transform(({ primary_funding_id }) => ({ isAttached: !['', '0'].includes(primary_funding_id ?? '') }));

const amount = z.number().nonnegative().optional().catch(undefined);
const pricingPoint = z
  .looseObject({
    start: z.int().nonnegative(),
    end: z.int().nonnegative(),
    phone_number: shownText,
    pricing_category: shownText,
    pricing_type: shownText,
    country: shownText,
    volume: amount,
    cost: amount,
  })
  .transform(
    (point): PricingPoint => ({
      start: new Date(point.start * 1000),
      end: new Date(point.end * 1000),
      phone: point.phone_number?.replace(/\D/g, '') || undefined,
      category: point.pricing_category,
      type: point.pricing_type,
      country: point.country,
      volume: point.volume,
      cost: point.cost,
    }),
  );

/** Without any message in the range the field is not there. */
export const pricingAnalytics = z
  .looseObject({
    id: graphId,
    pricing_analytics: z
      .looseObject({ data: z.array(z.looseObject({ data_points: z.array(pricingPoint).nullish() })).nullish() })
      .nullish(),
  })
  .transform((answer) => (answer.pricing_analytics?.data ?? []).flatMap(({ data_points }) => data_points ?? []));

export function pricingAnalyticsField({ start, end }: { start: Date; end: Date }): string {
  const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
  return [
    'pricing_analytics',
    `start(${seconds(start)})`,
    `end(${seconds(end)})`,
    'granularity(DAILY)',
    'metric_types(["COST","VOLUME"])',
    'dimensions(["PHONE","PRICING_CATEGORY","PRICING_TYPE","COUNTRY"])',
  ].join('.');
}
