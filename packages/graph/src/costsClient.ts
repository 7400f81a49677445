import { z } from 'zod';
import type { AppSubscription, CostsClient, PricingPoint } from './costs.types.js';
import { graphId, pageOf, shownText } from './graphAnswers.js';
import type { GraphClientOptions } from './graphClient.types.js';
import type { GraphHttp } from './graphHttp.js';

/** Absent, null, empty and 0 are none; an id of whatever type is one. */
const funding = z
  .looseObject({ id: graphId, primary_funding_id: z.unknown().optional() })
  .transform(({ primary_funding_id: id }) => ({
    isAttached: id !== undefined && id !== null && id !== '' && id !== 0 && id !== '0',
  }));

const amount = z.number().min(0).catch(0);
const moment = z
  .int()
  .positive()
  .max(8.64e12)
  .transform((seconds) => new Date(seconds * 1000))
  .nullable()
  .catch(null);

const pricingPoint = z
  .looseObject({
    start: moment,
    end: moment,
    phone_number: graphId.optional().catch(undefined),
    phone: graphId.optional().catch(undefined),
    pricing_category: shownText,
    pricing_type: shownText,
    country: shownText,
    volume: amount,
    cost: amount,
  })
  .transform(
    (point): PricingPoint => ({
      start: point.start,
      end: point.end,
      phone: point.phone_number ?? point.phone,
      category: point.pricing_category,
      type: point.pricing_type,
      country: point.country,
      volume: point.volume,
      cost: point.cost,
    }),
  );
/** Nothing delivered in that time: Meta leaves the list out, or the whole answer. */
const pricing = z
  .looseObject({
    id: graphId,
    pricing_analytics: z
      .looseObject({ data: z.array(z.looseObject({ data_points: z.array(pricingPoint).nullish() })).nullish() })
      .nullish(),
  })
  .transform(({ pricing_analytics: analytics }) =>
    (analytics?.data ?? []).flatMap(({ data_points: points }) => points ?? []),
  );

/** Fields are objects with a name and a version; older answers have the names alone. */
const subscribedField = z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]);
const appSubscription = z
  .looseObject({
    object: z.string(),
    callback_url: shownText,
    active: z.boolean().optional().catch(undefined),
    fields: z.array(subscribedField),
  })
  .transform(
    (one): AppSubscription => ({
      object: one.object,
      callbackUrl: one.callback_url,
      isActive: one.active ?? true,
      fields: one.fields,
    }),
  );

const unixSeconds = (at: Date) => Math.floor(at.getTime() / 1000);

/** What messages cost, whether they can be paid for, and what the app is told of (meta-platform 17.5 and 17.7). */
export function createCostsClient(
  http: GraphHttp,
  { appId, appSecret }: Pick<GraphClientOptions, 'appId' | 'appSecret'>,
): CostsClient {
  return {
    readPaymentMethod: (wabaId, token) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: wabaId,
        token,
        query: { fields: 'id,primary_funding_id' },
        answer: funding,
        retry: 'repeatable',
        expected: ['permission_missing', 'invalid_request', 'not_found'],
      }),

    readPricingAnalytics: (wabaId, { start, end }, token) =>
      http.call({
        method: 'GET',
        edge: '/{id}',
        id: wabaId,
        token,
        query: {
          fields:
            `id,pricing_analytics.start(${unixSeconds(start)}).end(${unixSeconds(end)}).granularity(DAILY)` +
            '.metric_types(["COST","VOLUME"]).dimensions(["PHONE","PRICING_CATEGORY","PRICING_TYPE","COUNTRY"])',
        },
        answer: pricing,
        retry: 'repeatable',
        expected: ['permission_missing', 'invalid_request', 'not_found'],
      }),

    listAppSubscriptions: async () => {
      const listed = await http.call({
        method: 'GET',
        edge: '/{id}/subscriptions',
        id: appId,
        token: `${appId}|${appSecret}`,
        answer: pageOf(appSubscription),
        retry: 'repeatable',
      });
      if (listed.ok) return { ok: true, value: listed.value.items };
      const { failure } = listed;
      // The question is asked with the app's own token: a refusal of it is never about a business.
      return {
        ok: false,
        failure:
          failure.kind === 'token_invalid' ? { ...failure, kind: 'app_misconfigured', turn: 'operator' } : failure,
      };
    },
  };
}
