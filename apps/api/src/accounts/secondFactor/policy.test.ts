import type { Response } from 'supertest';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { ownDatabase, startApi, type TestApi, testKey } from '../../../test/harness.js';
import { openSecondFactors } from '../../../test/secondFactors.js';
import { awaitClosing, watch } from '../../../test/sockets.js';

const refusal = (response: Response) => [response.status, response.body.code];
const reads = (client: Client) => client.get('/api/conversations');
const needed = async (client: Client) => (await client.get('/api/auth/me')).body.account.secondFactorNeeded;

describe('an installation that asks for a second factor', () => {
  /** A team that was there before the installation asked for it. */
  async function makeTeam(policy: string): Promise<{ api: TestApi; owner: Client; support: Client }> {
    const mongoUri = ownDatabase();
    const env = { TOKEN_ENCRYPTION_KEYS: testKey('k1') };
    const before = await startApi({ mongoUri, env });
    const people = { owner: await before.owner(), support: null as Client | null };
    people.support = await people.owner.invite('support');
    const emails = [people.owner, people.support].map((client) => client.signedIn?.user.email ?? '');
    await before.stop();
    const api = await startApi({ mongoUri, env: { ...env, SECOND_FACTOR: policy } });
    const [owner, support] = [api.client(), api.client()];
    await owner.logIn(emails[0] ?? '');
    await support.logIn(emails[1] ?? '');
    api.clock.standStill();
    return { api, owner, support };
  }

  it('of everyone: owner and support are led to it before anything else', async () => {
    const { api, owner, support } = await makeTeam('everyone');
    const { setUpTotp, halfWay } = openSecondFactors(() => api);
    for (const client of [owner, support]) {
      expect(await needed(client)).toBe(true);
      expect(refusal(await reads(client))).toEqual([403, 'second_factor_needed']);
      expect(refusal(await client.post('/api/realtime/ticket'))).toEqual([403, 'second_factor_needed']);
      await setUpTotp(client);
      expect(await needed(client)).toBe(false);
      expect((await reads(client)).status).toBe(200);
      expect(refusal(await client.send('delete', '/api/auth/second-factor/totp'))).toEqual([409, 'second_factor_last']);
      expect((await halfWay(client.signedIn?.user.email ?? '')).response.body.token).toBeUndefined();
    }
    const { security } = (await owner.get('/api/account/security')).body;
    expect(security).toEqual({ ownersNeedSecondFactor: false, installationAsks: 'everyone' });
    await api.stop();
  });

  it('of owners: an account cannot ask for less, and support staff go on', async () => {
    const { api, owner, support } = await makeTeam('owners');
    expect((await reads(support)).status).toBe(200);
    expect(refusal(await reads(owner))).toEqual([403, 'second_factor_needed']);
    await openSecondFactors(() => api).setUpTotp(owner);
    expect((await owner.send('patch', '/api/account/security', { ownersNeedSecondFactor: false })).status).toBe(200);
    expect(refusal(await owner.send('delete', '/api/auth/second-factor/totp'))).toEqual([409, 'second_factor_last']);
    await api.stop();
  });

  it('of owners: who becomes one without it hears nothing more until it is set up', async () => {
    const { api, owner, support } = await makeTeam('owners');
    const { setUpTotp } = openSecondFactors(() => api);
    await setUpTotp(owner);
    const url = await api.listen();
    const { socket, events } = await watch(url, support);
    const closed = awaitClosing(socket);
    const path = `/api/account/members/${support.signedIn?.user.userId}`;
    expect((await owner.send('patch', path, { role: 'owner' })).status).toBe(200);
    expect(await closed).toBe('io server disconnect');
    expect(events.map(({ name }) => name)).toEqual(['session:ended']);
    expect(await needed(support)).toBe(true);
    expect(refusal(await support.post('/api/realtime/ticket'))).toEqual([403, 'second_factor_needed']);
    await setUpTotp(support);
    (await watch(url, support)).socket.close();
    await api.stop();
  });
});
