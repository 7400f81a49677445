import { randomBytes } from 'node:crypto';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../test/client.js';
import type { TestApi } from '../../test/harness.js';
import { type ApiWithMail, linkIn, startApiWithMail, tokenIn } from '../../test/mailbox.js';
import { days } from '../platform/clock.js';

let api: TestApi;
let stop: ApiWithMail['stop'];
let mailboxes: ApiWithMail['mailboxes'];
let owner: Client;
let email: string;
beforeAll(async () => {
  ({ api, mailboxes, stop } = await startApiWithMail());
});
afterAll(() => stop());
beforeEach(async () => {
  owner = await api.owner();
  email = owner.signedIn?.user.email ?? '';
});

const refusal = (response: Response) => [response.status, response.body.code];
const newEmail = () => `${randomBytes(6).toString('hex')}@example.test`;
const confirm = (token: string, client = api.client()) => client.post('/api/auth/email/confirm', { token });
const fetchUser = async (client: Client) => (await client.get('/api/auth/me')).body.user;
const change = (to: string, currentPassword = goodPassword) =>
  owner.post('/api/auth/email', { email: to, currentPassword });
const fetchLastToken = async (address: string) => tokenIn((await mailboxes.of(address)).at(-1));

describe('the address of somebody who signed up', () => {
  it('is asked to be confirmed; everything works meanwhile', async () => {
    expect(await fetchUser(owner)).toMatchObject({ email, emailConfirmed: false, newEmail: null });
    const [mail, ...more] = await mailboxes.of(email);
    expect(more).toEqual([]);
    expect(linkIn(mail)).toMatch(/^http:\/\/localhost:3000\/confirm-email#[\w-]{43}$/);
    expect((await confirm(tokenIn(mail))).body).toEqual({ success: true, email });
    expect(await fetchUser(owner)).toMatchObject({ emailConfirmed: true });
    expect(refusal(await confirm(tokenIn(mail)))).toEqual([410, 'link_used']);
  });

  it('is asked of those who join by an invitation too', async () => {
    const support = await owner.invite('support');
    const address = support.signedIn?.user.email ?? '';
    expect((await confirm(await fetchLastToken(address))).status).toBe(200);
    expect(await fetchUser(support)).toMatchObject({ emailConfirmed: true });
    expect(await fetchUser(owner)).toMatchObject({ emailConfirmed: false });
  });

  it('can be asked again a few times an hour, and each link works', async () => {
    const responses: Response[] = [];
    for (let times = 0; times < 6; times += 1) responses.push(await owner.post('/api/auth/email/resend'));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    const mails = await mailboxes.of(email);
    expect(mails).toHaveLength(6);
    expect((await confirm(tokenIn(mails[0]))).status).toBe(200);
  });

  it('gets no more mail once it is confirmed', async () => {
    await confirm(await fetchLastToken(email));
    expect((await owner.post('/api/auth/email/resend')).status).toBe(200);
    expect(await mailboxes.of(email)).toHaveLength(1);
  });

  it('cannot be confirmed after three days, nor by guessing', async () => {
    const token = await fetchLastToken(email);
    api.clock.advance(days(3));
    expect(refusal(await confirm(token))).toEqual([410, 'link_expired']);
    const client = api.client();
    const guesses = await Promise.all(
      Array.from({ length: 32 }, () => confirm(randomBytes(32).toString('base64url'), client)),
    );
    expect(guesses.filter(({ status }) => status === 410)).toHaveLength(30);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(2);
  });
});

describe('another address', () => {
  it('counts once it is confirmed, and both mailboxes are told', async () => {
    const next = newEmail();
    expect((await change(next)).status).toBe(200);
    expect(await fetchUser(owner)).toMatchObject({ email, newEmail: next });
    expect((await mailboxes.of(email)).at(-1)?.text).toContain(next);
    expect((await api.client().logIn(next)).status).toBe(401);

    expect((await confirm(await fetchLastToken(next))).body.email).toBe(next);
    expect(await fetchUser(owner)).toMatchObject({ email: next, emailConfirmed: true, newEmail: null });
    expect((await api.client().logIn(next)).status).toBe(200);
    expect((await api.client().logIn(email)).status).toBe(401);
    expect((await mailboxes.of(email)).at(-1)?.text).toContain('not used any more');
  });

  it('needs the password, and is limited by it', async () => {
    const responses: Response[] = [];
    for (let times = 0; times < 11; times += 1) responses.push(await change(newEmail(), 'a guess'));
    expect(refusal(responses[0] as Response)).toEqual([400, 'wrong_password']);
    expect(refusal(responses[10] as Response)).toEqual([429, 'too_many_requests']);
    expect(await fetchUser(owner)).toMatchObject({ email, newEmail: null });
  });

  it('that somebody else has is refused, also when they take it in between', async () => {
    const other = await api.owner();
    expect(refusal(await change(other.signedIn?.user.email ?? ''))).toEqual([409, 'email_taken']);
    const next = newEmail();
    await change(next);
    const token = await fetchLastToken(next);
    await api
      .client()
      .post('/api/auth/signup', { name: 'Eve', email: next, password: goodPassword, accountName: 'Eve' });
    expect(refusal(await confirm(token))).toEqual([409, 'email_taken']);
    expect(await fetchUser(owner)).toMatchObject({ email });
  });

  it('replaces the one that was asked for before, whose link is taken back', async () => {
    const [first, second] = [newEmail(), newEmail()];
    await change(first);
    const token = await fetchLastToken(first);
    await change(second);
    expect(refusal(await confirm(token))).toEqual([410, 'link_invalid']);
    expect((await confirm(await fetchLastToken(second))).status).toBe(200);
  });

  it('can be called off by asking for the present one', async () => {
    const next = newEmail();
    await change(next);
    const token = await fetchLastToken(next);
    expect((await change(email)).status).toBe(200);
    expect(await fetchUser(owner)).toMatchObject({ email, newEmail: null });
    expect(refusal(await confirm(token))).toEqual([410, 'link_invalid']);
  });

  it('takes back the links for a new password that the old mailbox holds', async () => {
    await api.client().post('/api/auth/password/forgot', { email });
    const reset = await fetchLastToken(email);
    const next = newEmail();
    await change(next);
    await confirm(await fetchLastToken(next));
    const response = await api
      .client()
      .post('/api/auth/password/reset', { token: reset, newPassword: 'quiet-harbour-sixteen-bicycles' });
    expect(refusal(response)).toEqual([410, 'link_invalid']);
  });

  it('is in the log of the account, without the addresses', async () => {
    const next = newEmail();
    await change(next);
    await confirm(await fetchLastToken(next));
    const { entries } = (await owner.get('/api/account/audit')).body;
    expect(entries.map(({ action }: { action: string }) => action)).toEqual(['email.changed', 'email.change_asked']);
    expect(JSON.stringify(entries)).not.toContain(next);
  });
});
