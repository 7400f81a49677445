import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  appId,
  appSecret,
  expectFailure,
  expectValue,
  graphError,
  graphUrl,
  meta,
  startClient,
  token,
  tokenProof,
  useNock,
  version,
  wabaId,
} from '../test/graphFixture.js';

useNock();

const metaWith = (bearer: string) =>
  nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${bearer}` } });
const proof = { appsecret_proof: tokenProof };

describe('what the app is subscribed to', () => {
  const list = () => startClient().client.listAppSubscriptions();

  it('is asked with the token of the app itself', async () => {
    metaWith(`${appId}|${appSecret}`)
      .get(`/${appId}/subscriptions`)
      .query(true)
      .reply(200, {
        data: [
          {
            object: 'whatsapp_business_account',
            callback_url: 'https://switchboard.test/webhooks/whatsapp',
            active: true,
            fields: [{ name: 'messages', version: 'v26.0' }, { name: 'standby' }, 'calls'],
          },
          { object: 'whatsapp_business_account', active: false, fields: [] },
          { object: 'user', active: 'yes' },
        ],
      });
    expect(expectValue(await list())).toEqual([
      {
        object: 'whatsapp_business_account',
        callbackUrl: 'https://switchboard.test/webhooks/whatsapp',
        isActive: true,
        fields: ['messages', 'standby', 'calls'],
      },
      { object: 'whatsapp_business_account', callbackUrl: undefined, isActive: false, fields: [] },
      { object: 'user', callbackUrl: undefined, isActive: undefined, fields: [] },
    ]);
  });

  it('may be nothing', async () => {
    meta().get(`/${appId}/subscriptions`).query(true).reply(200, { data: [] });
    expect(expectValue(await list())).toEqual([]);
  });

  it('blames the app, not a business, when Meta does not take its token', async () => {
    meta()
      .get(`/${appId}/subscriptions`)
      .query(true)
      .reply(400, graphError({ code: 190 }));
    expect(expectFailure(await list())).toMatchObject({ kind: 'app_misconfigured', turn: 'operator' });
  });

  it('is not known from an answer of another kind', async () => {
    meta().get(`/${appId}/subscriptions`).query(true).reply(200, { subscriptions: [] });
    expect(expectFailure(await list()).kind).toBe('unexpected_answer');
  });
});

describe('the payment method of an account', () => {
  const read = () => startClient().client.readPaymentMethod(wabaId, token);
  const answer = () =>
    metaWith(token)
      .get(`/${wabaId}`)
      .query({ fields: 'primary_funding_id', ...proof });

  it.each([
    [{ id: wabaId, primary_funding_id: '500100' }, true],
    [{ id: wabaId, primary_funding_id: 500100 }, true],
    [{ id: wabaId }, false],
    [{ id: wabaId, primary_funding_id: null }, false],
    [{ id: wabaId, primary_funding_id: '' }, false],
    [{ id: wabaId, primary_funding_id: 0 }, false],
  ])('is, by %j, attached: %s', async (body, isAttached) => {
    answer().reply(200, body);
    expect(expectValue(await read())).toEqual({ isAttached });
  });

  it.each([
    [200, {}, 'unexpected_answer'],
    [400, graphError({ code: 100 }), 'invalid_request'],
    [403, graphError({ code: 200 }), 'permission_missing'],
  ])('is not known after HTTP %i with %j', async (status, body, kind) => {
    answer().reply(status, body);
    expect(expectFailure(await read()).kind).toBe(kind);
  });
});

describe('what an account pays', () => {
  const range = { start: new Date('2026-09-01T00:00:00Z'), end: new Date('2026-10-01T00:00:00.900Z') };
  const read = () => startClient().client.readPricingAnalytics(wabaId, range, token);
  const fields =
    'pricing_analytics.start(1788220800).end(1790812800).granularity(DAILY).metric_types(["COST","VOLUME"])' +
    '.dimensions(["PHONE","PRICING_CATEGORY","PRICING_TYPE","COUNTRY"])';
  const answer = (body: object) =>
    metaWith(token)
      .get(`/${wabaId}`)
      .query({ fields, ...proof })
      .reply(200, body);
  const day = { start: 1788220800, end: 1788307200 };

  it('is read by day, number, category, type and country', async () => {
    answer({
      id: wabaId,
      pricing_analytics: {
        data: [
          {
            data_points: [
              {
                ...day,
                phone_number: '+1 555 010 0001',
                country: 'US',
                pricing_type: 'REGULAR',
                pricing_category: 'MARKETING',
                volume: 12,
                cost: 0.3,
              },
              { ...day, pricing_type: 'FREE_CUSTOMER_SERVICE', volume: 40, cost: null },
            ],
          },
          {},
        ],
      },
    });
    const at = { start: new Date('2026-09-01T00:00:00Z'), end: new Date('2026-09-02T00:00:00Z') };
    expect(expectValue(await read())).toEqual([
      {
        ...at,
        phone: '15550100001',
        category: 'MARKETING',
        type: 'REGULAR',
        country: 'US',
        volume: 12,
        cost: 0.3,
      },
      { ...at, type: 'FREE_CUSTOMER_SERVICE', volume: 40 },
    ]);
  });

  it.each([{}, { pricing_analytics: null }, { pricing_analytics: { data: [] } }])(
    'is nothing where no message was sent: %j',
    async (body) => {
      answer({ id: wabaId, ...body });
      expect(expectValue(await read())).toEqual([]);
    },
  );

  it('counts nothing where a volume is no number', async () => {
    const points = ['many', -3, null].map((volume) => ({ ...day, pricing_type: 'FREE_CUSTOMER_SERVICE', volume }));
    answer({ id: wabaId, pricing_analytics: { data: [{ data_points: points }] } });
    expect(expectValue(await read()).map(({ volume }) => volume)).toEqual([undefined, undefined, undefined]);
  });

  it('is not known from a point without a time', async () => {
    answer({ id: wabaId, pricing_analytics: { data: [{ data_points: [{ volume: 3 }] }] } });
    expect(expectFailure(await read()).kind).toBe('unexpected_answer');
  });
});
