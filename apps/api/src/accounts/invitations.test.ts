import { randomBytes } from 'node:crypto';
import type { InvitationDto } from '@switchboard/contracts';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../test/client.js';
import type { TestApi } from '../../test/harness.js';
import { type ApiWithMail, linkIn, startApiWithMail, tokenIn } from '../../test/mailbox.js';
import { days } from '../platform/clock.js';
import { hashSecret } from '../platform/ids.js';

let api: TestApi;
let stop: ApiWithMail['stop'];
let mailboxes: ApiWithMail['mailboxes'];
let owner: Client;
beforeAll(async () => {
  ({ api, mailboxes, stop } = await startApiWithMail());
});
afterAll(() => stop());
beforeEach(async () => {
  owner = await api.owner();
});

const refusal = (response: Response) => [response.status, response.body.code];
const newEmail = () => `${randomBytes(6).toString('hex')}@example.test`;
const invite = async (body: object, by = owner) => (await by.post('/api/account/invitations', body)).body;
const listed = async (by = owner): Promise<InvitationDto[]> =>
  (await by.get('/api/account/invitations')).body.invitations;
const again = (id: string, by = owner) => by.post(`/api/account/invitations/${id}/resend`);
const withdraw = (id: string, by = owner) => by.send('delete', `/api/account/invitations/${id}`);
const look = (token: string) => api.client().post('/api/invitations/look', { token });
const accept = (token: string, email = newEmail()) =>
  api.client().post('/api/invitations/accept', { token, name: 'Sam', email, password: goodPassword });
const readToken = ({ url }: { url: string }) => url.split('#')[1] ?? '';

describe('an invitation by e-mail', () => {
  it('brings the link that the owner sees, and lets its reader in', async () => {
    const email = newEmail();
    const made = await invite({ role: 'support', email: email.toUpperCase() });
    expect(made).toMatchObject({ role: 'support', email });
    const [mail, ...more] = await mailboxes.of(email);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe(`Join ${owner.signedIn?.account.name} on Switchboard`);
    expect(linkIn(mail)).toBe(made.url);
    expect(mail?.text).toContain('Olive Owner invites you');
    for (const name of ['invitations', 'mails']) {
      expect(JSON.stringify(await api.connection.collection(name).find().toArray())).not.toContain(readToken(made));
    }
    expect((await accept(tokenIn(mail), email)).status).toBe(201);
    expect(await listed()).toEqual([]);
  });

  it('says to its reader where it was sent, so that they need not type it', async () => {
    const email = newEmail();
    expect((await look(readToken(await invite({ role: 'support', email })))).body).toMatchObject({ email });
    expect((await look(readToken(await invite({ role: 'support' })))).body).toMatchObject({ email: null });
  });

  it('is not sent once it is withdrawn', async () => {
    const email = newEmail();
    const { invitationId } = await invite({ role: 'support', email });
    await withdraw(invitationId);
    expect(await mailboxes.of(email)).toEqual([]);
  });

  it('is limited, so that nobody floods strangers in our name', async () => {
    const statuses: number[] = [];
    for (let times = 0; times < 51; times += 1) {
      statuses.push((await owner.post('/api/account/invitations', { role: 'support', email: newEmail() })).status);
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(50);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('the list of invitations', () => {
  it('shows what is open to owners, without any secret', async () => {
    const email = newEmail();
    const made = [await invite({ role: 'owner' }), await invite({ role: 'support', email })];
    await accept(readToken(await invite({ role: 'support' })));
    const list = await listed();
    expect(list).toMatchObject([
      { role: 'support', email, invitedBy: 'Olive Owner' },
      { role: 'owner', email: null },
    ]);
    for (const one of made) expect(JSON.stringify(list)).not.toContain(readToken(one));
    expect(refusal(await (await owner.invite('support')).get('/api/account/invitations'))).toEqual([403, 'owner_only']);
    expect(await listed(await api.owner())).toEqual([]);
  });

  it('leaves out what is too old', async () => {
    await invite({ role: 'support' });
    api.clock.advance(days(7));
    await owner.logIn(owner.signedIn?.user.email ?? '');
    expect(await listed()).toEqual([]);
  });
});

describe('an invitation that is made anew', () => {
  it('has another link, for seven days more, and the one before does not work', async () => {
    const email = newEmail();
    const first = await invite({ role: 'support', email });
    await mailboxes.deliver();
    api.clock.advance(days(1));
    await owner.refresh();
    const second = (await again(first.invitationId)).body;
    expect(second.invitationId).toBe(first.invitationId);
    expect(Date.parse(second.expiresAt) - Date.parse(first.expiresAt)).toBeGreaterThanOrEqual(days(1));
    expect(refusal(await look(readToken(first)))).toEqual([410, 'invitation_invalid']);
    const mails = await mailboxes.of(email);
    expect(mails.map(tokenIn)).toEqual([readToken(first), readToken(second)]);
    expect((await accept(readToken(second))).status).toBe(201);
    expect(refusal(await again(first.invitationId))).toEqual([404, 'not_found']);
  });

  it('by two at the same moment has one link that works', async () => {
    const { invitationId } = await invite({ role: 'support' });
    const responses = await Promise.all(Array.from({ length: 5 }, () => again(invitationId)));
    const tokens = responses.flatMap(({ status, body }) => (status === 200 ? [readToken(body)] : []));
    const looks = await Promise.all(tokens.map(look));
    expect(looks.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('may be one from before links could be made anew', async () => {
    const token = randomBytes(32).toString('base64url');
    const { userId } = owner.signedIn?.user ?? { userId: '' };
    const { accountId } = owner.signedIn?.account ?? { accountId: '' };
    const now = api.clock.now();
    await api.connection.collection('invitations').insertOne({
      tokenHash: hashSecret(token),
      ...{ accountId, invitedBy: userId, role: 'support', createdAt: now },
      expiresAt: new Date(now.getTime() + days(1)),
    });
    expect((await look(token)).status).toBe(200);
    const [old] = await listed();
    const made = (await again(old?.invitationId ?? '')).body;
    expect((await look(readToken(made))).status).toBe(200);
    expect(refusal(await look(token))).toEqual([410, 'invitation_invalid']);
  });
});

describe('an invitation that is withdrawn', () => {
  it('does not work any more, and is not there a second time', async () => {
    const made = await invite({ role: 'support' });
    expect((await withdraw(made.invitationId)).status).toBe(200);
    expect(refusal(await look(readToken(made)))).toEqual([410, 'invitation_invalid']);
    expect(refusal(await accept(readToken(made)))).toEqual([410, 'invitation_invalid']);
    expect(refusal(await withdraw(made.invitationId))).toEqual([404, 'not_found']);
  });

  it('is one of the own account', async () => {
    const made = await invite({ role: 'support' });
    const stranger = await api.owner();
    for (const response of [await withdraw(made.invitationId, stranger), await again(made.invitationId, stranger)]) {
      expect(refusal(response)).toEqual([404, 'not_found']);
    }
    for (const odd of ['x', '%00', '{"$ne":null}', 'a'.repeat(12), 'f'.repeat(24)]) {
      expect(refusal(await withdraw(encodeURIComponent(odd)))).toEqual([404, 'not_found']);
    }
    expect((await look(readToken(made))).status).toBe(200);
  });

  it('is in the log, as is one that was sent again', async () => {
    const email = newEmail();
    const { invitationId } = await invite({ role: 'support', email });
    await again(invitationId);
    await withdraw(invitationId);
    const { entries } = (await owner.get('/api/account/audit')).body;
    expect(entries.map(({ action }: { action: string }) => action)).toEqual([
      'invitation.withdrawn',
      'invitation.sent_again',
      'member.invited',
    ]);
    expect(JSON.stringify(entries)).toContain(email);
  });
});
