import { randomBytes } from 'node:crypto';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
});

const newEmail = () => `${randomBytes(6).toString('hex')}@example.test`;
const getEmail = (client: Client) => client.signedIn?.user.email ?? '';
const refusal = (response: Response) => [response.status, response.body.code];

describe('a browser that the person has logged in from before', () => {
  const strangersGuess = (email: string) =>
    Promise.all(Array.from({ length: 12 }, () => api.client().logIn(email, 'a guess')));

  it('still lets its person in when strangers have used up all guesses', async () => {
    await strangersGuess(getEmail(owner));
    expect(refusal(await api.client().logIn(getEmail(owner)))).toEqual([429, 'too_many_requests']);
    await owner.post('/api/auth/logout');
    expect((await owner.logIn(getEmail(owner))).status).toBe(200);
  });

  it('has ten guesses of its own', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1) statuses.push((await owner.logIn(getEmail(owner), 'a guess')).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    // From elsewhere nothing was used up.
    expect((await api.client().logIn(getEmail(owner))).status).toBe(200);
  });

  it('is known to those who logged in there, and to nobody else', async () => {
    const victim = await api.owner();
    const victimsBrowser = victim.mark;
    await strangersGuess(getEmail(victim));
    owner.token = '';
    expect((await owner.logIn(getEmail(victim))).status).toBe(429);
    const shared = api.client();
    shared.mark = victimsBrowser;
    await shared.logIn(getEmail(owner));
    // Two people, one browser: it knows both.
    expect((await shared.logIn(getEmail(victim))).status).toBe(200);
  });

  it.each([
    ['changed', (mark: string) => `${mark.slice(0, -4)}AAAA`],
    ['with another id', (mark: string) => mark.replace(/=[\w-]{22}/, `=${'A'.repeat(22)}`)],
    ['empty', () => 'switchboard-browser='],
    ['endless', (mark: string) => `${mark}${'.A'.repeat(500)}`],
  ])('cannot be made up: %s', async (_how, forge) => {
    await strangersGuess(getEmail(owner));
    const forged = api.client();
    forged.mark = forge(owner.mark ?? '');
    expect((await forged.logIn(getEmail(owner))).status).toBe(429);
  });

  it('carries a mark that no script and no other site can use, and that names nobody', async () => {
    const response = await api.client().logIn(getEmail(owner));
    const mark = (response.get('Set-Cookie') ?? []).find((cookie) => cookie.startsWith('switchboard-browser='));
    expect(mark).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(mark).not.toContain(encodeURIComponent(getEmail(owner)));
    expect(owner.mark).toMatch(/^switchboard-browser=[\w-]{22}\.[\w-]{22}$/);
  });
});

describe('guesses at many accounts', () => {
  it('from one IPv6 network count as from one place', async () => {
    const from = (host: number) => {
      const client = api.client();
      client.address = `2001:db8:77:1:${host.toString(16)}::1`;
      return client;
    };
    const responses = await Promise.all(
      Array.from({ length: 60 }, (_, host) => from(host + 1).logIn(newEmail(), 'a guess')),
    );
    expect(responses.filter(({ status }) => status === 429)).toHaveLength(10);
    const neighbour = api.client();
    neighbour.address = '2001:db8:77:2::1';
    expect((await neighbour.logIn(newEmail(), 'a guess')).status).toBe(401);
  });
});

describe('behind a proxy that is not named', () => {
  let behind: TestApi;
  beforeAll(async () => {
    behind = await startApi({ env: { TRUSTED_PROXIES: '10.0.0.0/8' } });
  });
  afterAll(() => behind.stop());

  it('wrong log-ins of anybody lock nobody out, and are refused themselves', async () => {
    const person = await behind.owner();
    const statuses: number[] = [];
    for (let guess = 0; guess < 53; guess += 1) {
      statuses.push((await behind.client().logIn(newEmail(), 'a guess')).status);
    }
    expect(statuses).toEqual([...Array(50).fill(401), 429, 429, 429]);
    const elsewhere = behind.client();
    expect((await elsewhere.logIn(getEmail(person), goodPassword)).status).toBe(200);
  });

  it('is said once, with the name of the setting, and counted', async () => {
    await behind.client().get('/healthz');
    await behind.client().get('/healthz');
    const warnings = behind
      .logs()
      .split('\n')
      .filter((line) => line.includes('TRUSTED_PROXIES'));
    expect(warnings).toHaveLength(1);
    const { text } = await behind.client().get('/metrics');
    expect(Number(/^switchboard_untrusted_forwarded_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(1);
  });
});

describe('the proxies in front', () => {
  const auditedAddress = async (count: string, forwarded: string) => {
    const hops = await startApi({ env: { TRUSTED_PROXIES: count } });
    const person = await hops.owner();
    person.address = forwarded;
    await person.post('/api/account/invitations', { role: 'support' });
    const { body } = await person.get('/api/account/audit');
    await hops.stop();
    return body.entries[0].address;
  };

  it('can be told by their number: so many are believed, whatever a caller writes before them', async () => {
    expect(await auditedAddress('1', '203.0.113.99, 203.0.113.7')).toBe('203.0.113.7');
    expect(await auditedAddress('2', '203.0.113.99, 203.0.113.7, 10.0.0.1')).toBe('203.0.113.7');
  });
});
