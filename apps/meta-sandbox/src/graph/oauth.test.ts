import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, redirectUri, TestSandbox } from '../../test/client.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

describe('exchanging a code', () => {
  it('gives a token and its type, and nothing that names the person or the business', async () => {
    const answer = await meta.exchange(meta.sandbox.issueCode({ redirectUri }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access_token: expect.stringMatching(/^EAA/), token_type: 'bearer' });
  });

  it('says how many seconds a token lives when it does not live for ever', async () => {
    const answer = await meta.exchange(meta.sandbox.issueCode({ redirectUri, tokenExpiresInSeconds: 5_183_944 }));
    expect(answer.body).toMatchObject({ expires_in: 5_183_944 });
  });

  it('works as a form post, too', async () => {
    const { appId, appSecret } = meta.sandbox;
    const code = meta.sandbox.issueCode({ redirectUri });
    const form = { client_id: appId, client_secret: appSecret, code, redirect_uri: redirectUri };
    const answer = await meta.post('oauth/access_token', { form });
    expect(answer.body).toMatchObject({ token_type: 'bearer' });
  });

  it('hands out the marker token that a leak test asked for', async () => {
    expect(await meta.token({ tokenValue: 'EAA-marker' })).toBe('EAA-marker');
  });

  it('still works 29 seconds after the person accepted, and no longer after 30', async () => {
    const [early, late] = [meta.sandbox.issueCode({ redirectUri }), meta.sandbox.issueCode({ redirectUri })];
    meta.later(29);
    expect((await meta.exchange(early)).status).toBe(200);
    meta.later(1);
    expect(readError(await meta.exchange(late))).toEqual({
      status: 400,
      message: 'This authorization code has expired.',
      type: 'OAuthException',
      code: 100,
      error_subcode: 36007,
    });
  });

  it('refuses a code that was born expired', async () => {
    const code = meta.sandbox.issueCode({ redirectUri, codeLifetimeSeconds: 0 });
    expect(readError(await meta.exchange(code))).toMatchObject({ error_subcode: 36007 });
  });

  it('works once, however many ask at the same moment', async () => {
    const code = meta.sandbox.issueCode({ redirectUri });
    const answers = await Promise.all(Array.from({ length: 12 }, () => meta.exchange(code)));
    const refused = answers.filter(({ status }) => status === 400);
    expect(refused).toHaveLength(11);
    for (const answer of refused) expect(readError(answer)).toMatchObject({ code: 100, error_subcode: 36009 });
    expect(meta.sandbox.tokens()).toHaveLength(1);
  });

  it('wants the redirect address of the dialog to the byte, and lets the right one still through', async () => {
    const code = meta.sandbox.issueCode({ redirectUri });
    for (const wrong of [`${redirectUri}/`, redirectUri.toUpperCase(), '']) {
      expect(readError(await meta.exchange(code, { redirect_uri: wrong }))).toMatchObject({
        status: 400,
        code: 100,
        error_subcode: 36008,
      });
    }
    expect((await meta.exchange(code)).status).toBe(200);
  });

  it('wants no redirect address, or an empty one, for a code of the JavaScript SDK', async () => {
    const { appId: client_id, appSecret: client_secret } = meta.sandbox;
    const code = meta.sandbox.issueCode({ redirectUri: null });
    expect(readError(await meta.exchange(code))).toMatchObject({ error_subcode: 36008 });
    expect((await meta.exchange(code, { redirect_uri: '' })).status).toBe(200);
    const another = meta.sandbox.issueCode({ redirectUri: null });
    const query = { client_id, client_secret, code: another };
    expect((await meta.get('oauth/access_token', { query })).status).toBe(200);
  });

  it.each([
    ['a malformed code', { code: 'nonsense' }, { status: 400, code: 100 }],
    ['no code', { code: '' }, { status: 400, code: 100 }],
    ['a wrong secret', { client_secret: 'wrong' }, { status: 400, code: 1 }],
    ['a wrong app', { client_id: '1' }, { status: 400, code: 101 }],
  ])('refuses %s', async (_what, change, expected) => {
    const code = meta.sandbox.issueCode({ redirectUri });
    expect(readError(await meta.exchange(code, change))).toMatchObject(expected);
    expect(meta.sandbox.tokens()).toEqual([]);
  });
});

describe('the other grants', () => {
  const grant = (query: Record<string, string>) => {
    const { appId: client_id, appSecret: client_secret } = meta.sandbox;
    return meta.get('oauth/access_token', { query: { client_id, client_secret, ...query } });
  };

  it('give an app token that may inspect tokens', async () => {
    const { body } = await grant({ grant_type: 'client_credentials' });
    const appToken = String(body.access_token);
    const inspected = await meta.get('debug_token', { token: appToken, query: { input_token: await meta.token() } });
    expect(inspected.body).toMatchObject({ data: { is_valid: true } });
  });

  it('extend the token of a person to 60 days, but not a dead one', async () => {
    const short = await meta.token({ tokenKind: 'user', tokenExpiresInSeconds: 3600 });
    const extended = await grant({ grant_type: 'fb_exchange_token', fb_exchange_token: short });
    expect(extended.body).toMatchObject({ expires_in: 60 * 24 * 3600 });
    meta.later(3600);
    const late = await grant({ grant_type: 'fb_exchange_token', fb_exchange_token: short });
    expect(readError(late)).toMatchObject({ code: 190, error_subcode: 463 });
  });
});
