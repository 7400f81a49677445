import { randomBytes } from 'node:crypto';
import { type FaultEffect, faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { ownDatabase, startApi, type TestApi, testKey } from '../../test/harness.js';
import { silence } from '../../test/instances.js';
import { countSealed } from '../keys/keyCensus.js';
import { AppError } from '../platform/errors.js';
import { KeyRing } from '../platform/keyRing.js';
import { createSealer } from '../platform/sealer.js';
import { createTokenVault, type SealingContext } from './tokenVault.js';

const readCode = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
  return 'opened';
};

describe('the token vault', () => {
  const vault = createTokenVault(createSealer(new KeyRing([{ kid: 'k1', key: randomBytes(32) }])));
  const places: SealingContext[] = [
    { purpose: 'number', accountId: 'acc_a', wabaId: '900', phoneNumberId: '700' },
    { purpose: 'number', accountId: 'acc_b', wabaId: '900', phoneNumberId: '700' },
    { purpose: 'number', accountId: 'acc_a', wabaId: '901', phoneNumberId: '700' },
    { purpose: 'number', accountId: 'acc_a', wabaId: '900', phoneNumberId: '701' },
    { purpose: 'number', accountId: 'acc_a', wabaId: '700', phoneNumberId: '900' },
    { purpose: 'pin', accountId: 'acc_a', phoneNumberId: '700' },
    { purpose: 'pin', accountId: 'acc_b', phoneNumberId: '700' },
    { purpose: 'pin', accountId: 'acc_a', phoneNumberId: '900' },
    { purpose: 'attempt', accountId: 'acc_a', attemptId: '900' },
    { purpose: 'attempt', accountId: 'acc_b', attemptId: '900' },
    { purpose: 'unsubscribe', accountId: 'acc_a', wabaId: '900' },
    { purpose: 'unsubscribe', accountId: 'acc_a', wabaId: '901' },
  ];

  it('opens a token where it was sealed and nowhere else', () => {
    const opened = places.flatMap((sealedFor, from) =>
      places.flatMap((place, to) => {
        const outcome = readCode(() => vault.open(vault.seal('EAAtoken', sealedFor), place));
        if (outcome !== 'opened') expect(outcome).toBe('token_unreadable');
        return outcome === 'opened' ? [[from, to]] : [];
      }),
    );
    expect(opened).toEqual(places.map((_place, index) => [index, index]));
  });

  it('seals again only what is under an older key, and passes over what it cannot open', async () => {
    const [k1, k2] = ['k1', 'k2'].map((kid) => ({ kid, key: randomBytes(32) }));
    const [place, elsewhere] = places;
    if (!k1 || !k2 || !place || !elsewhere) throw new Error('two keys and two places are there');
    const oldVault = createTokenVault(createSealer(new KeyRing([k1])));
    const both = createTokenVault(createSealer(new KeyRing([k2, k1])));
    const rows = [
      { name: 'moved elsewhere', accessToken: oldVault.seal('EAAtoken', elsewhere) },
      { name: 'old', accessToken: oldVault.seal('EAAtoken', place) },
      { name: 'current', accessToken: both.seal('EAAtoken', place) },
      { name: 'empty', accessToken: undefined },
    ];
    async function* cursor() {
      yield* rows;
    }
    const counted: unknown[] = [];
    const swapped: { name: string; resealed: string }[] = [];
    const moved = await both.resealEach(
      cursor(),
      () => place,
      async ({ name }, resealed) => {
        swapped.push({ name, resealed });
        return { modifiedCount: 1 };
      },
      (...told) => counted.push(told),
    );
    expect(moved).toBe(1);
    expect(counted).toEqual([[place.accountId, 'token']]);
    expect(swapped.map(({ name }) => name)).toEqual(['old']);
    expect(createTokenVault(createSealer(new KeyRing([k2]))).open(swapped[0]?.resealed ?? '', place)).toBe('EAAtoken');
  });

  it('does not tell in its error what was inside or why it did not open', () => {
    const [place, elsewhere] = places;
    if (!place || !elsewhere) throw new Error('two places are there');
    const sealed = vault.seal('EAAtoken', place);
    expect(() => vault.open(sealed, elsewhere)).toThrow(
      'The key it was sealed with is not there any more. Reconnect the number.',
    );
  });
});

describe('changing the key of a running Switchboard', () => {
  /** Refused for the moment, and not tried again at once. */
  const tooManyCalls: FaultEffect = { kind: 'error', code: 80007 };
  const acme = seedWabas.acmeFlowers.id;
  const events = seedWabas.acmeEvents.id;
  const [k1, k2] = [testKey('k1'), testKey('k2')];
  const shared = { JWT_SECRET: randomBytes(32).toString('base64') };
  const mongoUri: { value: string } = { value: '' };
  const started: TestApi[] = [];
  let first: TestApi;

  /** The process that follows the others on the same database, with the same Meta, but with these keys. */
  async function restartWith(keys: string, jwtSecret = shared.JWT_SECRET): Promise<TestApi> {
    const env = { JWT_SECRET: jwtSecret, TOKEN_ENCRYPTION_KEYS: keys };
    const api = await startApi({ mongoUri: mongoUri.value, sandbox: first.sandbox, env });
    started.push(api);
    await silence(api);
    await api.app.announceKeys();
    return api;
  }
  /** The same person's browser, now speaking with that process. */
  function moved(client: Client, api: TestApi): Client {
    const next = api.client();
    next.token = client.token;
    return next;
  }
  const check = (client: Client) => client.post('/api/integrations/whatsapp/check', {});
  const listKids = async (collection: string) => {
    const rows = await first.connection
      .collection(collection)
      .find({ accessToken: { $exists: true } })
      .toArray();
    return rows.map((row) => String(row.accessToken).split('.')[1]);
  };

  /** How many sealed texts there are in the whole database under a key, wherever they are kept. */
  async function sealedUnder(kid: string): Promise<number> {
    let count = 0;
    for (const { name } of (await first.connection.db?.listCollections().toArray()) ?? []) {
      const text = JSON.stringify(await first.connection.collection(name).find().toArray());
      count += text.split(`"v1.${kid}.`).length - 1;
    }
    return count;
  }

  beforeAll(async () => {
    mongoUri.value = ownDatabase();
    first = await startApi({ mongoUri: mongoUri.value, env: { ...shared, TOKEN_ENCRYPTION_KEYS: k1 } });
  });
  afterEach(async () => {
    for (const api of started.splice(0)) await api.stop();
    for (const name of ['phoneNumbers', 'connectAttempts', 'pendingUnsubscribes', 'keyrings']) {
      await first.connection.collection(name).deleteMany({});
    }
    await first.app.announceKeys();
    first.sandbox.reset();
  });
  afterAll(() => first.stop());

  it('works without anybody noticing: the new key in front, everything moved, the old key gone', async () => {
    const owner = await first.owner();
    await owner.connect(first.sandbox.issueCode({ wabaIds: [acme, events] }));
    expect(await listKids('phoneNumbers')).toEqual(['k1', 'k1', 'k1']);

    const both = await restartWith(`${k2},${k1}`);
    expect((await check(moved(owner, both))).body.unclear).toEqual([]);
    expect(await both.app.resealTokens()).toBe(3);
    expect(await both.app.resealTokens()).toBe(0);
    expect(await listKids('phoneNumbers')).toEqual(['k2', 'k2', 'k2']);

    const onlyNew = await restartWith(k2);
    const later = moved(owner, onlyNew);
    expect((await check(later)).body).toMatchObject({ success: true, unclear: [] });
    expect(await later.status()).toMatchObject({ connected: true, state: 'connected' });
  });

  it('moves the login that an unfinished attempt still holds', async () => {
    const owner = await first.owner();
    first.sandbox.faults.add(faultOn('{waba}/subscribed_apps', tooManyCalls, { method: 'POST' }));
    const reply = await owner.connect(first.sandbox.issueCode({ wabaIds: [events] }));
    expect(reply.attempt).toMatchObject({ phase: 'partial', canRetry: true });

    await (await restartWith(`${k2},${k1}`)).app.resealTokens();
    first.sandbox.faults.clear();
    const onlyNew = moved(owner, await restartWith(k2));
    const retried = await onlyNew.post(`/api/integrations/whatsapp/oauth/attempts/${reply.attemptId}/retry`);
    expect(retried.body.attempt).toMatchObject({ phase: 'connected' });
  });

  it('moves the login that is kept to switch a WABA’s webhooks off later', async () => {
    const owner = await first.owner();
    await owner.connect(first.sandbox.issueCode({ wabaIds: [events] }));
    first.sandbox.faults.add(faultOn('{waba}/subscribed_apps', tooManyCalls, { method: 'DELETE' }));
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    expect(await listKids('pendingUnsubscribes')).toEqual(['k1']);

    await (await restartWith(`${k2},${k1}`)).app.resealTokens();
    first.sandbox.faults.clear();
    const onlyNew = await restartWith(k2);
    onlyNew.clock.advance(10 * 60_000);
    await onlyNew.app.runDueUnsubscribes();
    expect(first.sandbox.isSubscribed(events)).toBe(false);
  });

  it('moves what is kept for undoing, and it can be undone afterwards', async () => {
    const owner = await first.owner();
    await owner.connect(first.sandbox.issueCode({ wabaIds: [acme, events] }));
    await owner.post('/api/integrations/whatsapp/disconnect', {});
    const both = await restartWith(`${k2},${k1}`);
    // The copies for switching the webhooks off are gone already.
    expect(await both.app.resealTokens()).toBe(3);
    const rows = await first.connection.collection('phoneNumbers').find().toArray();
    expect(rows.map(({ undoToken }) => String(undoToken).split('.')[1])).toEqual(['k2', 'k2', 'k2']);

    const onlyNew = moved(owner, await restartWith(k2));
    const phoneNumberIds = rows.map((row) => row.phoneNumberId);
    const undone = await onlyNew.post('/api/integrations/whatsapp/disconnect/undo', { phoneNumberIds });
    expect(undone.status).toBe(200);
    expect((await check(onlyNew)).body.unclear).toEqual([]);
  });

  it('moves everything that is sealed anywhere, and the audit log counts all of it', async () => {
    const owner = await first.owner();
    await owner.connect(first.sandbox.issueCode({ wabaIds: [acme, events] }));
    const numbers = '/api/integrations/whatsapp/numbers';
    await owner.post(`${numbers}/${seedNumbers.acmeFlowers.id}/register`, {});
    first.sandbox.faults.add(faultOn('{phone}/register', { kind: 'reset' }, { times: 100 }));
    await owner.post(`${numbers}/${seedNumbers.acmeSecond.id}/register`, {});
    first.sandbox.faults.add(faultOn('{waba}/subscribed_apps', tooManyCalls, { method: 'DELETE' }));
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [seedNumbers.acmeEvents.id] });
    first.sandbox.faults.add(faultOn('{waba}/subscribed_apps', tooManyCalls, { method: 'POST' }));
    await owner.connect(first.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    const before = await sealedUnder('k1');
    // Tokens of three numbers, one for undoing, one to switch webhooks off, one of an attempt; a PIN and one in doubt.
    expect(before).toBe(8);
    const counted = await countSealed(first.connection);
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(before);

    const both = await restartWith(`${k2},${k1}`);
    expect(await both.app.resealTokens()).toBe(before);
    expect(await sealedUnder('k1')).toBe(0);
    expect(await sealedUnder('k2')).toBe(before);
    const { accountId } = owner.signedIn?.account ?? {};
    const entry = await first.connection.collection('audit').findOne({ accountId, action: 'keys.rotated' });
    expect(entry?.text).toBe('6 access tokens and 2 PINs were sealed anew under the key k2.');
  });

  it('is not held up by one row that does not open', async () => {
    const owner = await first.owner();
    await owner.connect(first.sandbox.issueCode({ wabaIds: [acme, events] }));
    const numbers = first.connection.collection('phoneNumbers');
    const [damaged] = await numbers.find().sort({ _id: 1 }).toArray();
    await numbers.updateOne({ _id: damaged?._id }, { $set: { accessToken: 'v1.k0.AAAAAAAAAAAAAAAA.AAAA' } });

    const both = await restartWith(`${k2},${k1}`);
    await both.app.resealTokens().catch(() => undefined);
    expect((await listKids('phoneNumbers')).sort()).toEqual(['k0', 'k2', 'k2']);
  });

  describe('when the old key is lost', () => {
    async function lost() {
      const owner = await first.owner();
      await owner.connect(first.sandbox.issueCode({ wabaIds: [events] }));
      return moved(owner, await restartWith(k2));
    }

    it('the status still answers, and a check says that the stored login cannot be opened', async () => {
      const client = await lost();
      const before = first.sandbox.calls().length;
      expect(await client.status()).toMatchObject({ success: true });
      const { status, body } = await check(client);
      expect(status).toBe(200);
      expect(body.unclear).toEqual([
        {
          phoneNumberId: seedNumbers.acmeEvents.id,
          code: 'key_missing',
          message: expect.stringContaining('Reconnect'),
        },
      ]);
      expect(first.sandbox.calls()).toHaveLength(before);
    });

    it('the number stays what Meta last said of it: a key that is away proves nothing', async () => {
      const client = await lost();
      await check(client);
      const status = await client.status();
      expect(status).toMatchObject({ connected: true, state: 'connected' });
      expect(status.phoneNumbers[0]?.ladder[0]).toMatchObject({ rung: 'authorised', verdict: 'good' });
    });

    it('connecting again mends it', async () => {
      const client = await lost();
      await client.connect(first.sandbox.issueCode({ wabaIds: [events] }));
      expect((await check(client)).body.unclear).toEqual([]);
      expect(await client.status()).toMatchObject({ connected: true, state: 'connected' });
    });

    it('disconnecting works all the same', async () => {
      const client = await lost();
      expect((await client.post('/api/integrations/whatsapp/disconnect', {})).status).toBe(200);
      expect((await client.status()).phoneNumbers[0]).toMatchObject({ isActive: false, state: 'disconnected' });
    });
  });

  it('a token moved to another row does not open there', async () => {
    const owner = await first.owner();
    await owner.connect(first.sandbox.issueCode({ wabaIds: [events] }));
    const rival = await first.owner();
    await rival.connect(first.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    const numbers = first.connection.collection('phoneNumbers');
    const victim = await numbers.findOne({ phoneNumberId: seedNumbers.acmeEvents.id });
    await numbers.updateOne(
      { phoneNumberId: seedNumbers.blueBicycle.id },
      { $set: { accessToken: victim?.accessToken } },
    );
    const before = first.sandbox.calls().length;
    const { body } = await check(rival);
    expect(body.unclear).toMatchObject([{ phoneNumberId: seedNumbers.blueBicycle.id, code: 'token_unreadable' }]);
    expect(first.sandbox.calls()).toHaveLength(before);
  });

  it('no token leaves through an answer, a log line or the database', async () => {
    const secret = `EAA${randomBytes(60).toString('hex')}`;
    const owner = await first.owner();
    const reply = await owner.connect(first.sandbox.issueCode({ wabaIds: [events], tokenValue: secret }));
    const answers = [
      reply,
      await owner.status(),
      (await check(owner)).body,
      (await owner.get('/api/settings/phone-numbers')).body,
      (await owner.post('/api/integrations/whatsapp/disconnect', {})).body,
    ];
    expect(JSON.stringify(answers)).not.toContain(secret);
    expect(JSON.stringify(answers)).not.toContain('v1.k1.');
    expect(first.logs()).not.toContain(secret);
    for (const { name } of (await first.connection.db?.listCollections().toArray()) ?? []) {
      expect(JSON.stringify(await first.connection.collection(name).find().toArray())).not.toContain(secret);
    }
  });
});
