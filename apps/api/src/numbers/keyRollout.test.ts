import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metaFor, said } from '../../test/deliveries.js';
import { type TestApi, testKey } from '../../test/harness.js';
import { type Business, newPerson, startBusiness } from '../../test/inbox.js';
import { silence, startBeside } from '../../test/instances.js';
import { minutes, seconds } from '../platform/clock.js';

const acme = seedNumbers.acmeFlowers.id;
const [k1, k2] = [testKey('k1'), testKey('k2')];
let business: Business;
const started: TestApi[] = [];
beforeAll(async () => {
  business = await startBusiness({ env: { TOKEN_ENCRYPTION_KEYS: k1 } });
});
/** Everything is sealed with k1, by the one process that runs. */
beforeEach(async () => {
  await silence(business.api);
  await (await beside(`${k1},${k2}`)).app.resealTokens();
  await stopBeside();
  await business.api.app.announceKeys();
});
afterEach(stopBeside);
afterAll(() => business.stop());

async function stopBeside(): Promise<void> {
  for (const api of started.splice(0)) await api.stop();
}
/** Another instance of the same installation, with these keys. */
async function beside(keys: string): Promise<TestApi> {
  const api = await startBeside(business.api, { env: { TOKEN_ENCRYPTION_KEYS: keys } });
  started.push(api);
  return api;
}
/** One that does not know of the others: they have said nothing for a while. It seals with its own key. */
async function alone(keys: string): Promise<TestApi> {
  const api = await beside(keys);
  await silence(api);
  await api.app.announceKeys();
  return api;
}
function signedInAt(api: TestApi) {
  const client = api.client();
  client.token = business.owner.token;
  return client;
}
const collection = (name: string) => business.api.connection.collection(name);
const check = async (api: TestApi) =>
  (await signedInAt(api).post('/api/integrations/whatsapp/check', { phoneNumberIds: [acme] })).body;
const fetchState = async () =>
  (await business.owner.status()).phoneNumbers.find(({ phoneNumberId }) => phoneNumberId === acme)?.state;
const kidOf = async () =>
  String((await collection('phoneNumbers').findOne({ phoneNumberId: acme }))?.accessToken).split('.')[1];
const logged = (api: TestApi, words: string) =>
  api
    .logs()
    .split('\n')
    .filter((line) => line.includes(words));

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
    const ahead = await alone(`${k2},${k1}`);
    expect(await ahead.app.resealTokens()).toBeGreaterThan(0);

    const { api } = business;
    expect((await check(api)).unclear).toMatchObject([{ phoneNumberId: acme, code: 'key_missing' }]);
    await api.app.watching.checkDue();
    expect(await fetchState()).toBe('connected');
    const lines = logged(api, '"kid":"k2"');
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
    const ahead = await alone(`${k2},${k1}`);
    const pending = collection('pendingUnsubscribes');
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

  it('seals nothing itself, and says so, when it was taken away there too early', async () => {
    const late = await beside(k2);
    expect(logged(late, 'it seals nothing until it is')).toHaveLength(1);
    expect((await check(late)).unclear).toMatchObject([{ phoneNumberId: acme, code: 'key_missing' }]);
    const { state } = await signedInAt(late).start();
    const code = business.api.sandbox.issueCode({ wabaIds: ['900100200310'] });
    const { body } = await signedInAt(late).finish({ code, state });
    expect(body.code ?? body.attempt?.problem?.code).toBe('key_missing');
    expect(await fetchState()).toBe('connected');
    expect(await late.app.resealTokens()).toBe(0);
    expect(await kidOf()).toBe('k1');
  });
});

describe('an instance with another key under an id that all know', () => {
  it('calls no number bad and sends nothing; it says so, and the others send', async () => {
    const wrong = await beside(testKey('k1'));
    expect(logged(wrong, 'another one than the others know by its id')).toHaveLength(1);
    expect((await check(wrong)).unclear).toMatchObject([{ phoneNumberId: acme, code: 'key_missing' }]);
    expect(await fetchState()).toBe('connected');

    const answer = await conversation();
    await wrong.app.runDueSending();
    expect(await answer.shown()).toMatchObject({ status: 'queued', problem: null });
    business.api.clock.advance(seconds(10));
    await business.api.app.runDueSending();
    expect(answer.sent()).toBe(1);
  });

  it('has no say in which key seals, and takes no part in sealing', async () => {
    const wrong = await beside(`${testKey('k1')},${k2}`);
    expect(await wrong.app.resealTokens()).toBe(0);
    await business.api.app.announceKeys();
    expect(await kidOf()).toBe('k1');
    expect((await check(business.api)).unclear).toEqual([]);
  });
});

describe('a new key', () => {
  it('in front of one instance seals only when it is in front of all; nothing is unclear at any moment', async () => {
    const old = await alone(k1);
    const ahead = await beside(`${k2},${k1}`);
    expect(await ahead.app.resealTokens()).toBe(0);
    await old.app.announceKeys();
    expect(await kidOf()).toBe('k1');
    for (const api of [old, ahead]) expect((await check(api)).unclear).toEqual([]);

    await old.stop();
    started.splice(started.indexOf(old), 1);
    const follower = await beside(`${k2},${k1}`);
    expect(await follower.app.resealTokens()).toBeGreaterThan(0);
    expect(await kidOf()).toBe('k2');
    expect(await ahead.app.resealTokens()).toBe(0);
    for (const api of [ahead, follower]) expect((await check(api)).unclear).toEqual([]);
  });

  it('waits while it is only behind in one of them', async () => {
    const behind = await alone(`${k1},${k2}`);
    const inFront = await beside(`${k2},${k1}`);
    for (const api of [behind, inFront, behind]) expect(await api.app.resealTokens()).toBe(0);
    expect(await kidOf()).toBe('k1');
  });

  it('waits for an instance of an earlier version, which does not say what it can open', async () => {
    await silence(business.api);
    const writers = collection('deliveryWriters');
    const aliveUntil = new Date(business.api.clock.now().getTime() + minutes(5));
    const earlier = { _id: 'an earlier version' as never, projectedTo: '', finished: false, aliveUntil };
    await writers.insertOne(earlier);
    const next = await beside(`${k2},${k1}`);
    expect(await next.app.resealTokens()).toBe(0);
    expect(await kidOf()).toBe('k1');
    await writers.updateOne({ _id: earlier._id }, { $set: { finished: true } });
    expect(await next.app.resealTokens()).toBeGreaterThan(0);
    expect(await kidOf()).toBe('k2');
    expect((await collection('keyrings').findOne({ kid: 'k2' }))?.former).toContain('k1');
  });
});

it('a number that was called bad for a missing key alone comes back by itself where the key is', async () => {
  await collection('phoneNumbers').updateOne(
    { phoneNumberId: acme },
    { $set: { token: { valid: false, at: new Date(), expiresAt: null, problem: { code: 'token_unreadable' } } } },
  );
  expect(await fetchState()).toBe('needs_attention');
  const api = await beside(`${k1},${k2}`);
  api.clock.advance(minutes(10));
  await api.app.watching.comeBack();
  await api.app.watching.checkDue();
  expect(await fetchState()).toBe('connected');
});
