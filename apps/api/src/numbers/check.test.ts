import type { CheckNumbersReply, NumberDto, RungName } from '@switchboard/contracts';
import { type FaultEffect, faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { eventually } from '../../test/eventually.js';
import { impatient, startApi, type TestApi } from '../../test/harness.js';
import { days, minutes } from '../platform/clock.js';

let api: TestApi;
let owner: Client;
const events = seedWabas.acmeEvents.id;
const eventsNumber = seedNumbers.acmeEvents.id;
const always = { times: Number.POSITIVE_INFINITY };

beforeAll(async () => {
  api = await startApi({ graphTimeouts: impatient });
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [events] }));
  api.clock.advance(minutes(1));
  await owner.refresh();
});
afterEach(async () => {
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const send = (what: 'check' | 'subscribe', body: object = {}): Promise<Response> =>
  owner.post(`/api/integrations/whatsapp/${what}`, body);
async function check(body: object = {}): Promise<CheckNumbersReply> {
  const response = await send('check', body);
  expect(response.status).toBe(200);
  return response.body;
}
const onlyNumber = (numbers: readonly NumberDto[]): NumberDto => {
  const [number, ...more] = numbers;
  if (!number || more.length > 0) throw new Error(`one number was expected, there are ${numbers.length}`);
  return number;
};
const rung = (number: NumberDto, name: RungName) => number.ladder.find((candidate) => candidate.rung === name);
const verdicts = (number: NumberDto) => number.ladder.slice(0, 3).map((found) => found.verdict);
const current = async () => onlyNumber((await owner.status()).phoneNumbers);
const tokenInUse = () => api.sandbox.tokens().at(-1)?.token ?? '';
const unsubscribeAtMeta = () =>
  fetch(`${api.sandbox.url}/v26.0/${events}/subscribed_apps`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${tokenInUse()}` },
  });
const fault = (edge: string, effect: FaultEffect, options: Parameters<typeof faultOn>[2] = {}) =>
  api.sandbox.faults.add(faultOn(edge, effect, options));

/** Begins a check whose answer on one edge is made now and arrives a second later. */
async function beginSlowCheck(edge: string): Promise<() => Promise<CheckNumbersReply>> {
  const asked = () => api.sandbox.calls().filter((call) => call.edge === edge && call.method === 'GET').length;
  const before = asked();
  // A number is read, and its health.
  const times = edge === '{phone}' ? 2 : 1;
  fault(edge, { kind: 'delay', ms: 1_000 }, { method: 'GET', afterProcessing: true, times });
  const running = check();
  await eventually(() => expect(asked()).toBe(before + times));
  // The times of the two questions must differ, as they would.
  api.clock.advance(1_000);
  return () => running;
}

describe('a check', () => {
  it('confirms what is good, with the time of now', async () => {
    const before = await current();
    const { phoneNumbers, unclear } = await check();
    expect(unclear).toEqual([]);
    const after = onlyNumber(phoneNumbers);
    expect(verdicts(after)).toEqual(['good', 'good', 'good']);
    expect(Date.parse(after.lastVerified ?? '')).toBeGreaterThan(Date.parse(before.lastVerified ?? ''));
    expect(after.connectedAt).toBe(before.connectedAt);
    expect(await current()).toEqual(after);
  });

  it('changes nothing at Meta and asks once for what several numbers share', async () => {
    await owner.connect(api.sandbox.issueCode());
    const before = api.sandbox.calls().length;
    await check({ phoneNumberIds: [seedNumbers.acmeFlowers.id, seedNumbers.acmeSecond.id] });
    const made = api.sandbox.calls().slice(before);
    expect(made.map((call) => `${call.method} ${call.edge}`).sort()).toEqual([
      'GET debug_token',
      // Each number, and its health.
      ...Array(4).fill('GET {phone}'),
      // What is paid with, and what replies cost.
      ...Array(2).fill('GET {waba}'),
      'GET {waba}/subscribed_apps',
    ]);
  });

  it('of no number is an answer too', async () => {
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    const { phoneNumbers, unclear } = await check();
    expect(unclear).toEqual([]);
    expect(onlyNumber(phoneNumbers).state).toBe('disconnected');
  });

  it('shows a quality that changed, a new name and a new way of writing the number', async () => {
    expect((await current()).quality).toBe('HIGH');
    api.sandbox.world.updateNumber(eventsNumber, {
      qualityRating: 'RED',
      verifiedName: 'Acme Parties',
      displayPhoneNumber: '+1 (555) 010-0010',
    });
    expect(onlyNumber((await check()).phoneNumbers)).toMatchObject({
      qualityRating: 'RED',
      quality: 'LOW',
      displayName: 'Acme Parties',
      displayPhone: '+1 (555) 010-0010',
      state: 'connected',
    });
  });
});

describe('a clear no of Meta', () => {
  it('to the token makes the number unauthorised, until it is connected again', async () => {
    api.sandbox.revokeToken(tokenInUse());
    const { phoneNumbers, unclear } = await check();
    expect(unclear).toEqual([]);
    expect(rung(onlyNumber(phoneNumbers), 'authorised')).toMatchObject({ verdict: 'bad', fix: 'reconnect' });
    expect(await owner.status()).toMatchObject({ connected: false, state: 'needs_attention' });

    await owner.connect(api.sandbox.issueCode({ wabaIds: [events] }));
    expect(await owner.status()).toMatchObject({ connected: true, state: 'connected' });
  });

  it('to the token leaves the other rungs as they were: it says nothing about them', async () => {
    api.sandbox.revokeToken(tokenInUse());
    const number = onlyNumber((await check()).phoneNumbers);
    expect(verdicts(number)).toEqual(['bad', 'good', 'good']);
  });

  it.each<[string, FaultEffect]>([
    ['is gone', { kind: 'error', code: 100, subcode: 33 }],
    ['may not be read any more', { kind: 'error', code: 10 }],
    ['may not be read any more by this business', { kind: 'error', code: 200 }],
  ])('a number that %s is shown as such', async (_what, effect) => {
    fault('{phone}', effect, always);
    const { phoneNumbers, unclear } = await check();
    expect(unclear).toEqual([]);
    expect(verdicts(onlyNumber(phoneNumbers))).toEqual(['good', 'bad', 'good']);
  });

  it('a number that Meta banned is shown as such', async () => {
    api.sandbox.world.updateNumber(eventsNumber, { status: 'BANNED' });
    const number = onlyNumber((await check()).phoneNumbers);
    expect(rung(number, 'registered')).toMatchObject({ verdict: 'bad', evidence: 'Meta has banned the number.' });
  });

  it('webhooks that were switched off at Meta are found, and switched on again without a login', async () => {
    await unsubscribeAtMeta();
    expect(api.sandbox.isSubscribed(events)).toBe(false);
    expect((await current()).state).toBe('connected');
    const found = onlyNumber((await check()).phoneNumbers);
    expect(rung(found, 'subscribed')).toMatchObject({ verdict: 'bad', fix: 'retry_subscription' });
    expect(found.state).toBe('needs_attention');

    const mended = await send('subscribe');
    expect(mended.body.unclear).toEqual([]);
    expect(onlyNumber(mended.body.phoneNumbers).state).toBe('connected');
    expect(api.sandbox.isSubscribed(events)).toBe(true);
  });
});

describe('an unclear answer', () => {
  const unclearAnswers: [string, FaultEffect, string][] = [
    ['slow', { kind: 'hang' }, 'meta_timed_out'],
    ['cut off', { kind: 'reset' }, 'meta_unreachable'],
    ['an HTML page', { kind: 'html' }, 'meta_unavailable'],
    ['an HTML page that says 200', { kind: 'html', httpStatus: 200 }, 'meta_unexpected_answer'],
    ['nothing', { kind: 'empty' }, 'meta_unexpected_answer'],
    ['broken JSON', { kind: 'bad_json' }, 'meta_unexpected_answer'],
    ['“unknown error”', { kind: 'error', code: 1, httpStatus: 500, isTransient: true }, 'meta_unavailable'],
    ['“try later”', { kind: 'error', code: 2, httpStatus: 503 }, 'meta_unavailable'],
    ['“too many calls”', { kind: 'error', code: 80007 }, 'meta_rate_limited'],
  ];

  it.each(unclearAnswers)('(%s) to everything is listed, and nothing is downgraded', async (_what, effect, code) => {
    const before = await current();
    fault('*', effect, always);
    const { phoneNumbers, unclear } = await check();
    expect(unclear).toMatchObject([{ phoneNumberId: eventsNumber, code }]);
    expect(onlyNumber(phoneNumbers)).toEqual(before);
  });

  it.each(['debug_token', '{phone}', '{waba}/subscribed_apps'])(
    'to %s alone keeps that rung and does not count as verified',
    async (edge) => {
      const before = await current();
      fault(edge, { kind: 'html' }, always);
      const { phoneNumbers, unclear } = await check();
      expect(unclear).toHaveLength(1);
      const after = onlyNumber(phoneNumbers);
      expect(verdicts(after)).toEqual(['good', 'good', 'good']);
      expect(after.lastVerified).toBe(before.lastVerified);
    },
  );

  it('does not turn what was bad into good either', async () => {
    await unsubscribeAtMeta();
    await check();
    fault('*', { kind: 'html' }, always);
    expect(verdicts(onlyNumber((await check()).phoneNumbers))).toEqual(['good', 'good', 'bad']);
  });

  it('to the switching on of webhooks changes nothing and is listed', async () => {
    await unsubscribeAtMeta();
    await check();
    fault('{waba}/subscribed_apps', { kind: 'hang' }, { method: 'POST', ...always });
    const { body } = await send('subscribe');
    expect(body.unclear).toMatchObject([{ phoneNumberId: eventsNumber, code: 'meta_timed_out' }]);
    expect(verdicts(onlyNumber(body.phoneNumbers))).toEqual(['good', 'good', 'bad']);
  });

  it('about one number does not hold up the others', async () => {
    await owner.connect(api.sandbox.issueCode());
    fault('{phone}', { kind: 'html' }, { id: eventsNumber, ...always });
    api.sandbox.world.updateNumber(seedNumbers.acmeFlowers.id, { qualityRating: 'RED' });
    const { phoneNumbers, unclear } = await check();
    expect(unclear.map((entry) => entry.phoneNumberId)).toEqual([eventsNumber]);
    expect(phoneNumbers.find((number) => number.id === seedNumbers.acmeFlowers.id)?.quality).toBe('LOW');
  });
});

describe('a fault that is not the number’s', () => {
  it.each<[string, FaultEffect]>([
    ['our app secret is wrong', { kind: 'error', code: 104 }],
    [
      'our app secret is wrong, in the other words',
      { kind: 'error', code: 100, message: '(#100) Invalid appsecret_proof provided in the API argument' },
    ],
    ['we asked with a wrong parameter', { kind: 'error', code: 100 }],
    ['the number is in maintenance at Meta', { kind: 'error', code: 2494100 }],
  ])('when %s, the number is not said to be gone, and the check not to be clear', async (_what, effect) => {
    fault('{phone}', effect, always);
    const { phoneNumbers, unclear } = await check();
    expect(verdicts(onlyNumber(phoneNumbers))).toEqual(['good', 'good', 'good']);
    expect(unclear).toHaveLength(1);
  });

  it('when Meta refuses the app’s own token, the check is unclear and nothing counts as verified', async () => {
    const before = await current();
    fault('debug_token', { kind: 'error', code: 190 }, always);
    const { phoneNumbers, unclear } = await check();
    expect(unclear).toMatchObject([{ code: 'app_misconfigured' }]);
    expect(onlyNumber(phoneNumbers).lastVerified).toBe(before.lastVerified);
  });

  it('a token that may not switch webhooks on does not prove that they are off', async () => {
    api.sandbox.revokeToken(tokenInUse());
    const { body } = await send('subscribe');
    expect(api.sandbox.isSubscribed(events)).toBe(true);
    expect(rung(onlyNumber(body.phoneNumbers), 'subscribed')?.verdict).not.toBe('bad');
  });
});

describe('pressed twice at the same time', () => {
  it.each<['check' | 'subscribe', string, string]>([
    ['check', 'GET', '{waba}/subscribed_apps'],
    ['subscribe', 'POST', '{waba}/subscribed_apps'],
  ])('%s asks Meta once, and says so to the second', async (what, method, edge) => {
    const asked = () => api.sandbox.calls().filter((call) => call.edge === edge && call.method === method).length;
    const before = asked();
    fault(edge, { kind: 'delay', ms: 200 }, { method });
    const both = await Promise.all([send(what), send(what)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(asked()).toBe(before + 1);
    const told = both.map(({ body }) => body.unclear.map(({ code }: { code: string }) => code));
    expect(told.sort()).toEqual([[], ['fix_under_way']]);
    expect((await send(what)).body.unclear).toEqual([]);
  });
});

describe('whether the number can send', () => {
  const sendable = async () => rung(await current(), 'sendable');
  const lackOfPayment = (hasPaymentProblem: boolean) => api.sandbox.world.updateWaba(events, { hasPaymentProblem });

  it('is found out, and “Check again” shows that what Meta named was mended', async () => {
    lackOfPayment(true);
    await check();
    expect(await sendable()).toMatchObject({
      verdict: 'bad',
      evidence: expect.stringContaining('payment method'),
      fix: 'check_again',
    });
    lackOfPayment(false);
    await check();
    expect(await sendable()).toMatchObject({ verdict: 'unknown', fix: 'send_test' });
  });

  it('stays as it was when Meta’s answer is unclear', async () => {
    lackOfPayment(true);
    await check();
    lackOfPayment(false);
    fault('{phone}', { kind: 'error', code: 2, httpStatus: 503 }, always);
    expect((await check()).unclear).toHaveLength(1);
    expect(await sendable()).toMatchObject({ verdict: 'bad' });
  });

  it('is not undone by an answer that comes late', async () => {
    lackOfPayment(true);
    const slow = await beginSlowCheck('{phone}');
    lackOfPayment(false);
    await check();
    await slow();
    expect(await sendable()).toMatchObject({ verdict: 'unknown' });
  });

  it('is not said by the health of the number where Meta refused the permission, until a delivery proves it', async () => {
    api.sandbox.breakNumber('messaging_removed', eventsNumber);
    await owner.post('/api/integrations/whatsapp/doctor', {});
    api.clock.advance(minutes(1));
    await check();
    expect(await sendable()).toMatchObject({ verdict: 'bad', fix: 'reconnect' });

    await api.connection
      .collection('phoneNumbers')
      .updateOne({ phoneNumberId: eventsNumber }, { $set: { delivered: { at: api.clock.now() } } });
    lackOfPayment(true);
    api.clock.advance(minutes(1));
    await check();
    expect(await sendable()).toMatchObject({ verdict: 'bad', fix: 'check_again' });
  });
});

describe('an answer that comes late', () => {
  it('does not undo what a newer check found', async () => {
    api.sandbox.world.updateNumber(eventsNumber, { qualityRating: 'RED' });
    const slow = await beginSlowCheck('{phone}');
    api.sandbox.world.updateNumber(eventsNumber, { qualityRating: 'GREEN' });
    expect(onlyNumber((await check()).phoneNumbers).quality).toBe('HIGH');
    await slow();
    expect((await current()).quality).toBe('HIGH');
  });

  it('does not undo what a newer check found, even if that one could not be finished', async () => {
    api.sandbox.world.updateNumber(eventsNumber, { status: 'BANNED' });
    const slow = await beginSlowCheck('{phone}');
    api.sandbox.world.updateNumber(eventsNumber, { status: 'CONNECTED' });
    fault('debug_token', { kind: 'error', code: 80007 }, always);
    const { phoneNumbers, unclear } = await check();
    expect(unclear).toHaveLength(1);
    expect(verdicts(onlyNumber(phoneNumbers))).toEqual(['good', 'good', 'good']);
    api.sandbox.faults.clear();
    await slow();
    expect(verdicts(await current())).toEqual(['good', 'good', 'good']);
  });

  it('does not undo webhooks that were switched on meanwhile', async () => {
    await unsubscribeAtMeta();
    const slow = await beginSlowCheck('{waba}/subscribed_apps');
    await send('subscribe');
    expect((await current()).state).toBe('connected');
    await slow();
    expect(api.sandbox.isSubscribed(events)).toBe(true);
    expect((await current()).state).toBe('connected');
  });

  it('does not undo a reconnect, nor give back life to what was disconnected', async () => {
    const first = await beginSlowCheck('{phone}');
    api.sandbox.revokeToken(tokenInUse());
    await owner.connect(api.sandbox.issueCode({ wabaIds: [events] }));
    await first();
    expect((await current()).state).toBe('connected');

    const second = await beginSlowCheck('{phone}');
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    await second();
    const row = await api.connection.collection('phoneNumbers').findOne({ phoneNumberId: eventsNumber });
    expect(row).toMatchObject({ isActive: false });
    expect(row).not.toHaveProperty('accessToken');
    expect(row).not.toHaveProperty('token');
  });
});

describe('a token that expires', () => {
  it('is bad by the clock alone, without anybody asking Meta', async () => {
    await owner.connect(api.sandbox.issueCode({ wabaIds: [events], tokenExpiresInSeconds: 3 * 24 * 3600 }));
    expect((await current()).state).toBe('connected');
    api.clock.advance(days(3));
    await owner.refresh();
    const before = api.sandbox.calls().length;
    const number = await current();
    expect(number.state).toBe('needs_attention');
    expect(rung(number, 'authorised')).toMatchObject({
      verdict: 'bad',
      evidence: 'The access has expired.',
      fix: 'reconnect',
    });
    expect(api.sandbox.calls()).toHaveLength(before);
  });

  it('is bad by Meta’s word as well', async () => {
    api.sandbox.expireToken(tokenInUse());
    expect(verdicts(onlyNumber((await check()).phoneNumbers))[0]).toBe('bad');
  });
});
