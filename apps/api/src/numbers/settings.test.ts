import { type FaultEffect, faultOn, type IssueCodeInput } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { impatient, startApi, type TestApi } from '../../test/harness.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi({ graphTimeouts: impatient });
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});
afterEach(async () => {
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const [flowers, events] = [seedWabas.acmeFlowers.id, seedWabas.acmeEvents.id];
const [flowersNumber, eventsNumber] = [seedNumbers.acmeFlowers.id, seedNumbers.acmeEvents.id];
const always = { times: Number.POSITIVE_INFINITY };
const refusal = (response: Response) => [response.status, response.body.code];
const rows = () => api.connection.collection('phoneNumbers').find().toArray();
const add = (client: Client, over: Record<string, unknown> = {}) =>
  client.post('/api/settings/phone-numbers', { phoneNumberId: flowersNumber, wabaId: flowers, ...over });
const list = async (client: Client) => (await client.get('/api/settings/phone-numbers')).body.phoneNumbers;

/** A token as a person would bring it from elsewhere: exchanged at the sandbox, not by Switchboard. */
async function tokenFor(input: IssueCodeInput = {}): Promise<string> {
  const { appId, appSecret, url } = api.sandbox;
  const code = api.sandbox.issueCode({ redirectUri: null, ...input });
  const form = new URLSearchParams({ client_id: appId, client_secret: appSecret, code });
  const answer = await fetch(`${url}/v26.0/oauth/access_token`, { method: 'POST', body: form });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}
async function refused(accessToken: string, over: Record<string, unknown> = {}) {
  const response = await add(owner, { accessToken, ...over });
  expect(await rows()).toEqual([]);
  expect(response.text).not.toContain(accessToken);
  return refusal(response);
}

describe('adding a number by hand', () => {
  it('with a good token connects it: checked, subscribed, sealed and listed', async () => {
    const accessToken = await tokenFor();
    const response = await add(owner, { accessToken });
    expect(response.status).toBe(201);
    expect(response.body.phoneNumber).toMatchObject({
      id: flowersNumber,
      wabaId: flowers,
      displayPhone: seedNumbers.acmeFlowers.displayPhoneNumber,
      businessName: 'Acme Flowers',
      isActive: true,
      state: 'connected',
    });
    expect(api.sandbox.isSubscribed(flowers)).toBe(true);
    expect(await list(owner)).toEqual([response.body.phoneNumber]);
    expect(await owner.status()).toMatchObject({ connected: true, state: 'connected' });
    const [row] = await rows();
    expect(row?.accessToken).toMatch(/^v1\.k1\./);
    expect(JSON.stringify([row, response.body]) + api.logs()).not.toContain(accessToken);
  });

  it('adds that one number only, although its WABA has another one', async () => {
    await add(owner, { accessToken: await tokenFor() });
    expect((await list(owner)).map((number: { id: string }) => number.id)).toEqual([flowersNumber]);
  });

  it('makes its WABA the account’s, as connecting does', async () => {
    await add(owner, { accessToken: await tokenFor() });
    const account = await api.connection
      .collection('accounts')
      .findOne({ accountId: owner.signedIn?.account.accountId });
    expect(account?.wabaId).toBe(flowers);
  });

  it('twice keeps one row, with the newer token', async () => {
    await add(owner, { accessToken: await tokenFor() });
    const [before] = await rows();
    expect((await add(owner, { accessToken: await tokenFor() })).status).toBe(201);
    const [after, ...more] = await rows();
    expect(more).toEqual([]);
    expect(after?._id).toEqual(before?._id);
    expect(after?.accessToken).not.toBe(before?.accessToken);
  });

  it('shows when a token will end', async () => {
    await add(owner, { accessToken: await tokenFor({ tokenExpiresInSeconds: 3600 }) });
    const [number] = await list(owner);
    expect(Date.parse(number.tokenExpiresAt) - api.clock.now().getTime()).toBeLessThanOrEqual(3_600_000);
  });

  it('is for owners: support staff may look', async () => {
    const support = await owner.invite('support');
    const accessToken = await tokenFor();
    expect(refusal(await add(support, { accessToken }))).toEqual([403, 'owner_only']);
    await add(owner, { accessToken });
    expect(await list(support)).toHaveLength(1);
  });

  it('stores nothing for a token that Meta does not know', async () => {
    expect(await refused('EAA-a-token-that-nobody-made')).toEqual([422, 'token_invalid']);
  });

  it('stores nothing for a token that was revoked or has expired', async () => {
    const revoked = await tokenFor();
    api.sandbox.revokeToken(revoked);
    expect(await refused(revoked)).toEqual([422, 'token_invalid']);
    const expired = await tokenFor();
    api.sandbox.expireToken(expired);
    expect(await refused(expired)).toEqual([422, 'token_invalid']);
  });

  it('stores nothing for a token of another app', async () => {
    const other = await startApi({ sandbox: api.sandbox, env: { META_APP_ID: '999999' } });
    try {
      const person = await other.owner();
      const response = await add(person, { accessToken: await tokenFor() });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await list(person)).toEqual([]);
    } finally {
      await other.stop();
    }
  });

  it('stores nothing for a token of another WABA', async () => {
    const [status] = await refused(await tokenFor({ wabaIds: [events] }));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(api.sandbox.isSubscribed(flowers)).toBe(false);
  });

  it('stores nothing for a number that is not on that WABA', async () => {
    const accessToken = await tokenFor({ wabaIds: [flowers, events] });
    expect(await refused(accessToken, { phoneNumberId: eventsNumber })).toEqual([422, 'number_not_granted']);
    expect(await refused(accessToken, { phoneNumberId: '799999999999' })).toEqual([422, 'number_not_granted']);
    expect(api.sandbox.isSubscribed(flowers)).toBe(false);
  });

  it.each(['whatsapp_business_messaging', 'whatsapp_business_management'])(
    'stores nothing for a token without %s, as connecting does not',
    async (missing) => {
      const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management'].filter(
        (scope) => scope !== missing,
      );
      expect(await refused(await tokenFor({ scopes }))).toEqual([422, 'permission_missing']);
    },
  );

  it('that is live in another account is refused, and nothing changes there', async () => {
    const first = await api.owner();
    await first.connect(api.sandbox.issueCode());
    const before = await rows();
    const response = await add(owner, { accessToken: await tokenFor() });
    expect(refusal(response)).toEqual([409, 'number_in_use']);
    expect(response.text).not.toContain(first.signedIn?.account.accountId);
    expect(await rows()).toEqual(before);
  });

  it('by six accounts at the same moment has one winner', async () => {
    const rivals = await Promise.all(Array.from({ length: 6 }, () => api.owner()));
    const tokens = await Promise.all(rivals.map(() => tokenFor()));
    const responses = await Promise.all(rivals.map((rival, index) => add(rival, { accessToken: tokens[index] })));
    expect(responses.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(await rows()).toHaveLength(1);
  });

  it.each<[string, FaultEffect, [number, string]]>([
    ['is slow', { kind: 'hang' }, [504, 'meta_timed_out']],
    ['answers with an HTML page', { kind: 'html' }, [502, 'meta_unavailable']],
    ['cuts the line', { kind: 'reset' }, [502, 'meta_unreachable']],
  ])('stores nothing while Meta %s', async (_what, effect, expected) => {
    const accessToken = await tokenFor();
    api.sandbox.faults.add(faultOn('*', effect, always));
    expect(await refused(accessToken)).toEqual(expected);
  });

  it('whose subscription Meta refuses is kept and says so', async () => {
    const accessToken = await tokenFor();
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'error', code: 200 }, { method: 'POST' }));
    const { body } = await add(owner, { accessToken });
    expect(body.phoneNumber.ladder[2]).toMatchObject({ rung: 'subscribed', verdict: 'bad', fix: 'retry_subscription' });
    expect(body.phoneNumber.state).toBe('needs_attention');
  });

  it('whose subscription got no clear answer is not told to be without webhooks', async () => {
    const accessToken = await tokenFor();
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'hang' }, { method: 'POST', ...always }));
    const { body } = await add(owner, { accessToken });
    expect(body.phoneNumber.ladder[2]).toMatchObject({
      rung: 'subscribed',
      verdict: 'unknown',
      fix: 'retry_subscription',
    });
  });
});
