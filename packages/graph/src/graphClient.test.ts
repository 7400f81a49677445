import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  expectFailure,
  expectValue,
  graphError,
  graphUrl,
  meta,
  phoneNumberId,
  startClient,
  token,
  tokenProof,
  useNock,
  version,
  wabaId,
} from '../test/graphFixture.js';

useNock();

const withToken = { reqheaders: { authorization: `Bearer ${token}` } };
const metaWithToken = () => nock(`${graphUrl}/${version}`, withToken);
const certainPhoneFields =
  'id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status,status,platform_type,' +
  'throughput,account_mode,is_on_biz_app';
const phoneFields = `${certainPhoneFields},whatsapp_business_manager_messaging_limit,webhook_configuration`;

describe('reading an account', () => {
  const ask = (fields: string) => metaWithToken().get(`/${wabaId}`).query({ fields, appsecret_proof: tokenProof });
  const read = () => startClient().client.readWaba(wabaId, token);

  it('reads name and owner', async () => {
    ask('id,name,owner_business_info').reply(200, {
      id: 900100200300,
      name: 'Acme',
      owner_business_info: { id: '500100200300', name: 'Acme Ltd', extra: 1 },
    });
    expect(expectValue(await read())).toEqual({
      id: '900100200300',
      name: 'Acme',
      ownerBusiness: { id: '500100200300', name: 'Acme Ltd' },
    });
  });

  it('does without the owner', async () => {
    ask('id,name,owner_business_info').reply(200, { id: wabaId });
    expect(expectValue(await read())).toEqual({ id: wabaId, name: undefined, ownerBusiness: undefined });
  });

  it('asks again without the owner when Meta refuses that field', async () => {
    const message = '(#100) Tried accessing nonexisting field (owner_business_info)';
    ask('id,name,owner_business_info').reply(400, graphError({ code: 100, message }));
    ask('id,name').reply(200, { id: wabaId, name: 'Acme' });
    expect(expectValue(await read())).toMatchObject({ id: wabaId, name: 'Acme' });
  });
});

describe('reading numbers', () => {
  const full = {
    id: '700100200300',
    display_phone_number: '+1 555-010-0000',
    verified_name: 'Acme Flowers',
    code_verification_status: 'VERIFIED',
    quality_rating: 'GREEN',
    name_status: 'APPROVED',
    status: 'CONNECTED',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
    account_mode: 'LIVE',
    is_on_biz_app: false,
    last_onboarded_time: '2026-11-20T10:00:00+0000',
  };

  it('reads one number', async () => {
    metaWithToken()
      .get(`/${phoneNumberId}`)
      .query({ fields: phoneFields, appsecret_proof: tokenProof })
      .reply(200, full);
    expect(expectValue(await startClient().client.readPhoneNumber(phoneNumberId, token))).toEqual({
      id: '700100200300',
      displayPhoneNumber: '+1 555-010-0000',
      verifiedName: 'Acme Flowers',
      qualityRating: 'GREEN',
      codeVerificationStatus: 'VERIFIED',
      nameStatus: 'APPROVED',
      status: 'CONNECTED',
      platformType: 'CLOUD_API',
      throughputLevel: 'STANDARD',
      accountMode: 'LIVE',
      isOnBizApp: false,
    });
  });

  it('reads the limit of the portfolio and where webhooks go', async () => {
    const callbacks = { application: 'https://app.test/wa', phone_number: 'https://other.test/wa', extra: 1 };
    metaWithToken()
      .get(`/${phoneNumberId}`)
      .query({ fields: phoneFields, appsecret_proof: tokenProof })
      .reply(200, {
        ...full,
        whatsapp_business_manager_messaging_limit: 'TIER_2K',
        webhook_configuration: callbacks,
      });
    expect(expectValue(await startClient().client.readPhoneNumber(phoneNumberId, token))).toMatchObject({
      messagingLimit: 'TIER_2K',
      callbacks: {
        application: 'https://app.test/wa',
        whatsappBusinessAccount: undefined,
        phoneNumber: 'https://other.test/wa',
      },
    });
  });

  describe.each(['whatsapp_business_manager_messaging_limit', 'webhook_configuration'])(
    'when Meta refuses %s',
    (field) => {
      const refusal = graphError({ code: 100, message: `(#100) Tried accessing nonexisting field (${field})` });

      it('reads the number again without what is only shown', async () => {
        const ask = (fields: string) =>
          metaWithToken().get(`/${phoneNumberId}`).query({ fields, appsecret_proof: tokenProof });
        ask(phoneFields).reply(400, refusal);
        ask(certainPhoneFields).reply(200, full);
        expect(expectValue(await startClient().client.readPhoneNumber(phoneNumberId, token)).id).toBe(phoneNumberId);
      });

      it('lists the numbers again without what is only shown', async () => {
        const ask = (fields: string) =>
          metaWithToken().get(`/${wabaId}/phone_numbers`).query({ fields, limit: '100', appsecret_proof: tokenProof });
        ask(phoneFields).reply(400, refusal);
        ask(certainPhoneFields).reply(200, { data: [full] });
        expect(expectValue(await list())).toMatchObject([{ id: phoneNumberId }]);
      });
    },
  );

  it('does not read again for another refusal', async () => {
    metaWithToken()
      .get(`/${phoneNumberId}`)
      .query(true)
      .reply(400, graphError({ code: 100, message: 'Unsupported' }));
    const { client, calls } = startClient();
    expect(expectFailure(await client.readPhoneNumber(phoneNumberId, token)).code).toBe(100);
    expect(calls).toHaveLength(1);
  });

  const page = (after?: string) =>
    metaWithToken()
      .get(`/${wabaId}/phone_numbers`)
      .query({ fields: phoneFields, limit: '100', appsecret_proof: tokenProof, ...(after && { after }) });
  const next = `https://elsewhere.test/steals?access_token=${token}`;
  const list = () => startClient().client.listPhoneNumbers(wabaId, token);

  it('reads an account without numbers', async () => {
    page().reply(200, { data: [] });
    expect(expectValue(await list())).toEqual([]);
  });

  it('reads all pages by cursor and never follows the address that Meta offers', async () => {
    page().reply(200, {
      data: [
        { ...full, id: '1' },
        { ...full, id: 2 },
      ],
      paging: { cursors: { after: 'a' }, next },
    });
    page('a').reply(200, { data: [{ ...full, id: '3' }], paging: { cursors: { before: 'x', after: 'b' }, next } });
    page('b').reply(200, { data: [{ ...full, id: '4' }], paging: { cursors: { before: 'y', after: 'c' } } });
    expect(expectValue(await list()).map((number) => number.id)).toEqual(['1', '2', '3', '4']);
  });

  it('stops when the list goes in a circle', async () => {
    page().reply(200, { data: [full], paging: { cursors: { after: 'a' }, next } });
    page('a').reply(200, { data: [full], paging: { cursors: { after: 'b' }, next } });
    page('b').reply(200, { data: [full], paging: { cursors: { after: 'a' }, next } });
    expect(expectFailure(await list())).toMatchObject({
      kind: 'unexpected_answer',
      message: expect.stringMatching(/repeats itself/),
    });
  });

  it('stops when there is a next page but no way to ask for it', async () => {
    page().reply(200, { data: [full], paging: { next } });
    expect(expectFailure(await list())).toMatchObject({
      kind: 'unexpected_answer',
      message: expect.stringMatching(/paging\.cursors\.after/),
    });
  });

  it('stops after 50 pages', async () => {
    let pages = 0;
    meta()
      .persist()
      .get(`/${wabaId}/phone_numbers`)
      .query(true)
      .reply(200, () => {
        pages += 1;
        return { data: [full], paging: { cursors: { after: `cursor ${pages}` }, next } };
      });
    expect(expectFailure(await list())).toMatchObject({
      kind: 'unexpected_answer',
      message: expect.stringMatching(/more than 50 pages/),
    });
    expect(pages).toBe(50);
  });

  it('is a failure as a whole when a later page fails', async () => {
    page().reply(200, { data: [full], paging: { cursors: { after: 'a' }, next } });
    page('a').reply(401, graphError({ code: 190, error_subcode: 458 }));
    expect(expectFailure(await list())).toMatchObject({ kind: 'token_invalid', subcode: 458 });
  });

  it('names the number and the field that is missing', async () => {
    page().reply(200, { data: [full, { id: '2' }] });
    expect(expectFailure(await list()).message).toContain('"data.1.display_phone_number"');
  });

  it('does without a field that is only shown', async () => {
    page().reply(200, { data: [{ id: '1', display_phone_number: '+1', quality_rating: null, throughput: 'fast' }] });
    expect(expectValue(await list())).toMatchObject([
      { id: '1', qualityRating: undefined, throughputLevel: undefined },
    ]);
  });
});

describe('subscribing the app to an account', () => {
  const edge = `/${wabaId}/subscribed_apps`;
  const proof = { appsecret_proof: tokenProof };

  it('subscribes with an empty body, which also removes an override', async () => {
    metaWithToken().post(edge, '').query(proof).reply(200, { success: true });
    expect(await startClient().client.subscribeApp(wabaId, token)).toEqual({ ok: true, value: undefined });
  });

  it('unsubscribes', async () => {
    metaWithToken().delete(edge).query(proof).reply(200, { success: true });
    expect(await startClient().client.unsubscribeApp(wabaId, token)).toEqual({ ok: true, value: undefined });
  });

  it('does not take anything but success for success', async () => {
    meta().post(edge).query(true).reply(200, { success: false });
    const failure = expectFailure(await startClient().client.subscribeApp(wabaId, token));
    expect(failure).toMatchObject({ kind: 'unexpected_answer', message: expect.stringMatching(/"success"/) });
  });

  it('lists the subscribed apps', async () => {
    metaWithToken()
      .get(edge)
      .query({ limit: '100', ...proof })
      .reply(200, {
        data: [
          { whatsapp_business_api_data: { id: 300100, name: 'Acme Inbox', link: 'https://x.test' } },
          { whatsapp_business_api_data: { id: '300200' }, override_callback_uri: 'https://hooks.test/wa' },
        ],
      });
    expect(expectValue(await startClient().client.listSubscribedApps(wabaId, token))).toEqual([
      { id: '300100', name: 'Acme Inbox', overrideCallbackUri: undefined },
      { id: '300200', name: undefined, overrideCallbackUri: 'https://hooks.test/wa' },
    ]);
  });
});

describe('what is never sent', () => {
  it.each(['', '..', '../me', 'me', '1?fields=x', '1/subscribed_apps'])('an id like %j', async (id) => {
    const { client, calls } = startClient();
    expect(expectFailure(await client.readPhoneNumber(id, token))).toMatchObject({
      kind: 'not_found',
      outcome: 'refused',
    });
    expect(calls).toEqual([]);
  });

  it.each(['', 'two words', 'line\nbreak'])('a token like %j', async (badToken) => {
    const { client, calls } = startClient();
    expect(expectFailure(await client.readWaba(wabaId, badToken)).kind).toBe('token_invalid');
    expect(calls).toEqual([]);
  });
});
