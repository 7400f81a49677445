import { randomBytes } from 'node:crypto';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Authenticator } from '../../test/authenticator.js';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { type ApiWithMail, linkIn, startApiWithMail, tokenIn } from '../../test/mailbox.js';
import type { MailServer } from '../../test/mailServer.js';
import { awaitClosing, watch } from '../../test/sockets.js';
import { days, hours, minutes } from '../platform/clock.js';

let server: MailServer;
let api: TestApi;
let stop: ApiWithMail['stop'];
let url: string;
let mailboxes: ApiWithMail['mailboxes'];
let owner: Client;
let email: string;
beforeAll(async () => {
  ({ api, server, mailboxes, stop } = await startApiWithMail());
  url = await api.listen();
});
afterAll(() => stop());
beforeEach(async () => {
  owner = await api.owner();
  email = owner.signedIn?.user.email ?? '';
  await mailboxes.deliver();
  server.mails.length = 0;
});

const another = 'quiet-harbour-sixteen-bicycles';
const refusal = (response: Response) => [response.status, response.body.code];
const forgot = (address: string, client = api.client()) => client.post('/api/auth/password/forgot', { email: address });
const reset = (token: string, newPassword = another, client = api.client()) =>
  client.post('/api/auth/password/reset', { token, newPassword });
const me = (client: Client) => client.get('/api/auth/me');
async function resetMail() {
  expect((await forgot(email)).status).toBe(200);
  return (await mailboxes.of(email)).at(-1);
}
const resetToken = async () => tokenIn(await resetMail());

describe('a forgotten password', () => {
  it('is replaced by a link to the mailbox, whose secret is in no request, log, queue or database', async () => {
    const mail = await resetMail();
    expect(mail?.subject).toBe('Choose a new password for Switchboard');
    expect(linkIn(mail)).toMatch(/^http:\/\/localhost:3000\/reset-password#[\w-]{43}$/);
    const token = tokenIn(mail);
    for (const name of ['mailedLinks', 'mails', 'users', 'audit']) {
      expect(JSON.stringify(await api.connection.collection(name).find().toArray())).not.toContain(token);
    }
    expect((await reset(token)).status).toBe(200);
    expect(api.logs()).not.toContain(token);
    expect((await api.client().logIn(email)).status).toBe(401);
    expect((await api.client().logIn(email, another)).status).toBe(200);
  });

  it('ends every session and socket, the one of whoever asks as well', async () => {
    const elsewhere = api.client();
    await elsewhere.logIn(email);
    const watched = await watch(url, elsewhere);
    const closed = awaitClosing(watched.socket);
    await reset(await resetToken(), another, owner);
    await closed;
    for (const client of [owner, elsewhere]) {
      expect(refusal(await me(client))).toEqual([401, 'session_ended']);
      expect((await client.refresh()).status).toBe(401);
    }
  });

  it('does not lead around a second factor: logging in with the new password still asks for it', async () => {
    const device = new Authenticator();
    const { options } = (await owner.post('/api/auth/second-factor/passkeys/options')).body;
    const passkey = device.register(options);
    expect((await owner.post('/api/auth/second-factor/passkeys', { name: 'Laptop', passkey })).status).toBe(201);
    expect((await reset(await resetToken())).body.token).toBeUndefined();

    const browser = api.client();
    const { body } = await browser.logIn(email, another);
    expect(body).toMatchObject({ step: 'second_factor', methods: { passkey: true } });
    expect(body.token).toBeUndefined();
    expect((await me(browser)).status).toBe(401);
    const { challenge } = body;
    const asked = (await browser.post('/api/auth/second-step/passkey-options', { challenge })).body.options;
    const proof = { kind: 'passkey', passkey: device.answer(asked) };
    expect((await browser.secondStep(challenge, proof)).body.user.email).toBe(email);
  });

  it('is told to the mailbox and written down, and the address counts as confirmed', async () => {
    expect((await me(owner)).body.user.emailConfirmed).toBe(false);
    await reset(await resetToken());
    expect((await mailboxes.of(email)).at(-1)?.subject).toBe('Your Switchboard password was changed');
    const again = api.client();
    await again.logIn(email, another);
    expect((await me(again)).body.user.emailConfirmed).toBe(true);
    const { entries } = (await again.get('/api/account/audit')).body;
    expect(entries.map(({ action }: { action: string }) => action)).toEqual(['session.signed_in', 'password.reset']);
  });

  it('lets its owner in although strangers have guessed until nobody may', async () => {
    await Promise.all(Array.from({ length: 12 }, () => api.client().logIn(email, 'a guess')));
    expect((await api.client().logIn(email)).status).toBe(429);
    await reset(await resetToken());
    expect((await api.client().logIn(email, another)).status).toBe(200);
  });
});

describe('asking for a link', () => {
  it('is answered the same for an address that nobody has, which gets no mail', async () => {
    const unknown = `${randomBytes(6).toString('hex')}@example.test`;
    const shown = ({ status, body, headers }: Response) => ({ status, body, headers: Object.keys(headers).sort() });
    expect(shown(await forgot(unknown))).toEqual(shown(await forgot(email)));
    expect(await mailboxes.of(unknown)).toEqual([]);
    expect(await mailboxes.of(email)).toHaveLength(1);
  });

  it('queues one mail for both, and keeps what was typed no longer than it is needed', async () => {
    const unknown = `${randomBytes(6).toString('hex')}@example.test`;
    const mails = api.connection.collection('mails');
    for (const address of [email, unknown]) {
      const before = await mails.countDocuments({ kind: 'reset_password' });
      await forgot(address);
      expect(await mails.countDocuments({ kind: 'reset_password', email: address, state: 'queued' })).toBe(1);
      expect(await mails.countDocuments({ kind: 'reset_password' })).toBe(before + 1);
    }
    await mailboxes.deliver();
    expect(await mails.countDocuments({ email: { $in: [email, unknown] } })).toBe(0);
    expect(await api.connection.collection('mailedLinks').countDocuments({ email: unknown })).toBe(0);
  });

  it('is limited by mailbox and by address, known or not', async () => {
    for (const address of [email, `${randomBytes(6).toString('hex')}@example.test`]) {
      const responses = await Promise.all(Array.from({ length: 5 }, () => forgot(address)));
      expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    }
    const client = api.client();
    const many = Array.from({ length: 12 }, () => forgot(`${randomBytes(6).toString('hex')}@example.test`, client));
    expect((await Promise.all(many)).filter(({ status }) => status === 429)).toHaveLength(2);
  });

  it('says so where no mail can be sent at all, instead of promising one', async () => {
    const https = { FRONTEND_URL: 'https://app.test', API_PUBLIC_URL: 'https://api.test' };
    const meta = { META_GRAPH_URL: 'https://graph.facebook.com', META_DIALOG_URL: 'https://www.facebook.com' };
    const silent = await startApi({ env: { NODE_ENV: 'production', ...https, ...meta } });
    try {
      const response = await silent.client().post('/api/auth/password/forgot', { email });
      expect(refusal(response)).toEqual([503, 'mail_unavailable']);
      expect((await me(await silent.owner())).body.user.emailConfirmed).toBe(true);
    } finally {
      await silent.stop();
    }
  });
});

describe('a link for a new password', () => {
  it('works once', async () => {
    const token = await resetToken();
    expect((await reset(token)).status).toBe(200);
    expect(refusal(await reset(token, `${another}-again`))).toEqual([410, 'link_used']);
    expect((await api.client().logIn(email, another)).status).toBe(200);
  });

  it('used by twenty at once has one winner, whose password counts', async () => {
    const token = await resetToken();
    const passwords = Array.from({ length: 20 }, (_none, index) => `${another}-${index}`);
    const responses = await Promise.all(passwords.map((password) => reset(token, password)));
    const won = passwords.filter((_password, index) => responses[index]?.status === 200);
    expect(won).toHaveLength(1);
    for (const response of responses)
      if (response.status !== 200) expect(refusal(response)).toEqual([410, 'link_used']);
    expect((await api.client().logIn(email, won[0])).status).toBe(200);
  });

  it('is too old after half an hour, and forgotten after a week', async () => {
    const token = await resetToken();
    api.clock.advance(minutes(30));
    expect(refusal(await reset(token))).toEqual([410, 'link_expired']);
    expect((await api.client().logIn(email)).status).toBe(200);
    api.clock.advance(days(8));
    await api.app.sweep();
    expect(refusal(await reset(token))).toEqual([410, 'link_invalid']);
  });

  it('that is guessed a thousand times is refused in the same words, then limited', async () => {
    const client = api.client();
    const statuses: number[] = [];
    for (let batch = 0; batch < 10; batch += 1) {
      const guesses = Array.from({ length: 100 }, () => reset(randomBytes(32).toString('base64url'), another, client));
      for (const response of await Promise.all(guesses)) statuses.push(response.status);
    }
    expect(statuses.filter((status) => status === 410)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(970);
  });

  it('is not used up by a password that is too weak or no password at all', async () => {
    const token = await resetToken();
    expect(refusal(await reset(token, 'password12'))).toEqual([400, 'weak_password']);
    expect(refusal(await reset(token, 'short'))).toEqual([400, 'invalid_request']);
    expect((await reset(token)).status).toBe(200);
  });

  it('takes back the others that were sent before it', async () => {
    const first = await resetToken();
    const second = await resetToken();
    expect((await reset(second)).status).toBe(200);
    expect(refusal(await reset(first, `${another}-again`))).toEqual([410, 'link_invalid']);
  });

  it('cannot confirm an address, nor be found by another form of itself', async () => {
    const token = await resetToken();
    expect(refusal(await api.client().post('/api/auth/email/confirm', { token }))).toEqual([410, 'link_invalid']);
    for (const wrong of [`${token}x`, token.slice(1), { $ne: null }, '']) {
      expect((await reset(wrong as string)).status).toBe(400);
    }
  });
});

describe('a mail server that is away', () => {
  it('holds nobody up: the link comes when it is back, and is good for half an hour from then', async () => {
    await server.stop();
    expect((await forgot(email)).status).toBe(200);
    await mailboxes.deliver();
    expect(api.logs()).toContain('a try failed; there will be another');
    api.clock.advance(minutes(20));
    await server.start();
    const [mail] = await mailboxes.of(email);
    api.clock.advance(minutes(29));
    expect((await reset(tokenIn(mail))).status).toBe(200);
  });

  it('that took the mail but did not say so gets the same link again, under the same id', async () => {
    await forgot(email);
    await mailboxes.deliver();
    const mails = api.connection.collection('mails');
    const [last] = await mails.find({ kind: 'reset_password' }).sort({ createdAt: -1 }).limit(1).toArray();
    await mails.updateOne({ _id: last?._id }, { $set: { state: 'queued', email } });
    api.clock.advance(minutes(5));
    const [first, second, ...more] = await mailboxes.of(email);
    expect(more).toEqual([]);
    expect(second?.messageId).toBe(first?.messageId);
    expect(tokenIn(second)).toBe(tokenIn(first));
  });

  it('for longer than an hour sends no link for a password any more', async () => {
    await server.stop();
    await forgot(email);
    for (let quarter = 0; quarter < 6; quarter += 1) {
      await mailboxes.deliver();
      api.clock.advance(minutes(15));
    }
    await server.start();
    api.clock.advance(hours(1));
    expect(await mailboxes.of(email)).toEqual([]);
    expect(api.logs()).toContain('a job was given up at its limit');
  });
});
