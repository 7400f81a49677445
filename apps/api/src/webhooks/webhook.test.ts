import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi, webhookVerifyToken } from '../../test/harness.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const path = '/api/webhooks/whatsapp';
const ask = (query: string) => request(api.app.handler).get(`${path}?${query}`);
const query = (over: Record<string, string | undefined> = {}) => {
  const given = {
    'hub.mode': 'subscribe',
    'hub.verify_token': webhookVerifyToken,
    'hub.challenge': '1158201444',
    ...over,
  };
  return new URLSearchParams(JSON.parse(JSON.stringify(given))).toString();
};

describe('when Meta asks whether the callback address is ours', () => {
  it.each(['1158201444', '0', '007', '9'.repeat(64)])(
    'it gets back the bare challenge %s as plain text',
    async (challenge) => {
      const response = await ask(query({ 'hub.challenge': challenge }));
      expect(response.status).toBe(200);
      expect(response.text).toBe(challenge);
      expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(response.headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it('it needs nobody to be signed in and leaves no cookie', async () => {
    expect((await ask(query())).get('Set-Cookie')).toBeUndefined();
  });

  const wrong: [string, string][] = [
    ['another token', query({ 'hub.verify_token': `${webhookVerifyToken}x` })],
    ['the beginning of the token', query({ 'hub.verify_token': webhookVerifyToken.slice(0, -1) })],
    ['the token in other letters', query({ 'hub.verify_token': webhookVerifyToken.toUpperCase() })],
    ['an empty token', query({ 'hub.verify_token': '' })],
    ['no token', query({ 'hub.verify_token': undefined })],
    ['another mode', query({ 'hub.mode': 'unsubscribe' })],
    ['no mode', query({ 'hub.mode': undefined })],
    ['no challenge', query({ 'hub.challenge': undefined })],
    ['an empty challenge', query({ 'hub.challenge': '' })],
    ['nothing at all', ''],
    ['the token twice', `${query()}&hub.verify_token=${webhookVerifyToken}`],
    ['the mode twice', `${query()}&hub.mode=subscribe`],
    ['the challenge twice', `${query()}&hub.challenge=1`],
    ['a token in brackets', `hub.mode=subscribe&hub.challenge=1&hub.verify_token[]=${webhookVerifyToken}`],
    ['an operator for a token', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token[$ne]=x'],
    ['a script for a challenge', query({ 'hub.challenge': '<script>alert(1)</script>' })],
    ['digits and more', query({ 'hub.challenge': '123abc' })],
    ['digits and a line', query({ 'hub.challenge': '123\n' })],
    ['a negative number', query({ 'hub.challenge': '-1' })],
    ['other digits', query({ 'hub.challenge': '١٢٣' })],
    ['65 digits', query({ 'hub.challenge': '1'.repeat(65) })],
  ];
  it.each(wrong)('%s gets a bare 403 that repeats nothing', async (_what, text) => {
    const response = await ask(text);
    expect([response.status, response.text]).toEqual([403, 'Forbidden']);
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('the token is nowhere in the logs', async () => {
    await ask(query());
    await ask(query({ 'hub.verify_token': 'a-guessed-token-7391' }));
    expect(api.logs()).not.toContain(webhookVerifyToken);
    expect(api.logs()).not.toContain('a-guessed-token-7391');
    expect(api.logs()).toContain('/api/webhooks/whatsapp');
  });
});
