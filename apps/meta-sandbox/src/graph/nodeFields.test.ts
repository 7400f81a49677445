import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError } from '../../test/client.js';
import { acme, acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { seedBusinesses, seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(() => test.restart());

const read = (path: string, fields: string) => test.meta.get(path, { token: test.token, query: { fields } });

describe('a WhatsApp account', () => {
  it('has the fields that other people’s clients read', async () => {
    const { status, body } = await read(
      acme,
      'id,name,health_status,creation_time,primary_business_location,is_shared_with_partners,analytics,status,country,' +
        'purchase_order_number,auth_international_rate_eligibility,marketing_messages_onboarding_status,owner_business',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      creation_time: expect.any(Number),
      primary_business_location: 'US',
      is_shared_with_partners: false,
      analytics: { granularity: 'DAY', data_points: expect.any(Array) },
      health_status: {
        can_send_message: 'AVAILABLE',
        entities: [{ entity_type: 'WABA', id: acme }, { entity_type: 'BUSINESS' }, { entity_type: 'APP' }],
      },
    });
  });

  it('names its payment method, has none, or does not say', async () => {
    expect((await read(acme, 'primary_funding_id')).body).toEqual({ id: acme, primary_funding_id: expect.any(String) });
    test.sandbox.world.updateWaba(acme, { fundingId: null });
    expect((await read(acme, 'primary_funding_id')).body).toEqual({ id: acme });
    test.sandbox.world.updateWaba(acme, { fundingId: 'refused' });
    expect(readError(await read(acme, 'primary_funding_id'))).toMatchObject({ status: 403, code: 10 });
    expect((await read(acme, 'name')).status).toBe(200);
    const dial = await fetch(`${test.sandbox.url}/__sandbox/wabas/${acme}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fundingId: null }),
    });
    expect(dial.status).toBe(200);
    expect((await read(acme, 'primary_funding_id')).body).toEqual({ id: acme });
  });
});

describe('a portfolio, a person and an app', () => {
  it('have the fields that other people’s clients read', async () => {
    const token = await test.meta.token({ tokenKind: 'user', scopes: ['business_management'] });
    const fields = {
      [seedBusinesses.acme.id]: 'id,name,created_time,link,primary_page,timezone_id,verification_status,vertical',
      me: 'id,name,email,first_name,last_name',
      [test.sandbox.appId]: 'id,name,category,link,namespace',
    };
    for (const [path, names] of Object.entries(fields)) {
      const { body } = await test.meta.get(path, { token, query: { fields: names } });
      expect(body).toMatchObject({ id: expect.any(String), name: expect.any(String) });
    }
  });
});

describe('a number', () => {
  it('has the fields that other people’s clients read', async () => {
    const { status, body } = await read(
      acmeNumber,
      'is_pin_enabled,certificate,new_certificate,search_visibility,country_dial_code,eligibility_for_api_business_global_search,' +
        'is_preverified_number,new_display_name,new_name_status,quality_score,unified_cert_status,username,' +
        'conversational_automation,official_business_account,host_platform,whatsapp_business_profile',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      is_pin_enabled: false,
      certificate: expect.any(String),
      search_visibility: 'VISIBLE',
      country_dial_code: '1',
      new_name_status: 'NONE',
      quality_score: { score: 'GREEN' },
    });
  });

  it('says whether it has a PIN', async () => {
    test.sandbox.world.updateNumber(acmeNumber, { pin: '123456' });
    expect((await read(acmeNumber, 'is_pin_enabled')).body).toMatchObject({ is_pin_enabled: true });
    expect(JSON.stringify((await read(acmeNumber, 'is_pin_enabled')).body)).not.toContain('123456');
  });

  it('takes a new name without asking for a PIN, and has it reviewed', async () => {
    const query = { new_display_name: 'Acme Florist' };
    expect((await test.meta.post(acmeNumber, { token: test.token, query })).body).toEqual({ success: true });
    expect((await read(acmeNumber, 'verified_name,new_display_name,new_name_status')).body).toMatchObject({
      verified_name: 'Acme Flowers',
      new_display_name: 'Acme Florist',
      new_name_status: 'PENDING_REVIEW',
    });
    const visible = { search_visibility: 'NON_VISIBLE' };
    expect((await test.meta.post(acmeNumber, { token: test.token, form: visible })).body).toEqual({ success: true });
    expect((await read(acmeNumber, 'search_visibility')).body).toMatchObject(visible);
    for (const body of [{}, { pin: '12' }, { new_display_name: '' }, { search_visibility: 'SOMETIMES' }]) {
      expect(readError(await test.meta.post(acmeNumber, { token: test.token, body }))).toMatchObject({ code: 100 });
    }
  });
});

describe('health', () => {
  const entities = async () => Object(Object((await read(acmeNumber, 'health_status')).body.health_status)).entities;

  it('that is limited says why in additional_info, and has no errors', async () => {
    test.sandbox.world.updateNumber(acmeNumber, { nameStatus: 'DECLINED' });
    const [number] = await entities();
    expect(number).toEqual({
      entity_type: 'PHONE_NUMBER',
      id: acmeNumber,
      can_send_message: 'LIMITED',
      additional_info: [expect.stringContaining('display name')],
    });
  });

  it('that is blocked has errors', async () => {
    test.sandbox.world.updateWaba(acme, { hasPaymentProblem: true });
    const [, waba] = await entities();
    expect(waba).toMatchObject({ can_send_message: 'BLOCKED', errors: [{ error_code: 141006 }] });
    expect(waba).not.toHaveProperty('additional_info');
  });
});

describe('what was sent and what it costs', () => {
  const order = { name: 'order_update', language: { code: 'de' } };
  const components = [
    {
      type: 'body',
      parameters: [
        { type: 'text', text: 'Ana' },
        { type: 'text', text: 'A-1' },
      ],
    },
  ];
  const sendSome = async () => {
    test.writes('hi');
    readSentWamid(await test.sendText('one'));
    readSentWamid(await test.sendText('two'));
    readSentWamid(await test.send({ to: '+15550190001', type: 'template', template: { ...order, components } }));
    readSentWamid(await test.sendText('nobody', '+15559999999'));
    await test.sandbox.webhooksIdle();
  };
  const start = () => Math.floor(test.meta.now / 1000) - 86_400;
  const end = () => Math.floor(test.meta.now / 1000) + 86_400;

  it('is told by pricing_analytics, as a field and as an edge', async () => {
    await sendSome();
    const dimensions = '["PHONE","PRICING_CATEGORY","PRICING_TYPE","COUNTRY"]';
    const asked = `pricing_analytics.start(${start()}).end(${end()}).granularity(DAILY).metric_types(["COST","VOLUME"]).dimensions(${dimensions})`;
    const { body } = await read(acme, asked);
    const common = {
      start: expect.any(Number),
      end: expect.any(Number),
      phone_number: seedNumbers.acmeFlowers.digits,
      country: 'US',
    };
    const expected = {
      data: [
        {
          data_points: [
            { ...common, pricing_category: 'SERVICE', pricing_type: 'FREE_CUSTOMER_SERVICE', volume: 2, cost: 0 },
            { ...common, pricing_category: 'UTILITY', pricing_type: 'REGULAR', volume: 1, cost: expect.any(Number) },
          ],
        },
      ],
    };
    expect(body).toEqual({ id: acme, pricing_analytics: expected });
    const query = {
      start: String(start()),
      end: String(end()),
      granularity: 'DAILY',
      dimensions,
      metric_types: '["VOLUME"]',
    };
    const edge = await test.meta.get(`${acme}/pricing_analytics`, { token: test.token, query });
    expect(JSON.stringify(edge.body)).not.toContain('cost');
    expect(edge.body).toMatchObject({ data: [{ data_points: [{ volume: 2 }, { volume: 1 }] }] });
  });

  it('is one sum without dimensions, and nothing outside of the time asked for', async () => {
    await sendSome();
    const { body } = await read(acme, `pricing_analytics.start(${start()}).end(${end()}).granularity(MONTHLY)`);
    expect(body).toMatchObject({ pricing_analytics: { data: [{ data_points: [{ volume: 3 }] }] } });
    const earlier = await read(acme, `pricing_analytics.start(${start() - 86_400}).end(${start()}).granularity(DAILY)`);
    expect(earlier.body).toEqual({ id: acme });
  });

  it.each(['granularity(YEARLY)', 'dimensions(["COLOUR"])', 'metric_types(["FUN"])', 'start(soon)'])(
    'is refused for %s',
    async (modifier) => {
      expect(readError(await read(acme, `pricing_analytics.${modifier}`))).toMatchObject({ code: 100 });
    },
  );

  it('costs something once the free messages of the month are used up', async () => {
    test.sandbox.setFreeMessages(acmeNumber, 1);
    await sendSome();
    const asked = `pricing_analytics.start(${start()}).end(${end()}).granularity(MONTHLY).dimensions(["PRICING_TYPE"])`;
    expect((await read(acme, asked)).body).toMatchObject({
      pricing_analytics: {
        data: [
          {
            data_points: [
              { pricing_type: 'FREE_CUSTOMER_SERVICE', volume: 1, cost: 0 },
              { pricing_type: 'REGULAR', volume: 2, cost: 0.008 },
            ],
          },
        ],
      },
    });
  });

  it('is counted by analytics', async () => {
    await sendSome();
    const { body } = await read(acme, `analytics.start(${start()}).end(${end()}).granularity(DAY)`);
    expect(body).toMatchObject({
      analytics: { phone_numbers: [seedNumbers.acmeFlowers.digits], data_points: [{ sent: 3, delivered: 3 }] },
    });
  });
});
