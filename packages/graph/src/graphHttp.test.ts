import nock from 'nock';
import { describe, expect, it } from 'vitest';
import {
  appSecret,
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
  wabaId,
} from '../test/graphFixture.js';
import type { SendMessageInput } from './messaging/messaging.types.js';
import { appSecretProof } from './secrets.js';

useNock();

const number = { id: phoneNumberId, display_phone_number: '+1 555-010-0000' };
const numberRead = () => meta().get(`/${phoneNumberId}`).query(true);
const exchange = () => meta().post('/oauth/access_token');
const listAttempts = (calls: { attempt: number }[]) => calls.map((call) => call.attempt);

describe('trying again', () => {
  it.each([
    [503, { code: 2 }],
    [400, { code: 2 }],
    [400, { code: 1, is_transient: true }],
    [500, { code: 1 }],
    [500, { code: 131000 }],
    [500, { code: 987654 }],
  ])('reads again after HTTP %i with %j', async (status, error) => {
    numberRead().times(2).reply(status, graphError(error));
    numberRead().reply(200, number);
    const { client, calls } = startClient();
    expect(expectValue(await client.readPhoneNumber(phoneNumberId, token)).id).toBe(phoneNumberId);
    expect(listAttempts(calls)).toEqual([1, 2, 3]);
  });

  it('tells whoever watches the code and the words of a failure, without secrets', async () => {
    numberRead().reply(400, graphError({ code: 190, error_subcode: 460, message: `${token} is of no use` }));
    const { client, calls } = startClient();
    await client.readPhoneNumber(phoneNumberId, token);
    expect(calls).toMatchObject([{ result: 'token_invalid', code: 190, subcode: 460 }]);
    expect(calls[0]?.message).toMatch(/ is of no use$/);
    expect(JSON.stringify(calls)).not.toContain(token);
    numberRead().reply(200, number);
    await client.readPhoneNumber(phoneNumberId, token);
    expect(Object.keys(calls[1] ?? {})).not.toContain('code');
  });

  it('gives up after the last retry and says what Meta said', async () => {
    numberRead()
      .times(4)
      .reply(503, graphError({ code: 2 }));
    const { client, calls } = startClient({ retries: 3 });
    expect(expectFailure(await client.readPhoneNumber(phoneNumberId, token))).toMatchObject({
      kind: 'meta_unavailable',
      outcome: 'refused',
    });
    expect(listAttempts(calls)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    [401, { code: 190 }, 'token_invalid'],
    [400, { code: 100 }, 'invalid_request'],
    [400, { code: 1 }, 'unknown'],
    [500, { code: 3 }, 'permission_missing'],
    [403, { code: 10 }, 'permission_missing'],
    [400, { code: 4, is_transient: true }, 'rate_limited'],
    [400, { code: 80007 }, 'rate_limited'],
    [400, { code: 80008 }, 'rate_limited'],
    [429, { code: 987654 }, 'rate_limited'],
  ])('does not repeat a read after HTTP %i with %j', async (status, error, kind) => {
    numberRead().reply(status, graphError(error));
    const { client, calls } = startClient();
    expect(expectFailure(await client.readPhoneNumber(phoneNumberId, token)).kind).toBe(kind);
    expect(listAttempts(calls)).toEqual([1]);
  });

  it('subscribes again, because that is safe to repeat', async () => {
    meta()
      .post(`/${wabaId}/subscribed_apps`)
      .query(true)
      .reply(503, graphError({ code: 2 }));
    meta().post(`/${wabaId}/subscribed_apps`).query(true).reply(200, { success: true });
    const { client, calls } = startClient();
    expect((await client.subscribeApp(wabaId, token)).ok).toBe(true);
    expect(listAttempts(calls)).toEqual([1, 2]);
  });

  it.each([{ code: 2 }, { code: 1, is_transient: true }])(
    'exchanges again when Meta says not now: %j',
    async (error) => {
      exchange().reply(503, graphError(error));
      exchange().reply(200, { access_token: token });
      const { client, calls } = startClient();
      expect(expectValue(await client.exchangeCode({ code: 'AQDcode' })).accessToken).toBe(token);
      expect(listAttempts(calls)).toEqual([1, 2]);
    },
  );

  it.each([
    ['an HTML error page of a gateway', 502, '<html>Bad gateway</html>', 'meta_unavailable', 'unknown'],
    ["a stranger's JSON", 503, { message: 'overloaded' }, 'meta_unavailable', 'unknown'],
    ['an error that Meta does not call transient', 500, graphError({ code: 987654 }), 'meta_unavailable', 'refused'],
    ['a refusal below 500', 400, graphError({ code: 2 }), 'meta_unavailable', 'refused'],
    ['an answer without a token', 200, {}, 'unexpected_answer', 'unknown'],
    ['an HTML page', 200, '<html></html>', 'unexpected_answer', 'unknown'],
  ])('does not risk the code after %s', async (_what, status, body, kind, outcome) => {
    exchange().reply(status, body);
    const { client, calls } = startClient();
    expect(expectFailure(await client.exchangeCode({ code: 'AQDcode' }))).toMatchObject({ kind, outcome });
    expect(listAttempts(calls)).toEqual([1]);
  });

  it('starts no wait that would end after the total time', async () => {
    numberRead().reply(503, graphError({ code: 2 }));
    // Longer than this test may take: waited for, it would not end.
    const { client, calls } = startClient({ retryDelayMs: 200_000, totalTimeoutMs: 300_000 });
    expect(expectFailure(await client.readPhoneNumber(phoneNumberId, token)).kind).toBe('meta_unavailable');
    expect(listAttempts(calls)).toEqual([1]);
  });
});

describe('answers that are not JSON', () => {
  it.each([
    ['<html>Log in to the guest network</html>', 200, 'unexpected_answer', 'unknown'],
    ['', 200, 'unexpected_answer', 'unknown'],
    ['{"id":"7001', 200, 'unexpected_answer', 'unknown'],
    ['<html>Forbidden</html>', 403, 'unexpected_answer', 'unknown'],
    ['<html>Bad gateway</html>', 502, 'meta_unavailable', 'unknown'],
    ['slow down', 429, 'rate_limited', 'unknown'],
  ])('%j with HTTP %i is %s', async (body, status, kind, outcome) => {
    numberRead().reply(status, body);
    const failure = expectFailure(await startClient({ retries: 0 }).client.readPhoneNumber(phoneNumberId, token));
    expect(failure).toMatchObject({ kind, outcome, httpStatus: status });
  });

  it('takes an error of Meta for one, even with HTTP 200', async () => {
    numberRead().reply(200, graphError({ code: 190 }));
    expect(expectFailure(await startClient().client.readPhoneNumber(phoneNumberId, token)).kind).toBe('token_invalid');
  });
});

describe('what the hooks hear', () => {
  it('one event for each HTTP call, with ids replaced', async () => {
    const edge = `/${wabaId}/phone_numbers`;
    meta()
      .get(edge)
      .query(true)
      .reply(503, graphError({ code: 2 }), { 'x-fb-trace-id': 'header trace' });
    meta()
      .get(edge)
      .query(true)
      .reply(200, { data: [number] }, { 'x-fb-trace-id': 'header trace' });
    const { client, calls } = startClient();
    await client.listPhoneNumbers(wabaId, token);
    const common = { method: 'GET', edge: '/{id}/phone_numbers', durationMs: expect.any(Number) };
    expect(calls).toEqual([
      {
        ...common,
        attempt: 1,
        result: 'meta_unavailable',
        code: 2,
        message: 'It did not work',
        httpStatus: 503,
        fbtraceId: 'AbCdEf123',
      },
      { ...common, attempt: 2, result: 'ok', httpStatus: 200, fbtraceId: 'header trace' },
    ]);
  });

  it('how much of the limits is used', async () => {
    numberRead().reply(200, number, {
      'x-app-usage': '{"call_count":12,"total_cputime":3,"total_time":5}',
      'x-business-use-case-usage': `{"${wabaId}":[{"type":"whatsapp","call_count":4,"estimated_time_to_regain_access":2}]}`,
    });
    const { client, usages } = startClient();
    await client.readPhoneNumber(phoneNumberId, token);
    expect(usages).toMatchObject([
      { subject: 'app', callCountPercent: 12 },
      { subject: `${wabaId}:whatsapp`, callCountPercent: 4, minutesToRegainAccess: 2 },
    ]);
  });

  it('that another version answered', async () => {
    numberRead().reply(200, number, { 'facebook-api-version': 'v25.0' });
    numberRead().reply(200, number, { 'facebook-api-version': 'v26.0' });
    const { client, versions } = startClient();
    await client.readPhoneNumber(phoneNumberId, token);
    await client.readPhoneNumber(phoneNumberId, token);
    expect(versions).toEqual([{ asked: 'v26.0', answered: 'v25.0' }]);
  });

  it('a hook that throws does not cost the answer', async () => {
    numberRead().reply(200, number, { 'x-app-usage': '{"call_count":1}', 'facebook-api-version': 'v25.0' });
    const broken = () => {
      throw new Error('The metrics are full');
    };
    const { client } = startClient({ onCall: broken, onUsage: broken, onVersionMismatch: broken });
    expect((await client.readPhoneNumber(phoneNumberId, token)).ok).toBe(true);
  });
});

describe('secrets', () => {
  const message: Omit<SendMessageInput, 'token'> = {
    phoneNumberId,
    to: { phone: '+15550100001' },
    content: { type: 'text', body: 'Hello' },
    callbackData: 'message-1',
  };
  const marked = { token: 'marked-token-0a1b', code: "marked/code+'2c3d", appSecret: 'marked-secret-4e5f' };
  const marks = ['marked', appSecretProof(marked.appSecret, marked.token), 'EAAunknownToken123'];

  // What Meta answers, given everything that it was sent: address, headers and body.
  type Answer = (sent: string) => string | Record<string, unknown>;
  const answers: [string, number, Answer][] = [
    [
      'refuses',
      400,
      (sent) => graphError({ code: 100, message: sent, error_data: { details: sent }, fbtrace_id: sent }),
    ],
    ['fails for the moment', 503, (sent) => graphError({ code: 2, message: sent })],
    ['sends HTML', 200, (sent) => `<html>${sent}</html>`],
    ['sends something else', 200, (sent) => ({ [sent]: sent, data: sent, id: null, success: sent })],
    ['calls the token broken', 200, (sent) => ({ data: { is_valid: false, error: { code: 190, message: sent } } })],
  ];

  it.each(answers)('stay inside when Meta %s and quotes what it was sent', async (_what, status, answer) => {
    const quotes: string[] = [];
    for (const method of ['get', 'post', 'delete'] as const) {
      meta()
        .persist()
        [method](/.*/)
        .reply(function quote(uri, body) {
          const sent = `${uri} ${decodeURIComponent(uri)} ${this.req.headers.authorization} ${JSON.stringify(body)} ${body} EAAunknownToken123`;
          quotes.push(sent);
          return [status, answer(sent), { 'x-fb-trace-id': sent.replaceAll('\n', ' ') }];
        });
    }
    const { client, calls, usages } = startClient({ appSecret: marked.appSecret });
    const results = [
      await client.exchangeCode({ code: marked.code, redirectUri: 'https://app.test/cb' }),
      await client.inspectToken(marked.token),
      await client.readWaba(wabaId, marked.token),
      await client.listPhoneNumbers(wabaId, marked.token),
      await client.readPhoneNumber(phoneNumberId, marked.token),
      await client.subscribeApp(wabaId, marked.token),
      await client.listSubscribedApps(wabaId, marked.token),
      await client.unsubscribeApp(wabaId, marked.token),
      await client.sendMessage({ ...message, token: marked.token }),
      await client.markRead({ phoneNumberId, token: marked.token, wamid: 'wamid.1' }),
      await client.readMedia({ phoneNumberId, token: marked.token, mediaId: '800100' }),
      await client.downloadMedia({
        url: `${graphUrl}/v26.0/f`,
        token: marked.token,
        maxBytes: 9_999,
        timeoutMs: 9_999,
      }),
      await client.listTemplates(wabaId, marked.token),
    ];
    nock.cleanAll();
    expect(quotes).toHaveLength(calls.length);
    for (const quote of quotes) expect(quote).toContain('marked');
    const everything = JSON.stringify({ results, calls, usages });
    for (const mark of marks) expect(everything).not.toContain(mark);
  });

  it('stay out of every address but the one of debug_token', async () => {
    const addresses: string[] = [];
    for (const method of ['get', 'post', 'delete'] as const) {
      meta()
        .persist()
        [method](/.*/)
        .reply(200, (uri) => {
          addresses.push(uri);
          return {};
        });
    }
    const { client } = startClient();
    await client.exchangeCode({ code: 'AQDcode' });
    await client.inspectToken(token);
    await client.readWaba(wabaId, token);
    await client.listPhoneNumbers(wabaId, token);
    await client.subscribeApp(wabaId, token);
    await client.unsubscribeApp(wabaId, token);
    await client.sendMessage({ ...message, token });
    await client.listTemplates(wabaId, token);
    nock.cleanAll();
    const [exchanged, inspected, ...others] = addresses;
    expect(exchanged).toBe('/v26.0/oauth/access_token');
    expect(inspected).toContain(`input_token=${token}`);
    expect(others).toHaveLength(6);
    for (const address of [inspected, ...others]) expect(address).not.toContain(appSecret);
    for (const address of others) {
      expect(address).not.toContain(token);
      expect(address).toContain(`appsecret_proof=${tokenProof}`);
    }
  });
});
