import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../test/client.js';
import type { TestApi } from '../../test/harness.js';
import { type ApiWithMail, openMailboxes, startApiWithMail } from '../../test/mailbox.js';
import type { MailServer } from '../../test/mailServer.js';

let server: MailServer;
let api: TestApi;
let stop: ApiWithMail['stop'];
let owner: Client;
beforeAll(async () => {
  ({ api, server, stop } = await startApiWithMail());
});
afterAll(() => stop());
beforeEach(async () => {
  owner = await api.owner();
});

const refusal = (response: Response) => [response.status, response.body.code];
const getUserId = (client: Client) => client.signedIn?.user.userId ?? '';
const setRole = (by: Client, of: Client, role: string) =>
  by.send('patch', `/api/account/members/${getUserId(of)}`, { role });
const handOver = (by: Client, to: string, currentPassword = goodPassword) =>
  by.post('/api/account/ownership', { userId: to, currentPassword });
const remove = (by: Client, who: Client) => by.send('delete', `/api/account/members/${getUserId(who)}`);
const fetchRole = async (client: Client) => (await client.get('/api/auth/me')).body.account.role;
const rolesIn = async (client: Client) =>
  (await client.get('/api/account/members')).body.members.map(({ role }: { role: string }) => role);

describe('a role', () => {
  it('is changed by an owner, and counts from the next request on', async () => {
    const support = await owner.invite('support');
    expect((await setRole(owner, support, 'owner')).status).toBe(200);
    expect(await fetchRole(support)).toBe('owner');
    expect((await support.post('/api/account/invitations', { role: 'support' })).status).toBe(201);
    expect((await setRole(support, owner, 'support')).status).toBe(200);
    expect(refusal(await owner.post('/api/account/invitations', { role: 'support' }))).toEqual([403, 'owner_only']);
  });

  it('is not changed by support staff, nor their own', async () => {
    const support = await owner.invite('support');
    expect(refusal(await setRole(support, support, 'owner'))).toEqual([403, 'owner_only']);
    expect(refusal(await setRole(support, owner, 'support'))).toEqual([403, 'owner_only']);
    expect(refusal(await setRole(owner, support, 'admin'))).toEqual([400, 'invalid_request']);
    expect(await rolesIn(owner)).toEqual(['owner', 'support']);
  });

  it('that is changed is written down once, and the same role again is not', async () => {
    const support = await owner.invite('support');
    for (let times = 0; times < 2; times += 1) await setRole(owner, support, 'owner');
    const { entries } = (await owner.get('/api/account/audit?action=member.role_changed')).body;
    expect(entries).toMatchObject([
      { text: 'Sam is an owner now, and was support staff.', actor: { userId: getUserId(owner) } },
    ]);
  });

  it('takes the invitations of a former owner with it', async () => {
    const second = await owner.invite('owner');
    const { body } = await second.post('/api/account/invitations', { role: 'owner' });
    await setRole(owner, second, 'support');
    await setRole(owner, second, 'owner');
    const look = await api.client().post('/api/invitations/look', { token: body.url.split('#')[1] });
    expect(refusal(look)).toEqual([410, 'invitation_invalid']);
  });
});

it('who became support staff while they logged in at Meta connects no new number', async () => {
  const second = await owner.invite('owner');
  const { state } = await second.start();
  await setRole(owner, second, 'support');
  const answer = await second.finish({ code: api.sandbox.issueCode(), state });
  expect(refusal(answer)).toEqual([403, 'number_not_known']);
  const accountId = owner.signedIn?.account.accountId;
  expect(await api.connection.collection('phoneNumbers').countDocuments({ accountId })).toBe(0);
});

describe('the last owner', () => {
  it('cannot become support staff, and is told what to do', async () => {
    await owner.invite('support');
    const response = await setRole(owner, owner, 'support');
    expect(refusal(response)).toEqual([409, 'last_owner']);
    expect(response.body.message).toContain('Make somebody else an owner first');
    expect(await rolesIn(owner)).toEqual(['owner', 'support']);
  });

  it('remains when two owners take it from each other at the same moment, in every way there is', async () => {
    const memberships = api.connection.collection('memberships');
    const ways: ((by: Client, of: Client) => Promise<unknown>)[] = [
      (by, of) => setRole(by, of, 'support'),
      (by) => setRole(by, by, 'support'),
      (by, of) => remove(by, of),
      (by) => remove(by, by),
      (by, of) => handOver(by, getUserId(of)),
    ];
    for (const first of ways) {
      for (const second of ways) {
        const one = await api.owner();
        const other = await one.invite('owner');
        await Promise.all([first(one, other), second(other, one)]);
        const accountId = one.signedIn?.account.accountId;
        expect(await memberships.countDocuments({ accountId, role: 'owner' })).toBeGreaterThan(0);
      }
    }
  });
});

describe('handing the account over', () => {
  it('makes the other one an owner and oneself support staff, and is told', async () => {
    const support = await owner.invite('support');
    expect((await handOver(owner, getUserId(support))).status).toBe(200);
    expect(await rolesIn(support)).toEqual(['support', 'owner']);
    const { entries } = (await support.get('/api/account/audit?action=account.handed_over')).body;
    expect(entries).toMatchObject([{ text: 'Olive Owner handed the account over to Sam, and is support staff now.' }]);
    const mails = await openMailboxes(api, server).of(support.signedIn?.user.email ?? '');
    expect(mails.map(({ subject }) => subject)).toContain('You are an owner on Switchboard now');
  });

  it('needs the password', async () => {
    const support = await owner.invite('support');
    expect(refusal(await handOver(owner, getUserId(support), 'a guess'))).toEqual([400, 'wrong_password']);
    expect(await rolesIn(owner)).toEqual(['owner', 'support']);
  });

  it('goes to a member of the account, and to nobody else', async () => {
    const stranger = await api.owner();
    for (const userId of [getUserId(stranger), 'usr_nobody']) {
      expect(refusal(await handOver(owner, userId))).toEqual([404, 'not_found']);
    }
    expect(refusal(await handOver(owner, getUserId(owner)))).toEqual([409, 'last_owner']);
    expect(await fetchRole(owner)).toBe('owner');
    expect(await fetchRole(stranger)).toBe('owner');
  });

  it('is not for support staff', async () => {
    const support = await owner.invite('support');
    expect(refusal(await handOver(support, getUserId(support)))).toEqual([403, 'owner_only']);
  });
});
