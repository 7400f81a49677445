import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GraphAnswer, readError, TestSandbox } from '../../test/client.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start({ callbacks: { deauthorize: 'http://localhost:4000/deauthorize' } });
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const ofApp = (edge: string, fields?: string): Promise<GraphAnswer> =>
  meta.get(`${meta.sandbox.appId}${edge}`, { token: meta.appToken, ...(fields ? { query: { fields } } : {}) });

describe('the dashboard of the app', () => {
  it('is told field by field, and complete at first', async () => {
    const { body } = await ofApp('', 'app_domains,privacy_policy_url,deauth_callback_url,terms_of_service_url');
    expect(body).toEqual({
      id: meta.sandbox.appId,
      app_domains: ['localhost'],
      privacy_policy_url: 'http://localhost:3000/privacy',
      deauth_callback_url: 'http://localhost:4000/deauthorize',
    });
  });

  it('leaves out what is not set, and refuses what is no field of it', async () => {
    meta.sandbox.setAppSettings({ domains: [], privacyUrl: null });
    expect((await ofApp('', 'app_domains,privacy_policy_url')).body).toEqual({ id: meta.sandbox.appId });
    expect(readError(await ofApp('', 'name,redirect_uris'))).toMatchObject({
      code: 100,
      message: expect.stringContaining('nonexisting field (redirect_uris)'),
    });
  });

  it('tells the app alone which permissions went through review', async () => {
    meta.sandbox.setAppSettings({ permissions: { whatsapp_business_messaging: 'live' } });
    expect((await ofApp('/permissions')).body.data).toEqual([
      { permission: 'whatsapp_business_messaging', status: 'live' },
    ]);
    const answer = await meta.get(`${meta.sandbox.appId}/permissions`, { token: await meta.token() });
    expect(readError(answer)).toMatchObject({ code: 15 });
  });
});

describe('the system user of the app’s owner', () => {
  const token = () => meta.sandbox.ownSystemToken;
  const inspect = async () =>
    (await meta.get('debug_token', { token: meta.appToken, query: { input_token: token() } })).body.data;

  it('is inspected as any other', async () => {
    expect(await inspect()).toMatchObject({
      app_id: meta.sandbox.appId,
      type: 'SYSTEM_USER',
      is_valid: true,
      expires_at: 0,
      scopes: ['business_management', 'whatsapp_business_management', 'whatsapp_business_messaging'],
    });
    meta.sandbox.setAppSettings({ ownSystemUser: { expiresAt: meta.now - 1 } });
    expect(await inspect()).toMatchObject({ is_valid: false, error: { code: 190 } });
  });

  it('sees the owner’s portfolios, while it may', async () => {
    const list = async () => {
      const proof = createHmac('sha256', meta.sandbox.appSecret).update(token()).digest('hex');
      const fields = 'id,verification_status';
      return meta.get('me/businesses', { token: token(), query: { fields, appsecret_proof: proof } });
    };
    expect((await list()).body.data).toEqual([{ id: '500100900', verification_status: 'verified' }]);
    meta.sandbox.setAppSettings({ ownSystemUser: { scopes: [] } });
    expect(readError(await list())).toMatchObject({ code: 200 });
    meta.sandbox.setAppSettings({ ownSystemUser: { isRevoked: true } });
    expect(readError(await list())).toMatchObject({ code: 190 });
  });
});
