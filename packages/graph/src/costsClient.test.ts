import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  appId,
  appSecret,
  expectFailure,
  expectValue,
  graphError,
  graphUrl,
  startClient,
  token,
  tokenProof,
  useNock,
  version,
  wabaId,
} from '../test/graphFixture.js';
import { appSecretProof } from './secrets.js';

useNock();

const asked = (with_: string, path: string, query: Record<string, string>) =>
  nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${with_}` } })
    .get(path)
    .query(query);
const proof = { appsecret_proof: tokenProof };

describe('whether a WhatsApp account has a payment method', () => {
  const read = () => startClient().client.readPaymentMethod(wabaId, token);
  const answer = () => asked(token, `/${wabaId}`, { fields: 'id,primary_funding_id', ...proof });

  it.each([
    ['an id', { primary_funding_id: '1234567890' }, true],
    ['an id written as a number', { primary_funding_id: 1234567890 }, true],
    ['nothing', {}, false],
    ['null', { primary_funding_id: null }, false],
    ['an empty text', { primary_funding_id: '' }, false],
    ['"0"', { primary_funding_id: '0' }, false],
  ])('%s: %j', async (_what, body, isAttached) => {
    answer().reply(200, { id: wabaId, ...body });
    expect(expectValue(await read())).toEqual({ isAttached });
  });

  it.each([
    [{ code: 100, message: '(#100) Tried accessing nonexisting field' }, 400],
    [{ code: 200, message: '(#200) Permissions error' }, 403],
    [{ code: 10, message: '(#10) Application does not have permission' }, 403],
  ])('a refusal is neither yes nor no: %j', async (error, status) => {
    answer().reply(status, graphError(error));
    expect(expectFailure(await read())).toMatchObject({ outcome: 'refused', code: error.code });
  });
});

describe('what messages cost', () => {
  const range = { start: new Date('2026-11-01T00:00:00Z'), end: new Date('2026-11-30T12:00:00.900Z') };
  const fields =
    'id,pricing_analytics.start(1793491200).end(1796040000).granularity(DAILY).metric_types(["COST","VOLUME"])' +
    '.dimensions(["PHONE","PRICING_CATEGORY","PRICING_TYPE","COUNTRY"])';
  const read = () => startClient().client.readPricingAnalytics(wabaId, range, token);
  const answer = (body: object) => asked(token, `/${wabaId}`, { fields, ...proof }).reply(200, { id: wabaId, ...body });

  it('reads each point by number, category and type', async () => {
    answer({
      pricing_analytics: {
        data: [
          {
            data_points: [
              {
                ...{ start: 1793491200, end: 1793577600, phone_number: '15550100000', country: 'US' },
                ...{ pricing_category: 'SERVICE', pricing_type: 'FREE_CUSTOMER_SERVICE', volume: 412, cost: 0 },
              },
              { phone: 15550100001, pricing_category: 'UTILITY', pricing_type: 'REGULAR', volume: 3, cost: 0.012 },
              { volume: 'many', cost: -1, start: 'never' },
            ],
          },
          {},
        ],
      },
    });
    expect(expectValue(await read())).toEqual([
      {
        ...{ start: range.start, end: new Date('2026-11-02T00:00:00Z'), phone: '15550100000', country: 'US' },
        ...{ category: 'SERVICE', type: 'FREE_CUSTOMER_SERVICE', volume: 412, cost: 0 },
      },
      expect.objectContaining({ phone: '15550100001', category: 'UTILITY', type: 'REGULAR', volume: 3, cost: 0.012 }),
      expect.objectContaining({ start: null, volume: 0, cost: 0 }),
    ]);
  });

  it.each([[{}], [{ pricing_analytics: null }], [{ pricing_analytics: { data: [] } }]])(
    'nothing delivered is no failure: %j',
    async (body) => {
      answer(body);
      expect(expectValue(await read())).toEqual([]);
    },
  );
});

describe('what the app is subscribed to', () => {
  const ownToken = `${appId}|${appSecret}`;
  const read = () => startClient().client.listAppSubscriptions();
  const answer = () =>
    asked(ownToken, `/${appId}/subscriptions`, { appsecret_proof: appSecretProof(appSecret, ownToken) });

  it('is read with the app’s own token, with fields as objects or as names', async () => {
    const object = 'whatsapp_business_account';
    const fields = [{ name: 'messages', version: 'v26.0' }, 'calls'];
    answer().reply(200, {
      data: [
        { object, callback_url: 'https://example.test/hook', active: true, fields },
        { object: 'user', active: false, fields: [] },
      ],
    });
    expect(expectValue(await read())).toEqual([
      { object, callbackUrl: 'https://example.test/hook', isActive: true, fields: ['messages', 'calls'] },
      { object: 'user', callbackUrl: undefined, isActive: false, fields: [] },
    ]);
  });

  it('a refusal of that token is about the app, not about a business', async () => {
    answer().reply(400, graphError({ code: 190, message: 'Invalid OAuth access token signature.' }));
    expect(expectFailure(await read())).toMatchObject({ kind: 'app_misconfigured', turn: 'operator' });
  });
});
