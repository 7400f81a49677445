import type { SessionDto } from '@switchboard/contracts';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { eventually } from '../../test/eventually.js';
import type { TestApi } from '../../test/harness.js';
import { type ApiWithMail, startApiWithMail } from '../../test/mailbox.js';
import { awaitClosing, watch } from '../../test/sockets.js';
import { days } from '../platform/clock.js';

const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
const safariOnPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1';

let api: TestApi;
let stop: ApiWithMail['stop'];
let url: string;
let mailboxes: ApiWithMail['mailboxes'];
let owner: Client;
let email: string;
beforeAll(async () => {
  ({ api, mailboxes, stop } = await startApiWithMail());
  url = await api.listen();
});
afterAll(() => stop());
beforeEach(async () => {
  owner = browser(chromeOnWindows);
  await owner.signUp();
  email = owner.signedIn?.user.email ?? '';
});

function browser(userAgent: string, address?: string): Client {
  const client = api.client();
  client.headers = { 'User-Agent': userAgent };
  if (address) client.address = address;
  return client;
}
const refusal = (response: Response) => [response.status, response.body.code];
const listSessions = async (client: Client): Promise<SessionDto[]> =>
  (await client.get('/api/auth/sessions')).body.sessions;
const me = (client: Client) => client.get('/api/auth/me');
const subjectsTo = async (address: string) => (await mailboxes.of(address)).map(({ subject }) => subject);
const news = 'You logged in to Switchboard from somewhere new';
const listEntries = async (
  client: Client,
): Promise<{ action: string; text: string; actor: unknown; address: string }[]> =>
  (await client.get('/api/account/audit')).body.entries;
const listActions = async (client: Client) => (await listEntries(client)).map(({ action }) => action);

describe('where somebody is signed in', () => {
  it('is listed with device, network and times, for oneself alone', async () => {
    const phone = browser(safariOnPhone, '203.0.113.77');
    await phone.logIn(email);
    const other = await api.owner();
    const colleague = await owner.invite('support');
    const listed = await listSessions(phone);
    expect(listed).toMatchObject([
      { current: true, device: 'Safari on iOS', network: '203.0.113.x' },
      { current: false, device: 'Chrome on Windows' },
    ]);
    expect(JSON.stringify(listed)).not.toContain('203.0.113.77');
    expect(await listSessions(other)).toHaveLength(1);
    expect(await listSessions(colleague)).toHaveLength(1);
  });

  it('says when each was used last, and from where then', async () => {
    api.clock.advance(days(2));
    owner.address = '198.51.100.9';
    await owner.refresh();
    const [session] = await listSessions(owner);
    expect(session?.network).toBe('198.51.100.x');
    const between = Date.parse(session?.lastUsedAt ?? '') - Date.parse(session?.signedInAt ?? '');
    expect(between).toBeGreaterThan(days(1));
    api.clock.advance(days(8));
    await owner.logIn(email);
    expect(await listSessions(owner)).toHaveLength(1);
  });

  it('can be ended one by one: requests, renewal and socket', async () => {
    const phone = browser(safariOnPhone);
    await phone.logIn(email);
    const watched = await watch(url, phone);
    const closed = awaitClosing(watched.socket);
    const there = (await listSessions(owner)).find(({ current }) => !current);
    expect((await owner.send('delete', `/api/auth/sessions/${there?.sessionId}`)).status).toBe(200);
    await closed;
    expect(refusal(await me(phone))).toEqual([401, 'session_ended']);
    expect((await phone.refresh()).status).toBe(401);
    expect((await me(owner)).status).toBe(200);
    expect(refusal(await owner.send('delete', `/api/auth/sessions/${there?.sessionId}`))).toEqual([404, 'not_found']);
  });

  it('can be ended everywhere else at once', async () => {
    const others = [browser(safariOnPhone), browser(chromeOnWindows)];
    for (const other of others) await other.logIn(email);
    const colleague = await owner.invite('support');
    expect((await owner.send('delete', '/api/auth/sessions')).status).toBe(200);
    for (const other of others) expect((await me(other)).status).toBe(401);
    for (const still of [owner, colleague]) expect((await me(still)).status).toBe(200);
    expect(await listSessions(owner)).toMatchObject([{ current: true }]);
  });

  it('cannot be ended by a colleague or a stranger', async () => {
    const [own] = await listSessions(owner);
    for (const other of [await owner.invite('owner'), await api.owner()]) {
      expect(refusal(await other.send('delete', `/api/auth/sessions/${own?.sessionId}`))).toEqual([404, 'not_found']);
    }
    expect((await me(owner)).status).toBe(200);
  });
});

describe('a sign-in from somewhere new', () => {
  it('is told by e-mail and in the log: another kind of browser, or another network', async () => {
    const phone = browser(safariOnPhone, '203.0.113.77');
    await phone.logIn(email);
    const mail = (await mailboxes.of(email)).at(-1);
    expect(mail?.subject).toBe(news);
    expect(mail?.text).toContain('Safari on iOS, from the network 203.0.113.x');
    expect((await listEntries(phone))[0]).toMatchObject({
      action: 'session.signed_in',
      text: 'Logged in from somewhere new: Safari on iOS, from the network 203.0.113.x.',
      address: '203.0.113.77',
    });
    await browser(safariOnPhone, '192.0.2.1').logIn(email);
    expect((await subjectsTo(email)).filter((subject) => subject === news)).toHaveLength(2);
  });

  it('is none where one has been before, nor where one signed up', async () => {
    await browser(chromeOnWindows, owner.address).logIn(email);
    for (const last of [8, 9]) await browser(safariOnPhone, `203.0.113.${last}`).logIn(email);
    expect((await subjectsTo(email)).filter((subject) => subject === news)).toHaveLength(1);
  });

  it('is one again after half a year', async () => {
    const { address } = owner;
    api.clock.advance(days(181));
    await api.app.sweep();
    await browser(chromeOnWindows, address).logIn(email);
    expect((await subjectsTo(email)).filter((subject) => subject === news)).toHaveLength(1);
  });

  it('of several at the same moment is told once', async () => {
    const phones = Array.from({ length: 5 }, () => browser(safariOnPhone, '203.0.113.5'));
    await Promise.all(phones.map((phone) => phone.logIn(email)));
    expect((await subjectsTo(email)).filter((subject) => subject === news)).toHaveLength(1);
  });
});

describe('logging in again in the same browser', () => {
  it('ends the session that the browser had, and no other', async () => {
    const elsewhere = browser(safariOnPhone);
    await elsewhere.logIn(email);
    const before = owner.token;
    expect((await owner.logIn(email)).status).toBe(200);
    expect(await listSessions(owner)).toHaveLength(2);
    const left = api.client();
    left.token = before;
    expect(refusal(await me(left))).toEqual([401, 'session_ended']);
    expect((await me(elsewhere)).status).toBe(200);
  });

  it('as somebody else ends it too; renewing does not', async () => {
    const other = await api.owner();
    const before = owner.token;
    await owner.refresh();
    expect((await me(owner)).status).toBe(200);
    await owner.logIn(other.signedIn?.user.email ?? '');
    const left = api.client();
    left.token = before;
    expect((await me(left)).status).toBe(401);
  });
});

describe('logging out', () => {
  it('has the browser throw away what it keeps of us', async () => {
    const response = await owner.post('/api/auth/logout');
    expect(response.headers['clear-site-data']).toBe('"cache", "storage"');
  });
});

describe('what the browser keeps', () => {
  it('is sealed by a key that is the same at every log-in of a person in an account, and nobody else’s', async () => {
    const getKey = (client: Client) => client.signedIn?.storageKey;
    const again = browser(safariOnPhone);
    await again.logIn(email);
    expect(getKey(owner)).toMatch(/^[\w-]{43}$/);
    expect(getKey(again)).toBe(getKey(owner));
    await again.refresh();
    expect(getKey(again)).toBe(getKey(owner));
    const colleague = await owner.invite('support');
    const stranger = await api.owner();
    expect(new Set([owner, colleague, stranger].map(getKey)).size).toBe(3);
    expect(JSON.stringify((await me(owner)).body)).not.toContain(getKey(owner));
  });
});

describe('the log of the account', () => {
  it('says who signed in and out, ended sessions, renamed and downloaded', async () => {
    const phone = browser(safariOnPhone);
    await phone.logIn(email);
    await owner.send('delete', '/api/auth/sessions');
    await owner.send('patch', '/api/auth/me', { name: 'Olivia' });
    await owner.send('patch', '/api/account', { name: 'Olivia & Co' });
    await owner.get('/api/account/audit.csv');
    await owner.post('/api/auth/logout');
    await owner.logIn(email);
    expect((await listActions(owner)).toReversed()).toEqual([
      'session.signed_in',
      'session.ended',
      'member.renamed',
      'account.settings_changed',
      'data.downloaded',
      'session.signed_out',
      'session.signed_in',
    ]);
  });

  it('says that a log-in failed and from where, without what was typed, and names no stranger for it', async () => {
    const stranger = browser(safariOnPhone, '203.0.113.66');
    await stranger.logIn(email, 'what-was-typed');
    const entry = await eventually(async () => {
      const [first] = await listEntries(owner);
      expect(first?.action).toBe('session.sign_in_failed');
      return first;
    });
    expect(entry).toMatchObject({ actor: null, address: '203.0.113.66' });
    expect(entry?.text).toContain('Safari on iOS');
    expect(JSON.stringify(entry)).not.toContain('what-was-typed');
  });

  it('does not change when nothing changed', async () => {
    await owner.send('patch', '/api/auth/me', { name: owner.signedIn?.user.name });
    await owner.send('patch', '/api/account', { name: owner.signedIn?.account.name });
    await owner.send('delete', '/api/auth/sessions');
    expect(await listActions(owner)).toEqual([]);
  });
});

describe('the lines that leave for another system', () => {
  it('have each entry of the audit log, once, whole, and marked', async () => {
    const support = await owner.invite('support');
    await support.post('/api/auth/logout');
    const ofAccount = api
      .logs()
      .split('\n')
      .filter((line) => line.includes('"log":"audit"'))
      .map((line) => JSON.parse(line))
      .filter((line) => line.accountId === owner.signedIn?.account.accountId);
    const entries = (await owner.get('/api/account/audit')).body.entries;
    expect(entries.length).toBeGreaterThan(2);
    expect(ofAccount.map(({ auditId, action, text, address }) => ({ id: auditId, action, text, address }))).toEqual(
      entries
        .toReversed()
        .map(({ id, action, text, address }: Record<string, string>) => ({ id, action, text, address })),
    );
    expect(ofAccount[0]).toMatchObject({ at: expect.any(String), actor: { userId: owner.signedIn?.user.userId } });
  });
});

describe('the log of requests', () => {
  const findLine = (path: string) =>
    api
      .logs()
      .split('\n')
      .filter((line) => line.includes(`"path":"${path}"`))
      .map((line) => JSON.parse(line))
      .filter((line) => line.accountId === owner.signedIn?.account.accountId)
      .at(-1);

  it('names user, account and session, and no token', async () => {
    const [session] = await listSessions(owner);
    const who = {
      userId: owner.signedIn?.user.userId,
      accountId: owner.signedIn?.account.accountId,
      sessionId: session?.sessionId,
    };
    await owner.get('/api/account/members');
    expect(findLine('/api/account/members')).toMatchObject({ ...who, res: { status: 200 } });
    await owner.refresh();
    expect(findLine('/api/auth/refresh')).toMatchObject(who);
    expect(findLine('/api/auth/signup')).toMatchObject(who);
    expect(api.logs()).not.toContain(owner.token);
    expect(api.logs()).not.toContain(owner.cookie?.split('=')[1] ?? 'no cookie');
  });

  it('names whoever is refused for their role', async () => {
    const support = await owner.invite('support');
    await support.get('/api/account/invitations');
    expect(findLine('/api/account/invitations')).toMatchObject({
      userId: support.signedIn?.user.userId,
      res: { status: 403 },
    });
  });
});
