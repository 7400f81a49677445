import { type FaultEffect, faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { eventually } from '../../test/eventually.js';
import { impatient, ownDatabase, startApi, type TestApi } from '../../test/harness.js';
import { type MongoProxy, startMongoProxy } from '../../test/mongoProxy.js';

let proxy: MongoProxy;
let api: TestApi;
let owner: Client;
beforeAll(async () => {
  proxy = await startMongoProxy(ownDatabase());
  api = await startApi({ mongoUri: proxy.uri, graphTimeouts: impatient });
});
afterAll(async () => {
  await api.stop();
  await proxy.stop();
});
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  proxy.restore();
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const acmeFlowers = seedWabas.acmeFlowers.id;
const acmeEvents = seedWabas.acmeEvents.id;
const exchanges = () => api.sandbox.calls().filter((call) => call.edge === 'oauth/access_token').length;
const retry = (attemptId: string) => owner.post(`/api/integrations/whatsapp/oauth/attempts/${attemptId}/retry`);
const refused: FaultEffect = { kind: 'error', code: 200, httpStatus: 403 };

describe('when one of three numbers fails', () => {
  it('to subscribe: all are kept, the step is shown, and trying again needs no new login', async () => {
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', refused, { method: 'POST', id: acmeEvents }));
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] }));
    expect(reply).toMatchObject({ phoneNumbers: 3, attempt: { phase: 'partial', canRetry: true } });
    expect(reply.steps.find((step) => step.name === 'webhooks')).toMatchObject({
      state: 'failed',
      problem: { code: 'subscription_failed', fbtraceId: expect.any(String) },
    });
    const before = await owner.status();
    expect(before.state).toBe('needs_attention');
    const waiting = before.phoneNumbers.filter((number) => number.state !== 'connected');
    expect(waiting.map((number) => number.wabaId)).toEqual([acmeEvents]);
    expect(waiting[0]?.ladder[2]).toMatchObject({ rung: 'subscribed', verdict: 'bad', fix: 'retry_subscription' });

    const { body } = await retry(reply.attemptId);
    expect(body.attempt).toMatchObject({ phase: 'connected', canRetry: false, problem: null });
    expect(await owner.status()).toMatchObject({ state: 'connected', attempt: null });
    expect(exchanges()).toBe(1);
  });

  it('to be read: the others are kept, and trying again brings it', async () => {
    api.sandbox.faults.add(faultOn('{waba}/phone_numbers', refused, { id: acmeEvents }));
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] }));
    expect(reply).toMatchObject({ phoneNumbers: 2, attempt: { phase: 'partial', canRetry: true } });
    expect(reply.steps.find((step) => step.name === 'numbers')).toMatchObject({ state: 'failed' });
    await retry(reply.attemptId);
    expect((await owner.status()).phoneNumbers).toHaveLength(3);
    expect(exchanges()).toBe(1);
  });

  it('to subscribe: the number’s own button mends it too', async () => {
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', refused, { method: 'POST' }));
    await owner.connect(api.sandbox.issueCode());
    const { body } = await owner.post('/api/integrations/whatsapp/subscribe', {
      phoneNumberIds: [seedNumbers.acmeFlowers.id],
    });
    expect(body.unclear).toEqual([]);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect(body.phoneNumbers.map((number: { state: string }) => number.state)).toEqual(['connected', 'connected']);
    expect(await owner.status()).toMatchObject({ state: 'connected', attempt: null });
  });
});

const faults: [string, FaultEffect, string][] = [
  ['answers nothing at all', { kind: 'hang' }, 'meta_timed_out'],
  ['answers 20 seconds late', { kind: 'delay', ms: 20_000 }, 'meta_timed_out'],
  ['answers 500', { kind: 'error', code: 2, httpStatus: 500, isTransient: true }, 'meta_unavailable'],
  ['breaks the connection', { kind: 'reset' }, 'meta_unreachable'],
  ['answers HTML with 502', { kind: 'html', httpStatus: 502 }, 'meta_unavailable'],
  ['answers HTML with 200', { kind: 'html', httpStatus: 200 }, 'meta_unexpected_answer'],
  ['answers half a JSON text', { kind: 'bad_json' }, 'meta_unexpected_answer'],
  ['answers nothing with 200', { kind: 'empty' }, 'meta_unexpected_answer'],
  ['asks to slow down', { kind: 'error', code: 4, httpStatus: 400 }, 'meta_rate_limited'],
];

describe.each(faults)('when Meta %s', (_what, effect, code) => {
  it('to the inspection: ends in time with its own code, and is resumed without a new login', async () => {
    api.sandbox.faults.add(faultOn('debug_token', effect, { times: Number.POSITIVE_INFINITY }));
    const { state, attemptId } = await owner.start();
    const response = await owner.finish({ code: api.sandbox.issueCode(), state });
    expect(response.body).toMatchObject({ success: false, code, details: { attempt: { canRetry: true } } });
    expect((await owner.status()).phoneNumbers).toEqual([]);

    api.sandbox.faults.clear();
    expect((await retry(attemptId)).body.attempt).toMatchObject({ phase: 'connected' });
    expect(exchanges()).toBe(1);
    expect((await owner.status()).connected).toBe(true);
  });

  it('to the exchange: ends in time with its own code, and connecting again works', async () => {
    api.sandbox.faults.add(faultOn('oauth/access_token', effect, { times: Number.POSITIVE_INFINITY }));
    const { state, attemptId } = await owner.start();
    const response = await owner.finish({ code: api.sandbox.issueCode(), state });
    expect(response.body).toMatchObject({ success: false, code, details: { attempt: { canRetry: false } } });
    expect((await retry(attemptId)).body.code).toBe('nothing_to_retry');

    api.sandbox.faults.clear();
    expect((await owner.connect(api.sandbox.issueCode())).phoneNumbers).toBe(2);
  });
});

describe('when the database goes away', () => {
  /** Cuts the database when Meta is asked for something, and lets Meta answer. */
  function cutWhenAsked(edge: string): Promise<void> {
    return new Promise((resolve) => {
      const poll = setInterval(() => {
        if (!api.sandbox.calls().some((call) => call.edge === edge)) return;
        clearInterval(poll);
        proxy.cut();
        resolve();
      }, 1);
    });
  }

  it('during the exchange: 503, nothing half-saved is visible, and the same callback works afterwards', async () => {
    api.sandbox.setLatency(100);
    const { state } = await owner.start();
    const code = api.sandbox.issueCode();
    const cut = cutWhenAsked('oauth/access_token');
    const response = await owner.finish({ code, state });
    await cut;
    expect([response.status, response.body.code]).toEqual([503, 'database_unavailable']);

    proxy.restore();
    // It may come to its end late: then all of it is there.
    await eventually(async () => expect([0, 2]).toContain((await owner.status()).phoneNumbers?.length));
    const again = await owner.finish({ code, state });
    expect(again.body).toMatchObject({ success: true, phoneNumbers: 2 });
    expect(exchanges()).toBe(1);
    expect((await owner.status()).connected).toBe(true);
  });

  it('before the callback: 503, the state stays unused', async () => {
    const { state } = await owner.start();
    const code = api.sandbox.issueCode();
    proxy.cut();
    expect((await owner.finish({ code, state })).status).toBe(503);
    expect(api.sandbox.calls()).toEqual([]);
    proxy.restore();
    await expect.poll(async () => (await owner.finish({ code, state })).status, { timeout: 10_000 }).toBe(200);
  });
});

describe('an attempt whose process died', () => {
  async function interrupt(change: Record<string, unknown>) {
    api.sandbox.faults.add(faultOn('debug_token', { kind: 'error', code: 4, httpStatus: 400 }));
    const { state, attemptId } = await owner.start();
    await owner.finish({ code: api.sandbox.issueCode(), state });
    const died = { phase: 'working', leaseUntil: new Date(Date.now() - 1), problem: null };
    const attempts = api.connection.collection('connectAttempts');
    await attempts.updateOne({ attemptId }, { $set: { ...died, ...change }, $unset: { finishedAt: 1 } });
    return attemptId;
  }

  it('is shown as interrupted, and resumed with the token it left', async () => {
    const attemptId = await interrupt({});
    expect(await owner.attempt(attemptId)).toMatchObject({
      phase: 'failed',
      canRetry: true,
      problem: { code: 'connect_interrupted' },
    });
    expect((await retry(attemptId)).body.attempt.phase).toBe('connected');
  });

  it('is over when it left no token', async () => {
    const attemptId = await interrupt({ tokenHeldUntil: null, accessToken: null });
    expect(await owner.attempt(attemptId)).toMatchObject({ phase: 'failed', canRetry: false });
    expect((await retry(attemptId)).body.code).toBe('nothing_to_retry');
  });

  it('is not taken over while its lease runs: the second caller waits for the outcome', async () => {
    const attemptId = await interrupt({ leaseUntil: new Date(Date.now() + 60_000) });
    expect(await owner.attempt(attemptId)).toMatchObject({ phase: 'working' });
    expect((await owner.status()).state).toBe('connecting');
  });
});

describe('a token that is held for trying again', () => {
  it('is destroyed after a day', async () => {
    api.sandbox.faults.add(faultOn('debug_token', { kind: 'error', code: 4, httpStatus: 400 }));
    const { state, attemptId } = await owner.start();
    await owner.finish({ code: api.sandbox.issueCode(), state });
    const kept = () => api.connection.collection('connectAttempts').findOne({ attemptId });
    expect(await kept()).toHaveProperty('accessToken');
    api.clock.advance(24 * 3_600_000 + 1);
    await api.app.sweep();
    expect(await kept()).not.toHaveProperty('accessToken');
    await owner.logIn(owner.signedIn?.user.email ?? '');
    expect((await retry(attemptId)).body.code).toBe('nothing_to_retry');
  });

  it('is destroyed as soon as everything worked', async () => {
    const reply = await owner.connect(api.sandbox.issueCode());
    const kept = await api.connection.collection('connectAttempts').findOne({ attemptId: reply.attemptId });
    expect(kept).not.toHaveProperty('accessToken');
  });

  it('is not for another account', async () => {
    api.sandbox.faults.add(faultOn('debug_token', { kind: 'error', code: 4, httpStatus: 400 }));
    const { state, attemptId } = await owner.start();
    await owner.finish({ code: api.sandbox.issueCode(), state });
    const stranger = await api.owner();
    const response = await stranger.post(`/api/integrations/whatsapp/oauth/attempts/${attemptId}/retry`);
    expect(response.status).toBe(404);
  });
});
