import { randomBytes } from 'node:crypto';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { awaitClosing, watch } from '../../test/sockets.js';
import { days, minutes } from '../platform/clock.js';

let api: TestApi;
let url: string;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
  url = await api.listen();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});

const refusal = (response: Response) => [response.status, response.body.code];
const getUserId = (client: Client) => client.signedIn?.user.userId ?? '';
const getAccountId = (client: Client) => client.signedIn?.account.accountId ?? '';
const newEmail = () => `${randomBytes(6).toString('hex')}@example.test`;
const members = async (client: Client): Promise<{ userId: string; role: string; name: string }[]> =>
  (await client.get('/api/account/members')).body.members;
const remove = (client: Client, userId: string) => client.send('delete', `/api/account/members/${userId}`);

async function invitation(from: Client, role = 'support'): Promise<{ token: string; url: string; expiresAt: string }> {
  const response = await from.post('/api/account/invitations', { role });
  expect(response.status).toBe(201);
  return { ...response.body, token: response.body.url.split('#')[1] };
}
const look = (token: string, client = api.client()) => client.post('/api/invitations/look', { token });
const accept = (token: string, email = newEmail(), password = goodPassword) =>
  api.client().post('/api/invitations/accept', { token, name: 'Sam Support', email, password });

describe('an invitation', () => {
  it('is a link whose secret stays out of requests and out of the database', async () => {
    const { url: link, token, expiresAt } = await invitation(owner);
    expect(link).toMatch(/^http:\/\/localhost:3000\/join#[\w-]{43}$/);
    expect(Date.parse(expiresAt) - api.clock.now().getTime()).toBeLessThanOrEqual(days(7));
    expect(JSON.stringify(await api.connection.collection('invitations').find().toArray())).not.toContain(token);
    expect(api.logs()).not.toContain(token);
  });

  it('shows who invites, to what and as what, and can be looked at more than once', async () => {
    const { token } = await invitation(owner, 'owner');
    for (let times = 0; times < 2; times += 1) {
      expect((await look(token)).body).toMatchObject({
        accountName: owner.signedIn?.account.name,
        invitedBy: 'Olive Owner',
        role: 'owner',
      });
    }
  });

  it.each(['owner', 'support'])('makes its taker a member of that account, as %s, signed in', async (role) => {
    const { token } = await invitation(owner, role);
    const response = await accept(token);
    expect(response.status).toBe(201);
    expect(response.body.account).toEqual({ ...owner.signedIn?.account, role });
    expect(await members(owner)).toMatchObject([{ role: 'owner' }, { name: 'Sam Support', role }]);
  });

  it('taken by ten people at once has one winner, and the others leave nothing behind', async () => {
    const { token } = await invitation(owner);
    const responses = await Promise.all(Array.from({ length: 10 }, () => accept(token)));
    expect(responses.filter((response) => response.status === 201)).toHaveLength(1);
    for (const response of responses) {
      if (response.status !== 201) expect(refusal(response)).toEqual([410, 'invitation_invalid']);
    }
    expect(await members(owner)).toHaveLength(2);
    const memberships = { accountId: getAccountId(owner) };
    expect(await api.connection.collection('memberships').countDocuments(memberships)).toBe(2);
  });

  it('works once', async () => {
    const { token } = await invitation(owner);
    await accept(token);
    expect(refusal(await accept(token))).toEqual([410, 'invitation_invalid']);
    expect(refusal(await look(token))).toEqual([410, 'invitation_invalid']);
  });

  it('ends after seven days and is swept away', async () => {
    const { token } = await invitation(owner);
    api.clock.advance(days(7));
    expect(refusal(await look(token))).toEqual([410, 'invitation_invalid']);
    expect(refusal(await accept(token))).toEqual([410, 'invitation_invalid']);
    await api.app.sweep();
    expect(await api.connection.collection('invitations').countDocuments({ accountId: getAccountId(owner) })).toBe(0);
  });

  it('is not used up by an address that is taken or a password that is weak', async () => {
    const { token } = await invitation(owner);
    expect(refusal(await accept(token, owner.signedIn?.user.email))).toEqual([409, 'email_taken']);
    expect(refusal(await accept(token, newEmail(), 'password12'))).toEqual([400, 'weak_password']);
    expect(await members(owner)).toHaveLength(1);
    expect((await accept(token)).status).toBe(201);
  });

  it('cannot be guessed for long', async () => {
    const client = api.client();
    const guess = () => look(randomBytes(32).toString('base64url'), client);
    const responses = await Promise.all(Array.from({ length: 32 }, guess));
    expect(responses.filter((response) => response.status === 410)).toHaveLength(30);
    expect(responses.filter((response) => response.status === 429)).toHaveLength(2);
  });

  it('cannot be guessed for longer by writing other addresses in front of the proxy’s own', async () => {
    const { address } = api.client();
    const guess = (invented: number) => {
      const client = api.client();
      client.headers = { 'X-Forwarded-For': `203.0.113.${invented}, ${address}` };
      return look(randomBytes(32).toString('base64url'), client);
    };
    const responses = await Promise.all(Array.from({ length: 32 }, (_none, index) => guess(index)));
    expect(responses.filter((response) => response.status === 429)).toHaveLength(2);
  });

  it('of an owner who was removed since then does not let anybody in', async () => {
    const second = await owner.invite('owner');
    const { token } = await invitation(second, 'owner');
    expect((await remove(owner, getUserId(second))).status).toBe(200);
    expect(refusal(await accept(token))).toEqual([410, 'invitation_invalid']);
  });
});

describe('support staff', () => {
  it('see the team, and can neither invite, nor remove, nor rename the account', async () => {
    const support = await owner.invite('support');
    expect(await members(support)).toHaveLength(2);
    const tries = [
      await support.post('/api/account/invitations', { role: 'support' }),
      await support.post('/api/account/invitations', { role: 'owner' }),
      await remove(support, getUserId(owner)),
      await remove(support, getUserId(support)),
      await support.send('patch', '/api/account', { name: 'Taken over' }),
    ];
    for (const response of tries) expect(refusal(response)).toEqual([403, 'owner_only']);
    expect(await members(owner)).toHaveLength(2);
    expect((await owner.get('/api/auth/me')).body.account.name).toBe(owner.signedIn?.account.name);
  });
});

describe('the name of the account', () => {
  it('can be changed by an owner and is the same for everybody', async () => {
    const support = await owner.invite('support');
    expect((await owner.send('patch', '/api/account', { name: 'Olive & Co' })).status).toBe(200);
    expect((await support.get('/api/auth/me')).body.account).toMatchObject({ name: 'Olive & Co', role: 'support' });
  });
});

describe('a member who is removed', () => {
  it('is out at once: requests, renewal, log-in and socket', async () => {
    const support = await owner.invite('support');
    const watched = await watch(url, support);
    const closed = awaitClosing(watched.socket);
    expect((await remove(owner, getUserId(support))).status).toBe(200);

    await closed;
    expect(watched.of('session:ended')).toHaveLength(1);
    expect(refusal(await support.get('/api/account/members'))).toEqual([401, 'session_ended']);
    expect(refusal(await support.refresh())).toEqual([401, 'session_ended']);
    expect((await support.logIn(support.signedIn?.user.email ?? '')).status).toBe(401);
    expect(await members(owner)).toHaveLength(1);
  });

  it('is out in every browser, and nobody else is', async () => {
    const [support, other] = [await owner.invite('support'), await owner.invite('support')];
    const elsewhere = api.client();
    await elsewhere.logIn(support.signedIn?.user.email ?? '');
    await remove(owner, getUserId(support));
    expect((await elsewhere.get('/api/auth/me')).status).toBe(401);
    expect((await other.get('/api/auth/me')).status).toBe(200);
    expect((await owner.get('/api/auth/me')).status).toBe(200);
  });

  it('can be invited again with the same address', async () => {
    const support = await owner.invite('support');
    const email = support.signedIn?.user.email ?? '';
    await remove(owner, getUserId(support));
    const { token } = await invitation(owner);
    expect((await accept(token, email)).status).toBe(201);
  });

  it('is not found a second time, nor is somebody who never was one', async () => {
    const support = await owner.invite('support');
    await remove(owner, getUserId(support));
    expect(refusal(await remove(owner, getUserId(support)))).toEqual([404, 'not_found']);
    expect(refusal(await remove(owner, 'usr_nobody'))).toEqual([404, 'not_found']);
  });
});

describe('the last owner', () => {
  it('cannot leave, whether support staff are there or not', async () => {
    await owner.invite('support');
    expect(refusal(await remove(owner, getUserId(owner)))).toEqual([409, 'last_owner']);
    expect(await members(owner)).toMatchObject([{ userId: getUserId(owner), role: 'owner' }, { role: 'support' }]);
    expect((await owner.get('/api/auth/me')).body.account.role).toBe('owner');
  });

  it('keeps the date of joining after a try to leave', async () => {
    const [before] = await members(owner);
    api.clock.advance(minutes(1));
    await remove(owner, getUserId(owner));
    expect(await members(owner)).toEqual([before]);
  });

  it('may leave once there is another one', async () => {
    const second = await owner.invite('owner');
    expect((await remove(owner, getUserId(owner))).status).toBe(200);
    expect(await members(second)).toMatchObject([{ userId: getUserId(second) }]);
  });

  it('remains when two owners remove each other at the same moment, again and again', async () => {
    for (let round = 0; round < 8; round += 1) {
      const first = await api.owner();
      const second = await first.invite('owner');
      await Promise.all([remove(first, getUserId(second)), remove(second, getUserId(first))]);
      const memberships = api.connection.collection('memberships');
      expect(await memberships.countDocuments({ accountId: getAccountId(first), role: 'owner' })).toBeGreaterThan(0);
    }
  });
});
