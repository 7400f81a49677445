import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi({ env: { META_CONFIG_ID: '600100200300' } });
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  // Each number has one live owner across accounts: the next test connects the same ones.
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const acmeFlowers = seedWabas.acmeFlowers.id;
const acmeEvents = seedWabas.acmeEvents.id;
const graphCalls = (edge: string) => api.sandbox.calls().filter((call) => call.edge === edge);
const stored = (phoneNumberId: string) => api.connection.collection('phoneNumbers').find({ phoneNumberId }).toArray();

describe('when an owner comes back from Meta', () => {
  it('has every number of every WABA the login covers, active, subscribed and with its token sealed', async () => {
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] }));
    expect(reply).toMatchObject({ success: true, phoneNumbers: 3, message: '3 numbers are connected.' });
    expect(reply.steps.map((step) => [step.name, step.state])).toEqual(
      ['code', 'token', 'business', 'numbers', 'webhooks', 'saved'].map((name) => [name, 'done']),
    );
    const status = await owner.status();
    expect(status).toMatchObject({ connected: true, state: 'connected', businessName: 'Acme Flowers', attempt: null });
    expect(status.phoneNumbers).toHaveLength(3);
    expect(status.phoneNumbers.find((number) => number.id === seedNumbers.acmeSecond.id)).toMatchObject({
      wabaId: acmeFlowers,
      displayPhone: seedNumbers.acmeSecond.displayPhoneNumber,
      isActive: true,
      qualityRating: 'YELLOW',
      quality: 'MEDIUM',
      state: 'connected',
    });
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(true);

    const accountId = owner.signedIn?.account.accountId;
    const [row] = await stored(seedNumbers.acmeSecond.id);
    expect(row).toMatchObject({
      accountId,
      isActive: true,
      qualityRating: 'YELLOW',
      displayPhone: seedNumbers.acmeSecond.displayPhoneNumber,
    });
    expect(row?.accessToken).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
    expect(row?.verifiedAt).toBeInstanceOf(Date);
    const account = await api.connection.collection('accounts').findOne({ accountId });
    expect([acmeFlowers, acmeEvents]).toContain(account?.wabaId);
  });

  it('takes all pages of a WABA with many numbers', async () => {
    const waba = api.sandbox.world.wabas.find((candidate) => candidate.name.includes('Northwind'));
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [waba?.id ?? ''] }));
    expect(reply.phoneNumbers).toBe(30);
  });

  it('asks Meta in three rounds, each call with a valid appsecret_proof', async () => {
    await owner.connect(api.sandbox.issueCode());
    const edges = api.sandbox.calls().map((call) => call.edge);
    expect(edges.slice(0, 2)).toEqual(['oauth/access_token', 'debug_token']);
    expect(edges.slice(2).sort()).toEqual(['{waba}', '{waba}/phone_numbers', '{waba}/subscribed_apps']);
    for (const call of api.sandbox.calls().slice(2)) expect(call.appsecretProof).toBe('valid');
  });

  it('takes a popup’s code without a redirect URI, and the WABA it names', async () => {
    const { state } = await owner.start('popup');
    const code = api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents], redirectUri: null });
    const response = await owner.finish({ code, state, signup: { event: 'FINISH', waba_id: acmeEvents } });
    expect(response.status).toBe(200);
    expect(response.body.phoneNumbers).toBe(1);
    expect((await owner.status()).phoneNumbers.map((number) => number.wabaId)).toEqual([acmeEvents]);
  });

  it('keeps a token that will expire with its date', async () => {
    await owner.connect(api.sandbox.issueCode({ tokenExpiresInSeconds: 60 * 24 * 3600 }));
    const [number] = (await owner.status()).phoneNumbers;
    expect(Date.parse(number?.tokenExpiresAt ?? '')).toBeGreaterThan(Date.now() + 59 * 24 * 3_600_000);
  });

  it('says of a number that is not registered what is missing, instead of calling it connected', async () => {
    const waba = api.sandbox.world.wabas.find((candidate) => candidate.name.includes('Quiet Harbour'));
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [waba?.id ?? ''] }));
    expect(reply.message).toBe('1 number is saved, but not connected yet.');
    expect(reply.attempt.numbers).toMatchObject([{ saved: true, subscribed: true, registered: 'bad' }]);
    const status = await owner.status();
    expect(status).toMatchObject({ connected: false, state: 'needs_attention' });
    const registered = status.phoneNumbers[0]?.ladder.find((rung) => rung.rung === 'registered');
    expect(registered).toMatchObject({ verdict: 'bad', fix: 'register' });
    expect(status.phoneNumbers[0]?.quality).toBe('NOT_RATED');
  });
});

describe('a state', () => {
  const refused = async (client: Client, state: string) => {
    const before = api.sandbox.calls().length;
    const response = await client.finish({ code: api.sandbox.issueCode(), state });
    expect(api.sandbox.calls()).toHaveLength(before);
    expect(response.body).toMatchObject({ success: false, requestId: expect.any(String) });
    return [response.status, response.body.code];
  };

  it('that nobody made is refused without asking Meta', async () => {
    expect(await refused(owner, 'att_unknownunknown.abc')).toEqual([400, 'state_unknown']);
  });

  it('older than ten minutes is refused without asking Meta', async () => {
    const { state } = await owner.start();
    api.clock.advance(10 * 60_000 + 1);
    await owner.refresh();
    expect(await refused(owner, state)).toEqual([400, 'state_expired']);
    expect((await owner.status()).attempt).toMatchObject({ phase: 'expired', problem: { code: 'state_expired' } });
  });

  it('that was used is refused with another code', async () => {
    const { state } = await owner.start();
    await owner.finish({ code: api.sandbox.issueCode(), state });
    expect(await refused(owner, state)).toEqual([409, 'state_used']);
  });

  it('of another account is refused', async () => {
    const { state } = await owner.start();
    expect(await refused(await api.owner(), state)).toEqual([409, 'state_not_yours']);
  });

  it('of another user of the same account is refused', async () => {
    const { state } = await owner.start();
    expect(await refused(await owner.invite('owner'), state)).toEqual([409, 'state_not_yours']);
  });

  it('of another session of the same person is refused', async () => {
    const { state } = await owner.start();
    const elsewhere = api.client();
    await elsewhere.logIn(owner.signedIn?.user.email ?? '');
    expect(await refused(elsewhere, state)).toEqual([409, 'state_other_session']);
  });

  it('stays usable by its owner after somebody else tried it', async () => {
    const { state } = await owner.start();
    await refused(await api.owner(), state);
    expect((await owner.finish({ code: api.sandbox.issueCode(), state })).status).toBe(200);
  });
});

describe('the same callback twice', () => {
  it('at once, from five tabs, makes one exchange and gives all the same result', async () => {
    const { state } = await owner.start();
    const code = api.sandbox.issueCode();
    const replies = await Promise.all(Array.from({ length: 5 }, () => owner.finish({ code, state })));
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(graphCalls('oauth/access_token')).toHaveLength(1);
  });

  it('later, even after ten minutes, gives the result again', async () => {
    const { state } = await owner.start();
    const code = api.sandbox.issueCode();
    const first = await owner.finish({ code, state });
    api.clock.advance(11 * 60_000);
    await owner.refresh();
    expect((await owner.finish({ code, state })).body).toEqual(first.body);
    expect(graphCalls('oauth/access_token')).toHaveLength(1);
  });

  it('gives a failure again as well', async () => {
    const { state } = await owner.start();
    const code = api.sandbox.issueCode({ codeLifetimeSeconds: 0 });
    const first = await owner.finish({ code, state });
    const second = await owner.finish({ code, state });
    expect(second.body.code).toBe(first.body.code);
    expect(second.body.details.attempt).toEqual(first.body.details.attempt);
    expect(graphCalls('oauth/access_token')).toHaveLength(1);
  });
});

describe('what Meta refuses', () => {
  async function finish(code: string) {
    const { state, attemptId } = await owner.start();
    const response = await owner.finish({ code, state });
    return { response, attempt: await owner.attempt(attemptId) };
  }

  it('an expired code: its own words, the attempt closed, nothing saved', async () => {
    const { response, attempt } = await finish(api.sandbox.issueCode({ codeLifetimeSeconds: 0 }));
    expect([response.status, response.body.code]).toEqual([410, 'code_expired']);
    expect(attempt).toMatchObject({ phase: 'failed', canRetry: false, problem: { code: 'code_expired' } });
    expect(attempt.problem?.fbtraceId).toEqual(expect.any(String));
    expect(attempt.steps[0]).toMatchObject({ name: 'code', state: 'failed' });
    expect((await owner.status()).state).toBe('not_connected');
  });

  it('a code that was used before', async () => {
    const code = api.sandbox.issueCode();
    await owner.connect(code);
    const { response } = await finish(code);
    expect([response.status, response.body.code]).toEqual([410, 'code_used']);
  });

  it('a code of another redirect address', async () => {
    const { response } = await finish(api.sandbox.issueCode({ redirectUri: null }));
    expect([response.status, response.body.code]).toEqual([400, 'redirect_uri_mismatch']);
  });

  it('a code it does not know', async () => {
    const { response } = await finish('not-a-code-of-meta');
    expect([response.status, response.body.code]).toEqual([400, 'code_invalid']);
  });

  it.each([['whatsapp_business_messaging'], ['whatsapp_business_management']])(
    'a login without %s is named and nothing is saved',
    async (missing) => {
      const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'].filter(
        (scope) => scope !== missing,
      );
      const { response, attempt } = await finish(api.sandbox.issueCode({ scopes }));
      expect([response.status, response.body.code]).toEqual([422, 'permission_missing']);
      expect(response.body.details.missing).toEqual([missing]);
      expect(attempt).toMatchObject({ phase: 'failed', canRetry: false });
      expect((await owner.status()).phoneNumbers).toEqual([]);
      const kept = await api.connection.collection('connectAttempts').findOne({ attemptId: attempt.attemptId });
      expect(kept).not.toHaveProperty('accessToken');
    },
  );

  it('a login that shares no WhatsApp account', async () => {
    const { response } = await finish(api.sandbox.issueCode({ wabaIds: [] }));
    expect([response.status, response.body.code]).toEqual([422, 'no_whatsapp_account']);
    expect((await owner.status()).phoneNumbers).toEqual([]);
  });

  it('a WABA without a number', async () => {
    const waba = api.sandbox.world.wabas.find((candidate) => candidate.name.includes('Paper'));
    const { response, attempt } = await finish(api.sandbox.issueCode({ wabaIds: [waba?.id ?? ''] }));
    expect([response.status, response.body.code]).toEqual([422, 'no_phone_number']);
    expect(attempt.canRetry).toBe(false);
  });

  it('a WABA id from the browser that the token does not list', async () => {
    const { state } = await owner.start('popup');
    const code = api.sandbox.issueCode({ wabaIds: [acmeFlowers], redirectUri: null });
    const response = await owner.finish({ code, state, signup: { event: 'FINISH', waba_id: acmeEvents } });
    expect([response.status, response.body.code]).toEqual([403, 'waba_not_granted']);
    expect((await owner.status()).phoneNumbers).toEqual([]);
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(false);
  });
});

describe('a number that is live in another account', () => {
  it('is refused with 409, and nothing changes in either account', async () => {
    const first = await api.owner();
    await first.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    const [before] = await stored(seedNumbers.acmeEvents.id);
    const { state } = await owner.start();
    const response = await owner.finish({ code: api.sandbox.issueCode({ wabaIds: [acmeEvents] }), state });
    expect([response.status, response.body.code]).toEqual([409, 'number_in_use']);
    expect(JSON.stringify(response.body)).not.toContain(first.signedIn?.account.accountId);
    expect(await stored(seedNumbers.acmeEvents.id)).toEqual([before]);
    expect((await owner.status()).phoneNumbers).toEqual([]);
    expect((await first.status()).connected).toBe(true);
  });

  it('does not hold up the login’s other numbers, and is named', async () => {
    const first = await api.owner();
    await first.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] }));
    expect(reply.phoneNumbers).toBe(2);
    expect(reply.attempt.phase).toBe('partial');
    expect(reply.attempt.numbers.find((number) => !number.saved)).toMatchObject({
      phoneNumberId: seedNumbers.acmeEvents.id,
      problem: { code: 'number_in_use' },
    });
  });

  it('has one winner when two accounts connect it at the same moment', async () => {
    const rivals = await Promise.all(Array.from({ length: 6 }, () => api.owner()));
    const outcomes = await Promise.all(
      rivals.map(async (rival) => {
        const { state } = await rival.start();
        return (await rival.finish({ code: api.sandbox.issueCode({ wabaIds: [acmeEvents] }), state })).status;
      }),
    );
    expect(outcomes.sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect((await stored(seedNumbers.acmeEvents.id)).filter((row) => row.isActive)).toHaveLength(1);
  });

  it('can be connected after it was disconnected there', async () => {
    const first = await api.owner();
    await first.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    await first.post('/api/integrations/whatsapp/disconnect', {});
    expect((await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }))).phoneNumbers).toBe(1);
  });
});

describe('when a person comes back without a code', () => {
  const cancel = (client: Client, state: string, reason: string) =>
    client.post('/api/integrations/whatsapp/oauth/cancel', { state, reason, error: 'access_denied' });

  it.each([
    ['denied', 'connect_denied'],
    ['closed', 'connect_closed'],
    ['failed', 'login_failed'],
  ])('%s is kept as such, and no call to Meta is made', async (reason, code) => {
    const { state } = await owner.start();
    const { body } = await cancel(owner, state, reason);
    expect(body.attempt).toMatchObject({ phase: reason, problem: { code } });
    expect((await owner.status()).attempt).toMatchObject({ phase: reason });
    expect(api.sandbox.calls()).toEqual([]);
  });

  it('cannot be used with a code afterwards', async () => {
    const { state } = await owner.start();
    await cancel(owner, state, 'denied');
    const response = await owner.finish({ code: api.sandbox.issueCode(), state });
    expect([response.status, response.body.code]).toEqual([409, 'state_used']);
  });

  it('does not undo an attempt that has worked', async () => {
    const { state } = await owner.start();
    await owner.finish({ code: api.sandbox.issueCode(), state });
    const { body } = await cancel(owner, state, 'denied');
    expect(body.attempt.phase).toBe('connected');
  });

  it('refuses somebody else’s state', async () => {
    const { state } = await owner.start();
    const response = await cancel(await api.owner(), state, 'denied');
    expect(response.body.code).toBe('state_not_yours');
  });
});

describe('support staff', () => {
  it('cannot connect the first number', async () => {
    const support = await owner.invite('support');
    const response = await support.post('/api/integrations/whatsapp/oauth/start', {});
    expect([response.status, response.body.code]).toEqual([403, 'owner_only']);
  });

  it('bring back numbers the account knows, and no new ones', async () => {
    await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    const support = await owner.invite('support');
    const reply = await support.connect(api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] }));
    expect(reply.phoneNumbers).toBe(1);
    const refused = reply.attempt.numbers.filter((number) => !number.saved);
    expect(refused.map((number) => number.problem?.code)).toEqual(['number_not_known', 'number_not_known']);
    expect((await owner.status()).phoneNumbers.map((number) => number.id)).toEqual([seedNumbers.acmeEvents.id]);
  });
});
