import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redirectUri, TestSandbox } from '../../test/client.js';
import { seedBusinesses, seedNumbers, seedPerson, seedWabas } from '../seeds.js';

let meta: TestSandbox;
beforeAll(async () => {
  meta = await TestSandbox.start({ redirectUris: [redirectUri, 'http://localhost:3000/back?from=meta'] });
});
afterAll(() => meta.sandbox.stop());
beforeEach(() => meta.sandbox.reset());

const dialogUrl = (query: Record<string, string> = {}, rawState = 'state-1') =>
  `${meta.sandbox.url}/v26.0/dialog/oauth?${new URLSearchParams({
    client_id: meta.sandbox.appId,
    redirect_uri: redirectUri,
    response_type: 'code',
    config_id: '77',
    ...query,
  })}&state=${rawState}`;

const open = (url = dialogUrl()) => fetch(url, { redirect: 'manual' });

interface Window {
  url: string;
  nonce: string;
}

/** Opens the login window and reads from its first page what a browser would post. */
async function openWindow(url = dialogUrl()): Promise<Window> {
  const page = await (await open(url)).text();
  const path = /action="(\/dialog\/session\/\w+)\/cancel"/.exec(page)?.[1];
  const nonce = /name="nonce" value="(\w+)"/.exec(page)?.[1];
  if (!path || !nonce) throw new Error(`This is not the login window: ${page}`);
  return { url: meta.sandbox.url + path, nonce };
}

const post = (window: Window, answer: string, form: [string, string][] = []) =>
  fetch(`${window.url}/${answer}`, {
    method: 'POST',
    body: new URLSearchParams([['nonce', window.nonce], ...form]),
    redirect: 'manual',
  });

const choice = (change: Record<string, string> = {}): [string, string][] =>
  Object.entries({
    person: seedPerson.id,
    business: seedBusinesses.acme.id,
    waba: seedWabas.acmeFlowers.id,
    token_kind: 'business',
    token_life: 'never',
    ...change,
  });

const readLocation = (response: Response) => new URL(String(response.headers.get('location')));

/** Accepts, exchanges the code and inspects the token. */
async function inspectAccepted(form: [string, string][], url = dialogUrl()) {
  const location = readLocation(await post(await openWindow(url), 'accept', form));
  const { body } = await meta.exchange(String(location.searchParams.get('code')));
  const query = { input_token: String(body.access_token) };
  return { exchanged: body, inspected: (await meta.get('debug_token', { token: meta.appToken, query })).body.data };
}

describe('opening the login window', () => {
  it('asks who is logging in, which portfolio and which accounts', async () => {
    const window = await openWindow();
    const read = async (path: string) => (await fetch(`${window.url}/${path}`)).text();
    expect(await read('person')).toContain('Continue as Dana Rivers');
    const businesses = await read(`business?person=${seedPerson.id}`);
    for (const name of ['Acme Flowers', 'Blue Bicycle', 'Northwind Chain', 'Paper &amp; Pine', 'Quiet Harbour']) {
      expect(businesses).toContain(name);
    }
    const accounts = await read(`accounts?person=${seedPerson.id}&business=${seedBusinesses.acme.id}`);
    for (const text of [
      'Acme Flowers',
      'Acme Events',
      seedNumbers.acmeFlowers.displayPhoneNumber,
      seedNumbers.acmeEvents.displayPhoneNumber,
      'Connect',
    ]) {
      expect(accounts).toContain(text);
    }
    expect(accounts).not.toContain('Blue Bicycle');
  });

  it('says on every page that this is a sandbox, and loads nothing from elsewhere', async () => {
    const response = await open();
    const page = await response.text();
    expect(page).toContain('Sandbox: Meta on your machine');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toMatch(/(?:src|href)="https?:/);
  });

  it.each([
    ['an unknown app', { client_id: '1' }],
    ['an address that is not on the list', { redirect_uri: 'https://evil.test/' }],
    ['an address that differs by one slash', { redirect_uri: `${redirectUri}/` }],
    ['no address', { redirect_uri: '' }],
    ['a made-up permission', { config_id: '', scope: 'read_everything' }],
    ['a response type it does not have', { response_type: 'token' }],
  ])('shows an error and goes nowhere for %s', async (_what, query) => {
    const response = await open(dialogUrl(query));
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).not.toContain('Continue as');
  });

  it('shows what the address was without letting it become markup', async () => {
    const page = await (await open(dialogUrl({ redirect_uri: '"><script>alert(1)</script>' }))).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>alert');
  });
});

describe('accepting', () => {
  it('sends the browser back with a code that can be exchanged', async () => {
    const { exchanged, inspected } = await inspectAccepted(choice());
    expect(exchanged).not.toHaveProperty('expires_in');
    expect(inspected).toMatchObject({
      type: 'SYSTEM_USER',
      scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
      granular_scopes: [{ target_ids: [seedWabas.acmeFlowers.id] }, {}],
    });
  });

  it('grants several accounts at once', async () => {
    const { inspected } = await inspectAccepted([...choice(), ['waba', seedWabas.acmeEvents.id]]);
    expect(inspected).toMatchObject({
      granular_scopes: [{ target_ids: [seedWabas.acmeFlowers.id, seedWabas.acmeEvents.id] }, {}],
    });
  });

  it.each(['plain', 'a%20b+c%2Fd', '100%', '%FF%00', 'a=b;c:d@e', ''])(
    'gives the state "%s" back byte for byte',
    async (rawState) => {
      const response = await post(await openWindow(dialogUrl({}, rawState)), 'accept', choice());
      expect(response.status).toBe(302);
      const location = String(response.headers.get('location'));
      expect(location.startsWith(`${redirectUri}?code=AQ`)).toBe(true);
      expect(location.endsWith(`&state=${rawState}#_=_`)).toBe(true);
    },
  );

  it('keeps the query of the address it returns to', async () => {
    const url = dialogUrl({ redirect_uri: 'http://localhost:3000/back?from=meta' });
    const location = readLocation(await post(await openWindow(url), 'accept', choice()));
    expect(location.searchParams.get('from')).toBe('meta');
    expect(location.searchParams.get('code')).toMatch(/^AQ/);
  });

  it('gives a plain login the permissions it named, and a token of the person', async () => {
    const url = dialogUrl({ config_id: '', scope: 'whatsapp_business_management,business_management' });
    const form = choice({ token_kind: 'user', token_life: '60_days' });
    const { exchanged, inspected } = await inspectAccepted(form, url);
    expect(exchanged).toMatchObject({ expires_in: 60 * 24 * 3600 });
    expect(inspected).toMatchObject({
      type: 'USER',
      scopes: ['public_profile', 'whatsapp_business_management', 'business_management'],
    });
  });

  it('lists what was granted and denied when the app asks for it', async () => {
    const url = dialogUrl({ response_type: 'code,granted_scopes' });
    const form = choice({ leave_out: 'whatsapp_business_messaging' });
    const { searchParams } = readLocation(await post(await openWindow(url), 'accept', form));
    expect(searchParams.get('granted_scopes')).toBe('whatsapp_business_management');
    expect(searchParams.get('denied_scopes')).toBe('whatsapp_business_messaging');
  });

  it('lets a tester choose the life of the token, leave out a permission and hide the accounts', async () => {
    const { exchanged, inspected } = await inspectAccepted(
      choice({ token_life: '1_minute', leave_out: 'whatsapp_business_messaging', without_target_ids: 'on' }),
    );
    expect(exchanged).toMatchObject({ expires_in: 60 });
    expect(inspected).toMatchObject({ granular_scopes: [{ scope: 'whatsapp_business_management' }] });
    expect(JSON.stringify(inspected)).not.toContain('target_ids');
  });

  it('lets a tester hand out a code that has already expired', async () => {
    const response = await post(await openWindow(), 'accept', choice({ expired_code: 'on' }));
    const { body } = await meta.exchange(String(readLocation(response).searchParams.get('code')));
    expect(body).toMatchObject({ error: { error_subcode: 36007 } });
  });

  it('asks again when no account was chosen', async () => {
    const window = await openWindow();
    const form = choice().filter(([name]) => name !== 'waba');
    const response = await post(window, 'accept', form);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('role="alert"');
    expect((await post(window, 'accept', choice())).status).toBe(302);
  });

  it('takes no account of another portfolio', async () => {
    const response = await post(await openWindow(), 'accept', choice({ waba: seedWabas.blueBicycle.id }));
    expect([response.status, response.headers.get('location')]).toEqual([403, null]);
  });
});

describe('leaving', () => {
  it('tells the app that the person said no', async () => {
    const response = await post(await openWindow(), 'cancel');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(
      `${redirectUri}?error=access_denied&error_code=200&error_description=Permissions+error&error_reason=user_denied&state=state-1#_=_`,
    );
  });

  it('tells the app nothing when the window is closed', async () => {
    const window = await openWindow();
    const response = await post(window, 'close');
    expect([response.status, response.headers.get('location')]).toEqual([200, null]);
    expect(await response.text()).toContain('You can close this tab');
    expect((await post(window, 'accept', choice())).status).toBe(409);
  });
});

describe('answering twice, or from somewhere else', () => {
  it('is good for one answer', async () => {
    const window = await openWindow();
    expect((await post(window, 'accept', choice())).status).toBe(302);
    for (const again of ['accept', 'cancel', 'close']) {
      const response = await post(window, again, again === 'accept' ? choice() : []);
      expect([response.status, response.headers.get('location')]).toEqual([409, null]);
    }
  });

  it('needs the nonce of the page', async () => {
    const window = { ...(await openWindow()), nonce: 'guessed' };
    for (const answer of ['accept', 'cancel', 'close']) {
      const response = await post(window, answer, answer === 'accept' ? choice() : []);
      expect([response.status, response.headers.get('location')]).toEqual([403, null]);
    }
  });

  it('is over after a reset', async () => {
    const window = await openWindow();
    meta.sandbox.reset();
    expect((await post(window, 'accept', choice())).status).toBe(404);
  });
});
