import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { metaFor, said } from '../../test/deliveries.js';
import { type TestApi, testKey } from '../../test/harness.js';
import { type Business, newPerson, startBusiness } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { minutes, seconds } from '../platform/clock.js';

const acme = seedNumbers.acmeFlowers.id;
const [k1, k2] = [testKey('k1'), testKey('k2')];
let business: Business;
const started: TestApi[] = [];
beforeAll(async () => {
  business = await startBusiness({ env: { TOKEN_ENCRYPTION_KEYS: k1 } });
});
afterEach(async () => {
  for (const api of started.splice(0)) await api.stop();
});
afterAll(() => business.stop());

/** Another instance of the same installation, with these keys. */
async function beside(keys: string): Promise<TestApi> {
  const api = await startBeside(business.api, { env: { TOKEN_ENCRYPTION_KEYS: keys } });
  started.push(api);
  return api;
}
function signedInAt(api: TestApi) {
  const client = api.client();
  client.token = business.owner.token;
  return client;
}
const numbers = () => business.api.connection.collection('phoneNumbers');
const check = async (api: TestApi) =>
  (await signedInAt(api).post('/api/integrations/whatsapp/check', { phoneNumberIds: [acme] })).body;
const stateOf = async () =>
  (await business.owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === acme)?.state;

/** A conversation of a customer who has just written, and how to answer in it. */
async function conversation() {
  const person = newPerson();
  const at = Math.floor(business.api.clock.now().getTime() / 1000) - 60;
  await metaFor(business.api, business.url).deliver(said('Hello', { from: person.waId, name: person.name, at }));
  const { id } = await business.with(person);
  const text = `Answer for ${person.waId}`;
  const path = `/api/conversations/${id}/messages`;
  const { body } = await business.owner.post(path, { clientId: crypto.randomUUID(), type: 'text', text });
  return {
    shown: async () => (await business.inbox.thread(id)).find((message) => message.id === body.message.id),
    sent: () =>
      business.api.sandbox
        .sentMessages()
        .filter((one) => (one.body.text as { body?: string } | undefined)?.body === text).length,
  };
}

describe('an instance that lacks the key which another one seals with', () => {
  it('calls no number bad, fails no message, and says which key it lacks; the other one sends', async () => {
    const ahead = await beside(`${k2},${k1}`);
    expect(await ahead.app.resealTokens()).toBeGreaterThan(0);

    const { api } = business;
    expect((await check(api)).unclear).toMatchObject([{ phoneNumberId: acme, code: 'key_missing' }]);
    await api.app.watching.checkDue();
    expect(await stateOf()).toBe('connected');
    const lines = api
      .logs()
      .split('\n')
      .filter((line) => line.includes('"kid":"k2"'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('TOKEN_ENCRYPTION_KEYS');
    expect(api.logs()).not.toContain('v1.k2.');

    const answer = await conversation();
    await api.app.runDueSending();
    expect(await answer.shown()).toMatchObject({ status: 'queued', problem: null, nextTryAt: expect.any(String) });
    ahead.clock.advance(seconds(10));
    await ahead.app.runDueSending();
    expect([answer.sent(), (await answer.shown())?.status]).toEqual([1, expect.not.stringMatching('queued')]);
    expect(await check(ahead)).toMatchObject({ unclear: [] });
  });

  it('does not end what is left to do at Meta', async () => {
    const ahead = await beside(`${k2},${k1}`);
    const pending = business.api.connection.collection('pendingUnsubscribes');
    await pending.insertOne({
      ...{ accountId: business.accountId, wabaId: '900100200399', accessToken: 'v1.k2.AAAAAAAAAAAAAAAA.AAAA' },
      ...{ tries: 0, createdAt: new Date(), nextTryAt: new Date(0), giveUpAt: ahead.clock.now() },
    });
    await pending.updateOne({}, { $set: { giveUpAt: new Date(Date.now() + minutes(10_000)) } });
    await business.api.app.runDueUnsubscribes();
    const row = await pending.findOne({});
    expect(row).toMatchObject({ problem: { code: 'key_missing' } });
    expect(row?.nextTryAt.getTime()).toBeLessThan(Date.now() + minutes(2));
    await pending.deleteMany({});
  });
});

it('a number that was called bad for a missing key alone comes back by itself where the key is', async () => {
  await numbers().updateOne(
    { phoneNumberId: acme },
    { $set: { token: { valid: false, at: new Date(), expiresAt: null, problem: { code: 'token_unreadable' } } } },
  );
  expect(await stateOf()).toBe('needs_attention');
  const api = await beside(`${k1},${k2}`);
  api.clock.advance(minutes(10));
  await api.app.watching.comeBack();
  await api.app.watching.checkDue();
  expect(await stateOf()).toBe('connected');
});

it('as documented nothing is unclear at any moment: first behind everywhere, then in front', async () => {
  await (await beside(`${k1},${k2}`)).app.resealTokens();
  const everywhere = [await beside(k1), await beside(`${k1},${k2}`)];
  for (const api of everywhere) expect((await check(api)).unclear).toEqual([]);
  const [behind, inFront] = [await beside(`${k1},${k2}`), await beside(`${k2},${k1}`)];
  expect(await inFront.app.resealTokens()).toBeGreaterThan(0);
  for (const api of [behind, inFront]) expect((await check(api)).unclear).toEqual([]);
});
