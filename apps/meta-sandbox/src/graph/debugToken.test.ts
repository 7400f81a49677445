import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedBusinesses, seedPerson, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const inspect = async (token: string, as = meta.appToken) =>
  meta.get('debug_token', { query: { input_token: token, access_token: as } });

describe('the method', () => {
  it('is GET: a POST is answered as for an object that is not there', async () => {
    const answer = await meta.post('debug_token', { token: meta.appToken, query: { input_token: await meta.token() } });
    expect(readError(answer)).toMatchObject({ status: 400, code: 100, error_subcode: 33 });
  });
});

describe('inspecting a token', () => {
  it('lists the accounts of a business token, newest first, and says that it never expires', async () => {
    const token = await meta.token({ wabaIds: [seedWabas.acmeEvents.id, seedWabas.acmeFlowers.id] });
    const { status, body } = await inspect(token);
    const target_ids = [seedWabas.acmeEvents.id, seedWabas.acmeFlowers.id];
    expect(status).toBe(200);
    expect(body.data).toEqual({
      app_id: meta.sandbox.appId,
      type: 'SYSTEM_USER',
      application: 'Switchboard',
      is_valid: true,
      issued_at: meta.now / 1000,
      expires_at: 0,
      data_access_expires_at: 0,
      scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      granular_scopes: [
        { scope: 'whatsapp_business_management', target_ids },
        { scope: 'whatsapp_business_messaging', target_ids },
      ],
      user_id: seedBusinesses.acme.systemUserId,
    });
  });

  it('shows a person behind a user token', async () => {
    const token = await meta.token({ tokenKind: 'user', tokenExpiresInSeconds: 60 });
    expect((await inspect(token)).body.data).toMatchObject({
      type: 'USER',
      user_id: seedPerson.id,
      expires_at: meta.now / 1000 + 60,
      data_access_expires_at: meta.now / 1000 + 90 * 24 * 3600,
    });
  });

  it('names no account when the token holds for all its holder can reach', async () => {
    const token = await meta.token({ withoutTargetIds: true });
    const { data } = (await inspect(token)).body;
    expect(data).toMatchObject({ granular_scopes: [{ scope: 'whatsapp_business_management' }, expect.anything()] });
    expect(JSON.stringify(data)).not.toContain('target_ids');
  });

  it('tells with HTTP 200 that a token has expired, was revoked or was never given out', async () => {
    const expiring = await meta.token({ tokenExpiresInSeconds: 60 });
    const removed = await meta.token();
    meta.later(60);
    meta.sandbox.revokeToken(removed);
    const answers = [await inspect(expiring), await inspect(removed), await inspect('EAAnonsense')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.data)).toMatchObject([
      { is_valid: false, error: { code: 190, subcode: 463, message: expect.stringContaining('expired') } },
      { is_valid: false, error: { code: 190, subcode: 458 } },
      { is_valid: false, error: { code: 190 }, scopes: [] },
    ]);
  });

  it('accepts the app token in the query and as a bearer', async () => {
    const token = await meta.token();
    const asBearer = await meta.get('debug_token', { token: meta.appToken, query: { input_token: token } });
    expect(asBearer.body).toEqual((await inspect(token)).body);
  });

  it('is refused to a business token, and to nobody in particular', async () => {
    const token = await meta.token();
    expect(readError(await inspect(token, token))).toMatchObject({ status: 400, code: 100 });
    expect(readError(await inspect(token, 'wrong|token'))).toMatchObject({ status: 401, code: 190 });
    expect(readError(await meta.get('debug_token', { token: meta.appToken }))).toMatchObject({ code: 100 });
  });
});
