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
  useNock,
  version,
} from '../test/graphFixture.js';
import { appSecretProof } from './secrets.js';

useNock();

describe('exchanging a code', () => {
  const form = { client_id: appId, client_secret: appSecret, code: 'AQDcode' };

  it('sends everything in the body and repeats the redirect address byte by byte', async () => {
    const redirectUri = 'https://app.test/callback?a=%20b';
    meta()
      .post('/oauth/access_token', { ...form, redirect_uri: redirectUri })
      .reply(200, { access_token: token, token_type: 'bearer', expires_in: 5183944 });
    const result = await startClient().client.exchangeCode({ code: 'AQDcode', redirectUri });
    expect(expectValue(result)).toEqual({ accessToken: token, expiresInSeconds: 5183944 });
  });

  it('leaves the redirect address out for codes of the JavaScript SDK', async () => {
    meta().post('/oauth/access_token', form).reply(200, { access_token: token });
    const result = await startClient().client.exchangeCode({ code: 'AQDcode' });
    expect(expectValue(result)).toEqual({ accessToken: token, expiresInSeconds: undefined });
  });

  it.each([
    [5183944, 5183944],
    ['5183944', 5183944],
    [0, undefined],
    [null, undefined],
  ])('reads expires_in %j as %s seconds', async (expiresIn, seconds) => {
    meta().post('/oauth/access_token').reply(200, { access_token: token, expires_in: expiresIn });
    expect(expectValue(await startClient().client.exchangeCode({ code: 'AQDcode' })).expiresInSeconds).toBe(seconds);
  });

  it.each([
    [{ code: 100, error_subcode: 36007 }, 'code_expired'],
    [{ code: 100, error_subcode: 36008 }, 'redirect_uri_mismatch'],
    [{ code: 100, error_subcode: 36009 }, 'code_used'],
    [{ code: 100, message: 'Invalid verification code format.' }, 'code_invalid'],
    [{ code: 1, message: 'Error validating client secret.' }, 'app_misconfigured'],
    [{ code: 101 }, 'app_misconfigured'],
  ])('says why Meta refused it: %j is %s', async (error, kind) => {
    meta().post('/oauth/access_token').reply(400, graphError(error));
    const failure = expectFailure(await startClient().client.exchangeCode({ code: 'AQDcode' }));
    expect(failure).toMatchObject({ kind, outcome: 'refused', httpStatus: 400, fbtraceId: 'AbCdEf123' });
  });

  it('names what is missing in the answer', async () => {
    meta().post('/oauth/access_token').reply(200, { token_type: 'bearer' });
    const failure = expectFailure(await startClient().client.exchangeCode({ code: 'AQDcode' }));
    expect(failure).toMatchObject({ kind: 'unexpected_answer', outcome: 'unknown', httpStatus: 200 });
    expect(failure.message).toContain('"access_token"');
  });
});

describe('inspecting a token', () => {
  const appToken = `${appId}|${appSecret}`;
  const answerWith = (data: Record<string, unknown>) =>
    nock(`${graphUrl}/${version}`, { reqheaders: { authorization: `Bearer ${appToken}` } })
      .get('/debug_token')
      .query({ input_token: token, appsecret_proof: appSecretProof(appSecret, appToken) })
      .reply(200, { data });
  const inspect = () => startClient().client.inspectToken(token);

  it('asks with the token of the app and reads what Meta knows', async () => {
    answerWith({
      app_id: appId,
      type: 'SYSTEM_USER',
      application: 'Acme Inbox',
      is_valid: true,
      issued_at: 1795000000,
      expires_at: 0,
      data_access_expires_at: 1802776000,
      scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      granular_scopes: [
        { scope: 'whatsapp_business_management', target_ids: ['900100200300', '900100200299'] },
        { scope: 'whatsapp_business_messaging' },
      ],
      user_id: '122100200300',
      metadata: { new: 'field' },
    });
    expect(expectValue(await inspect())).toEqual({
      isValid: true,
      appId,
      type: 'SYSTEM_USER',
      userId: '122100200300',
      expiresAt: null,
      issuedAt: new Date('2026-11-18T11:06:40Z'),
      dataAccessExpiresAt: new Date('2027-02-16T11:06:40Z'),
      scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      targetIds: {
        whatsapp_business_management: ['900100200300', '900100200299'],
        whatsapp_business_messaging: null,
      },
      error: undefined,
    });
  });

  it('reads ids that come as numbers, however long', async () => {
    nock(`${graphUrl}/${version}`)
      .get('/debug_token')
      .query(true)
      .reply(
        200,
        '{"data":{"app_id":300100,"is_valid":true,"user_id":10152368852405295,"granular_scopes":[{"scope":"a","target_ids":[900100200300,9007199254740993]}]}}',
        { 'content-type': 'application/json' },
      );
    expect(expectValue(await inspect())).toMatchObject({
      appId: '300100',
      userId: '10152368852405295',
      targetIds: { a: ['900100200300', '9007199254740993'] },
    });
  });

  it('is a good answer when the token has expired', async () => {
    answerWith({
      app_id: appId,
      is_valid: false,
      expires_at: 1795000000,
      scopes: [],
      error: { code: 190, subcode: 463, message: 'Session has expired' },
    });
    expect(expectValue(await inspect())).toMatchObject({
      isValid: false,
      expiresAt: new Date('2026-11-18T11:06:40Z'),
      error: { code: 190, subcode: 463, message: 'Session has expired' },
    });
  });

  it('is a good answer when Meta cannot even read the token', async () => {
    answerWith({ is_valid: false, scopes: [], error: { code: 190, message: `Malformed access token ${token}` } });
    const inspected = expectValue(await inspect());
    expect(inspected).toMatchObject({ isValid: false, appId: '', targetIds: {} });
    expect(JSON.stringify(inspected)).not.toContain(token);
  });

  it.each([
    [{ is_valid: true }, 'data.app_id'],
    [{ app_id: appId }, 'data.is_valid'],
    [{ app_id: appId, is_valid: true, expires_at: 'soon' }, 'data.expires_at'],
    [{ app_id: appId, is_valid: true, expires_at: 9e15 }, 'data.expires_at'],
    [
      { app_id: appId, is_valid: true, granular_scopes: [{ scope: 'a', target_ids: null }] },
      'data.granular_scopes.0.target_ids',
    ],
  ])('never guesses: %j is unexpected at %s', async (data, path) => {
    answerWith(data);
    const failure = expectFailure(await inspect());
    expect(failure.kind).toBe('unexpected_answer');
    expect(failure.message).toContain(`"${path}"`);
  });

  it('blames the app, not the business, when Meta refuses the token of the app', async () => {
    meta()
      .get('/debug_token')
      .query(true)
      .reply(400, graphError({ code: 190, message: 'Invalid OAuth signature' }));
    expect(expectFailure(await inspect())).toMatchObject({ kind: 'app_misconfigured', turn: 'operator', code: 190 });
  });
});
