import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { toAttemptChoice } from './numberSelection.js';
import type { ReadWaba } from './wabaReader.js';

const acmeFlowers = seedWabas.acmeFlowers.id;
const acmeEvents = seedWabas.acmeEvents.id;
const first = seedNumbers.acmeFlowers.id;
const second = seedNumbers.acmeSecond.id;
const events = seedNumbers.acmeEvents.id;
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
  for (const name of ['phoneNumbers', 'connectAttempts']) await api.connection.collection(name).deleteMany({});
  api.sandbox.reset();
});

const choose = (client: Client, attemptId: string, phoneNumberIds: string[]) =>
  client.post(`/api/integrations/whatsapp/oauth/attempts/${attemptId}/choose`, { phoneNumberIds });
const shareBoth = () => api.sandbox.issueCode({ wabaIds: [acmeFlowers, acmeEvents] });
async function toChoice(client = owner) {
  const { state, attemptId } = await client.start('redirect', { choose: true });
  const code = shareBoth();
  const response = await client.finish({ code, state });
  return { attemptId, state, code, response, attempt: response.body.attempt };
}
const rows = () => api.connection.collection('phoneNumbers').find().toArray();
const kept = (attemptId: string) => api.connection.collection('connectAttempts').findOne({ attemptId });

describe('when Meta shared several numbers and the start asked to choose', () => {
  it('the run stops after reading: nothing is saved, no webhooks are on, the token is sealed and held for an hour', async () => {
    const { response, attempt, attemptId } = await toChoice();
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({
      phoneNumbers: 0,
      message: 'Choose which numbers Switchboard is to connect.',
    });
    expect(attempt).toMatchObject({ phase: 'choosing', numbers: [], canRetry: false, problem: null });
    expect(attempt.steps.map((step: { state: string }) => step.state)).toEqual([
      ...['done', 'done', 'done', 'done', 'waiting', 'waiting'],
    ]);
    expect(attempt.choice.wabas).toMatchObject([
      {
        wabaId: acmeFlowers,
        wabaName: 'Acme Flowers',
        problem: null,
        numbers: [
          {
            phoneNumberId: first,
            displayPhone: seedNumbers.acmeFlowers.displayPhoneNumber,
            held: 'free',
            preselected: true,
          },
          { phoneNumberId: second, held: 'free', preselected: true },
        ],
      },
      { wabaId: acmeEvents, numbers: [{ phoneNumberId: events, held: 'free', preselected: true }] },
    ]);
    expect(await rows()).toEqual([]);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(false);
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(false);
    const stored = await kept(attemptId);
    expect(stored?.accessToken).toMatch(/^v1\.k1\./);
    expect(stored?.tokenHeldUntil.getTime() - api.clock.now().getTime()).toBeLessThanOrEqual(3_600_000);
    expect(await owner.status()).toMatchObject({ state: 'connecting', attempt: { phase: 'choosing' } });
  });

  it('only the chosen numbers are saved, and only their WhatsApp accounts subscribed', async () => {
    const { attemptId } = await toChoice();
    const { status, body } = await choose(owner, attemptId, [second]);
    expect([status, body.attempt.phase]).toEqual([200, 'connected']);
    expect(body.attempt).toMatchObject({ choice: null, numbers: [{ phoneNumberId: second, saved: true }] });
    expect((await rows()).map((row) => row.phoneNumberId)).toEqual([second]);
    expect(api.sandbox.isSubscribed(acmeFlowers)).toBe(true);
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(false);
    expect(await kept(attemptId)).not.toHaveProperty('accessToken');
  });

  it('the same callback again shows the choice again, without a second exchange', async () => {
    const { code, state, attempt } = await toChoice();
    const again = await owner.finish({ code, state });
    expect(again.body.attempt).toEqual(attempt);
    expect(api.sandbox.calls().filter((call) => call.edge === 'oauth/access_token')).toHaveLength(1);
  });

  it('chosen twice, at once or later, makes one run and gives both its result', async () => {
    const { attemptId } = await toChoice();
    const replies = await Promise.all([choose(owner, attemptId, [first]), choose(owner, attemptId, [events])]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(replies[0]?.body).toEqual(replies[1]?.body);
    expect(await rows()).toHaveLength(1);
    expect((await choose(owner, attemptId, [second])).body).toEqual(replies[0]?.body);
    expect(await rows()).toHaveLength(1);
  });

  it('an hour without a choice ends it, shown at once and destroyed by the sweep', async () => {
    const { attemptId } = await toChoice();
    api.clock.advance(3_600_000);
    await owner.refresh();
    expect(await owner.attempt(attemptId)).toMatchObject({ phase: 'expired', problem: { code: 'choice_expired' } });
    const late = await choose(owner, attemptId, [first]);
    expect([late.status, late.body.code]).toEqual([410, 'choice_expired']);
    await api.app.sweep();
    const stored = await kept(attemptId);
    expect(stored).toMatchObject({ phase: 'expired', problem: { code: 'choice_expired' } });
    expect(stored).not.toHaveProperty('accessToken');
    expect((await choose(owner, attemptId, [first])).body.code).toBe('choice_expired');
    expect(await rows()).toEqual([]);
  });

  it('Meta being down while the chosen are taken leaves them to be tried again, and only them', async () => {
    const { attemptId } = await toChoice();
    api.sandbox.faults.add(faultOn('debug_token', { kind: 'error', code: 2, isTransient: true }, { times: 9 }));
    const { body } = await choose(owner, attemptId, [events]);
    expect(body.attempt).toMatchObject({ phase: 'failed', canRetry: true });
    api.sandbox.faults.clear();
    const retried = await owner.post(`/api/integrations/whatsapp/oauth/attempts/${attemptId}/retry`);
    expect(retried.body.attempt).toMatchObject({ phase: 'connected' });
    expect((await rows()).map((row) => row.phoneNumberId)).toEqual([events]);
  });

  it('a WhatsApp account that cannot be read is named and does not hold up the others', async () => {
    api.sandbox.faults.add(
      faultOn('{waba}/phone_numbers', { kind: 'error', code: 200, httpStatus: 403 }, { id: acmeEvents }),
    );
    const { attempt } = await toChoice();
    expect(attempt.choice.wabas[1]).toMatchObject({ numbers: [], problem: { code: 'permission_missing' } });
  });

  it('in the popup only the WhatsApp account that was chosen there is offered', async () => {
    const { state } = await owner.start('popup', { choose: true });
    const code = api.sandbox.issueCode({ wabaIds: [acmeEvents, acmeFlowers], redirectUri: null });
    const { body } = await owner.finish({ code, state, signup: { waba_id: acmeFlowers, phone_number_id: second } });
    expect(body.attempt.choice.wabas.map(({ wabaId }: { wabaId: string }) => wabaId)).toEqual([acmeFlowers]);
  });

  it('new numbers are ticked to begin with, and the one that was chosen at Meta although it is connected already', () => {
    const at = { at: new Date(0) };
    const number = (phoneNumberId: string) => ({
      ...{ phoneNumberId, displayPhone: phoneNumberId, displayName: phoneNumberId },
      ...{ qualityRating: undefined, registration: at },
    });
    const read: ReadWaba = {
      wabaId: '9',
      waba: { ok: true, value: { wabaId: '9', wabaName: 'Nine', businessId: undefined, businessName: undefined } },
      numbers: { ok: true, value: ['1', '2', '3', '4'].map(number) },
    };
    const ticked = (named: string | undefined, onlyKnown: string[] | null = null) =>
      toAttemptChoice([read], {
        ...{ here: new Set(['2', '3']), elsewhere: new Set(['4']), named },
        onlyKnown: onlyKnown && new Set(onlyKnown),
      })
        .flatMap(({ numbers }) => numbers)
        .filter(({ preselected }) => preselected)
        .map(({ phoneNumberId }) => phoneNumberId);
    expect(ticked(undefined)).toEqual(['1']);
    expect(ticked('3')).toEqual(['1', '3']);
    expect(ticked('4')).toEqual(['1']);
    expect(ticked('99')).toEqual(['1']);
    expect(ticked('3', ['2', '3'])).toEqual(['3']);
  });
});

describe('what cannot be chosen', () => {
  it('a number that is live in another account is shown as such and refused; nothing changes', async () => {
    const other = await api.owner();
    await other.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    const before = await rows();
    const { attempt, attemptId } = await toChoice();
    expect(attempt.choice.wabas[1].numbers).toMatchObject([{ held: 'elsewhere', preselected: false }]);
    expect(JSON.stringify(attempt)).not.toContain(other.signedIn?.account.accountId);
    const refused = await choose(owner, attemptId, [first, events]);
    expect([refused.status, refused.body.code]).toEqual([409, 'number_in_use']);
    expect(await rows()).toEqual(before);
    expect((await choose(owner, attemptId, [first])).body.attempt.phase).toBe('connected');
  });

  it('a number that was not shared, or nothing at all', async () => {
    const { attemptId } = await toChoice();
    const refused = await choose(owner, attemptId, [seedNumbers.blueBicycle.id]);
    expect([refused.status, refused.body.code]).toEqual([409, 'not_choosing']);
    const nothing = await choose(owner, attemptId, []);
    expect([nothing.status, nothing.body.code]).toEqual([400, 'nothing_chosen']);
    expect((await owner.attempt(attemptId)).phase).toBe('choosing');
  });

  it('anything, when the attempt does not wait for a choice', async () => {
    const { attemptId } = await owner.start('redirect', { choose: true });
    expect((await choose(owner, attemptId, [first])).body.code).toBe('not_choosing');
    const reply = await owner.connect(shareBoth());
    expect((await choose(owner, reply.attemptId, [first])).body.code).toBe('not_choosing');
  });

  it('by support staff: a number the account does not know', async () => {
    await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeEvents] }));
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    const support = await owner.invite('support');
    const { attemptId, attempt } = await toChoice(support);
    const ticked = attempt.choice.wabas.flatMap(({ numbers }: { numbers: { preselected: boolean }[] }) => numbers);
    expect(ticked.map(({ preselected }: { preselected: boolean }) => preselected)).toEqual([false, false, true]);
    const refused = await choose(support, attemptId, [first]);
    expect([refused.status, refused.body.code]).toEqual([403, 'number_not_known']);
    expect((await choose(support, attemptId, [events])).body.attempt.phase).toBe('connected');
  });
});

describe('where there is nothing to ask', () => {
  it('one new number is taken at once', async () => {
    const { state } = await owner.start('redirect', { choose: true });
    const { body } = await owner.finish({ code: api.sandbox.issueCode({ wabaIds: [acmeEvents] }), state });
    expect(body.attempt.phase).toBe('connected');
    expect(api.sandbox.isSubscribed(acmeEvents)).toBe(true);
  });

  it('numbers that are all connected here are renewed at once', async () => {
    await owner.connect(shareBoth());
    const { attempt } = await toChoice();
    expect(attempt).toMatchObject({ phase: 'connected', choice: null });
  });
});
