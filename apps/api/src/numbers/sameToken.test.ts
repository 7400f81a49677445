import type { NumberDto } from '@switchboard/contracts';
import { seedCustomers } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, bicycleNumber, secondNumber } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { minutes } from '../platform/clock.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode());
  api.clock.advance(minutes(1));
  await owner.refresh();
});
afterEach(async () => {
  await api.app.drainEvents();
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const whatsapp = '/api/integrations/whatsapp';
const rows = () => api.connection.collection('phoneNumbers');
const latestToken = () => api.sandbox.tokens().at(-1)?.token ?? '';
const fetchAccess = async (client: Client): Promise<Record<string, NumberDto['state']>> =>
  Object.fromEntries((await client.status()).phoneNumbers.map(({ phoneNumberId, state }) => [phoneNumberId, state]));
const check = (phoneNumberIds: string[]) => owner.post(`${whatsapp}/check`, { phoneNumberIds });

describe('a login that Meta has ended', () => {
  it.each([[458], [460], [463], [467], [0]])(
    'found with one number (190/%j), is said of every number of the same login at once',
    async (subcode) => {
      api.sandbox.revokeToken(latestToken(), subcode);
      await check([acmeNumber.id]);
      expect(await fetchAccess(owner)).toEqual({
        [acmeNumber.id]: 'needs_attention',
        [secondNumber.id]: 'needs_attention',
      });
      await api.app.drainEvents();
      const told = await api.connection
        .collection('alerts')
        .find({ accountId: owner.signedIn?.account.accountId, kind: 'access_lost' })
        .toArray();
      expect(told.map(({ phoneNumberId }) => phoneNumberId).sort()).toEqual([acmeNumber.id, secondNumber.id]);
    },
  );

  it('found by a test message that was refused, is said of the other number too', async () => {
    api.sandbox.revokeToken(latestToken(), 460);
    await owner.post(`${whatsapp}/numbers/${acmeNumber.id}/test-message`, { to: `+${seedCustomers.ana.waId}` });
    expect((await fetchAccess(owner))[secondNumber.id]).toBe('needs_attention');
  });

  it('found by listing templates, is said of both', async () => {
    api.sandbox.revokeToken(latestToken());
    expect((await owner.get(`/api/templates?phoneNumberId=${acmeNumber.id}`)).status).toBe(422);
    expect(new Set(Object.values(await fetchAccess(owner)))).toEqual(new Set(['needs_attention']));
  });

  it('leaves a number alone that was reconnected by itself since', async () => {
    const old = latestToken();
    const { state } = await owner.start('redirect', { reconnect: [secondNumber.id] });
    await owner.finish({ code: api.sandbox.issueCode(), state });
    api.clock.advance(minutes(1));
    api.sandbox.revokeToken(old);
    await check([acmeNumber.id]);
    expect(await fetchAccess(owner)).toEqual({ [acmeNumber.id]: 'needs_attention', [secondNumber.id]: 'connected' });
  });

  it('leaves a login alone that is another one, of this account or of another', async () => {
    const stranger = await api.owner();
    await stranger.connect(api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
    const own = api.sandbox.tokens().at(-2)?.token ?? '';
    api.clock.advance(minutes(1));
    api.sandbox.revokeToken(own);
    await check([acmeNumber.id]);
    expect((await fetchAccess(stranger))[bicycleNumber.id]).toBe('connected');
    expect((await fetchAccess(owner))[secondNumber.id]).toBe('needs_attention');
  });

  it('is found among numbers that were kept before their logins were told apart', async () => {
    await rows().updateMany({}, { $unset: { tokenPrint: 1 } });
    api.sandbox.revokeToken(latestToken());
    await check([acmeNumber.id]);
    expect((await fetchAccess(owner))[secondNumber.id]).toBe('needs_attention');
  });

  it('a late refusal does not undo what Meta confirmed of the other number since', async () => {
    await check([secondNumber.id]);
    await rows().updateOne(
      { phoneNumberId: secondNumber.id },
      { $set: { 'token.at': new Date(api.clock.now().getTime() + minutes(5)) } },
    );
    api.sandbox.revokeToken(latestToken());
    await check([acmeNumber.id]);
    expect((await fetchAccess(owner))[secondNumber.id]).toBe('connected');
  });

  it('tells nobody what the tokens are', async () => {
    const row = await rows().findOne({ phoneNumberId: acmeNumber.id });
    expect(row?.tokenPrint).toMatch(/^[\w-]{22}$/);
    expect(latestToken()).not.toContain(row?.tokenPrint);
    expect(JSON.stringify((await owner.status()).phoneNumbers)).not.toContain(row?.tokenPrint);
  });
});
