import {
  type CancelConnectRequest,
  cancelConnectRequest,
  cancelSteps,
  startConnectReply,
} from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedBusinesses, seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { endedBy } from './signup.js';

const configId = '600100200300';
const acmeFlowers = seedWabas.acmeFlowers.id;
const acmeEvents = seedWabas.acmeEvents.id;
let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi({ env: { META_CONFIG_ID: configId } });
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const cancel = (input: CancelConnectRequest) => owner.post('/api/integrations/whatsapp/oauth/cancel', input);

describe('a popup', () => {
  it('is told what to call Meta’s SDK with', async () => {
    const reply = startConnectReply.parse(await owner.start('popup'));
    expect(reply.flow).toBe('popup');
    expect(reply.popup).toEqual({
      sdkUrl: 'https://connect.facebook.net/en_US/sdk.js',
      loginOptions: {
        config_id: configId,
        response_type: 'code',
        override_default_response_type: true,
        extras: { setup: {} },
      },
    });
  });

  it('for a number of the WhatsApp Business app asks for that feature, and only then for the session’s version', async () => {
    const { popup } = await owner.start('popup', { coexistence: true });
    expect(popup?.loginOptions.extras).toEqual({
      setup: {},
      featureType: 'whatsapp_business_app_onboarding',
      sessionInfoVersion: '3',
    });
    const redirected = await owner.start('redirect', { coexistence: true });
    expect(redirected).toMatchObject({ flow: 'redirect' });
    expect(redirected.popup).toBeUndefined();
  });

  it('becomes a redirect where no login configuration is set', async () => {
    const without = await startApi();
    try {
      const someone = await without.owner();
      const reply = await someone.start('popup', { coexistence: true });
      expect(reply.flow).toBe('redirect');
      expect(reply).not.toHaveProperty('popup');
      const code = without.sandbox.issueCode({ wabaIds: [acmeEvents] });
      expect((await someone.finish({ code, state: reply.state })).status).toBe(200);
    } finally {
      await without.stop();
    }
  });

  it.each([
    [
      'FINISH',
      { waba_id: acmeEvents, phone_number_id: seedNumbers.acmeEvents.id, business_id: seedBusinesses.acme.id },
    ],
    ['FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', { waba_id: acmeEvents }],
    ['FINISH_ONLY_WABA', { waba_id: acmeEvents, business_id: seedBusinesses.acme.id }],
    ['FINISH_SOMETHING_OF_NEXT_YEAR', { waba_id: acmeEvents }],
  ])('that ended with %s is a success, kept as Meta said it', async (event, ids) => {
    const { state, attemptId } = await owner.start('popup');
    const code = api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents], redirectUri: null });
    const response = await owner.finish({ code, state, signup: { event, ...ids } });
    expect(response.body).toMatchObject({ success: true, phoneNumbers: 1 });
    const kept = await api.connection.collection('connectAttempts').findOne({ attemptId });
    expect(kept?.signup).toEqual({ event, ...ids });
  });

  it('that names a number of a WhatsApp account the token does not list gains nothing by it', async () => {
    const { state } = await owner.start('popup', { choose: true });
    const code = api.sandbox.issueCode({ wabaIds: [acmeFlowers], redirectUri: null });
    const signup = { event: 'FINISH', waba_id: acmeFlowers, phone_number_id: seedNumbers.acmeEvents.id };
    const { body } = await owner.finish({ code, state, signup });
    expect(body.attempt.phase).toBe('choosing');
    expect(JSON.stringify(body.attempt.choice)).not.toContain(seedNumbers.acmeEvents.id);
  });

  it('that only claims a WhatsApp account does not stop what others left to be done there', async () => {
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    api.sandbox.faults.add(
      faultOn('{waba}/subscribed_apps', { kind: 'error', code: 2, isTransient: true }, { method: 'DELETE', times: 9 }),
    );
    await other.post('/api/integrations/whatsapp/disconnect', {});
    const pending = () => api.connection.collection('pendingUnsubscribes').countDocuments({ wabaId: acmeEvents });
    expect(await pending()).toBe(1);
    const { state } = await owner.start('popup');
    const code = api.sandbox.issueCode({ wabaIds: [acmeFlowers], redirectUri: null });
    const response = await owner.finish({ code, state, signup: { event: 'FINISH', waba_id: acmeEvents } });
    expect(response.body.code).toBe('waba_not_granted');
    expect(await pending()).toBe(1);
  });
});

describe('messages that the page ignored', () => {
  const countIgnored = async () => {
    const lines = (await owner.get('/metrics')).text.split('\n');
    const counted = lines.filter((line) => line.startsWith('switchboard_popup_messages_ignored_total{'));
    return Object.fromEntries(counted.map((line) => /reason="(\w+)"} (\d+)/.exec(line)?.slice(1, 3) ?? []));
  };

  it('are counted by reason, once however often the same is handed in', async () => {
    const left = await owner.start('popup');
    const report = { state: left.state, reason: 'closed', ignored: { origin: 3, malformed: 1 } } as const;
    await cancel(report);
    await cancel(report);
    expect(await countIgnored()).toEqual({ origin: '3', malformed: '1' });
    const { state } = await owner.start('popup');
    const finish = { code: api.sandbox.issueCode({ redirectUri: null }), state, ignored: { window: 2, origin: 1 } };
    await Promise.all([owner.finish(finish), owner.finish(finish)]);
    expect(await countIgnored()).toEqual({ origin: '4', malformed: '1', window: '2' });
  });

  it.each<[what: string, ignored: unknown]>([
    ['a reason nobody knows', { boredom: 1 }],
    ['nothing', { origin: 0 }],
    ['too many', { origin: 1001 }],
    ['half a message', { origin: 1.5 }],
    ['text', { origin: '1' }],
  ])('are not taken as %s', async (_what, ignored) => {
    const { state } = await owner.start('popup');
    const refused = await owner.post('/api/integrations/whatsapp/oauth/cancel', { state, reason: 'closed', ignored });
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('leaving the popup', () => {
  it.each(cancelSteps)('at %s is kept with the step', async (step) => {
    const { state, attemptId } = await owner.start('popup');
    await cancel({ state, reason: 'closed', step });
    expect(await owner.attempt(attemptId)).toMatchObject({
      phase: 'closed',
      problem: { code: 'connect_closed', details: { step } },
    });
  });

  it('with an error of Meta’s keeps its code, its words and its session', async () => {
    const { state, attemptId } = await owner.start('popup');
    const told = { errorMessage: 'We cannot onboard you', errorCode: '524126', metaSessionId: 'f34b51dab5e0498' };
    const { body } = await cancel({ state, reason: 'closed', ...told });
    expect(body.attempt).toMatchObject({ phase: 'failed', problem: { code: 'signup_error', details: told } });
    expect(await owner.attempt(attemptId)).toEqual(body.attempt);
  });

  it('at a screen nobody knows is collected for the operator, and counted', async () => {
    const { state } = await owner.start('popup');
    await cancel({ state, reason: 'closed', step: 'A_SCREEN_OF_NEXT_YEAR' });
    const codes = api.connection.collection('unknownCodes');
    await expect
      .poll(() => codes.findOne({ kind: 'cancel_step' }))
      .toMatchObject({ code: 'A_SCREEN_OF_NEXT_YEAR', count: 1 });
    const text = (await owner.get('/metrics')).text;
    expect(text).toContain('switchboard_signup_left_total{step="other"} 1');
    expect(text).not.toContain('A_SCREEN_OF_NEXT_YEAR');
  });

  it('at what is no screen of Meta’s is counted, and not shown to the operator', async () => {
    const note = async (step: string) => cancel({ state: (await owner.start('popup')).state, reason: 'closed', step });
    await note('call +1 555-019-0001, ask for Ann');
    await note('lower_case');
    await note('A_SCREEN_AFTER_THEM');
    const codes = api.connection.collection('unknownCodes');
    await expect.poll(() => codes.countDocuments({ code: 'A_SCREEN_AFTER_THEM' })).toBe(1);
    const kept = (await codes.find({ kind: 'cancel_step' }).toArray()).map(({ code }) => code);
    expect(kept.filter((code) => !/^A_SCREEN_/.test(code))).toEqual([]);
  });

  it.each([
    [{ reason: 'denied' }, 'denied', 'connect_denied'],
    [{ reason: 'closed' }, 'closed', 'connect_closed'],
    [{ reason: 'failed' }, 'failed', 'login_failed'],
    [{ reason: 'denied', metaSessionId: 'x' }, 'failed', 'signup_error'],
  ])('%j ends as %s with %s', (input, phase, code) => {
    const ended = endedBy(cancelConnectRequest.parse({ state: 's', ...input }));
    expect([ended.phase, ended.code]).toEqual([phase, code]);
  });
});
