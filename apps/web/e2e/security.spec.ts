import { acceptAtMeta } from './support/meta';
import { signUp } from './support/people';
import { world } from './support/sandbox';
import { CALLBACK, expect, STATUS, test } from './support/test';

test('pages run under a policy of their own, with a nonce that is never the same, and break none of it', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|hydrat/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await signUp(page);
  const nonces = new Set<string>();
  for (const path of ['/dashboard', STATUS, '/dashboard/settings', '/nowhere', '/dashboard']) {
    const response = await page.goto(path);
    const policy = response?.headers()['content-security-policy'] ?? '';
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    // Meta is let in where its login begins, and nowhere else.
    expect(policy.includes('facebook')).toBe(path === STATUS);
    expect(response?.headers()['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(scripts).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'none'");
    nonces.add(/'nonce-([^']+)'/.exec(scripts)?.[1] ?? '');
    await expect(page.locator('h1')).toBeVisible();
  }
  expect(nonces.size).toBe(5);
  await page.goto(STATUS);
  await page.getByRole('button', { name: 'Connect WhatsApp' }).click();
  await acceptAtMeta(page, { portfolio: world.acme.portfolio, wabas: [world.acme.events.waba] });
  await expect(page.getByRole('heading', { name: 'Your number is connected' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to status' }).click();
  await expect(page.getByText('Live updates on')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('every answer is taken for what it says it is, and is framed by nobody', async ({ page, request }) => {
  await page.goto('/login');
  const script = await page.locator('script[src^="/_next/static/"]').first().getAttribute('src');
  const answers = [
    ...[await request.get(script ?? ''), await request.get('/_next/static/nothing.js'), await request.get('/icon.svg')],
    ...[await request.get('/login'), await request.get('/nowhere'), await request.get('/dashboard')],
    await request.get('/healthz'),
    ...[await request.get('/api/auth/me'), await request.get('/api/nothing')],
    // Answered by the web itself, before the API is asked.
    await request.post('/api/auth/login', { data: 'x'.repeat(200_000) }),
  ];
  for (const answer of answers) {
    expect.soft(answer.headers()['x-content-type-options'], answer.url()).toBe('nosniff');
    expect.soft(answer.headers()['content-security-policy'], answer.url()).toContain("frame-ancestors 'none'");
  }
  expect(answers.map((answer) => answer.status())).toEqual([200, 404, 200, 200, 404, 200, 200, 401, 404, 413]);
});

test('the callback page tells no other site its address, and is not kept by caches', async ({ request }) => {
  const callback = await request.get(`${CALLBACK}?code=c&state=s`);
  expect(callback.headers()['referrer-policy']).toBe('no-referrer');
  expect(callback.headers()['cache-control']).toContain('no-store');
  const login = await request.get('/login');
  expect(login.headers()).toMatchObject({
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin-allow-popups',
  });
  expect(login.headers()['x-powered-by']).toBeUndefined();
});

test('the API is reached through the web, with its cookie, and no socket is', async ({ page, request }) => {
  const unknown = await request.get('/api/auth/me');
  expect(unknown.status()).toBe(401);
  expect(await unknown.json()).toMatchObject({ success: false, code: 'not_signed_in' });
  await signUp(page);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  const upgrade = await request.get('/api/socket', { headers: { upgrade: 'websocket' } });
  expect(upgrade.status()).toBe(426);
});

test('nothing sends back what it was sent (TRACE)', async ({ request }) => {
  for (const path of ['/login', '/dashboard', '/api/auth/me', '/_next/static/nothing.js']) {
    const answer = await request.fetch(path, { method: 'TRACE', headers: { cookie: 'mine=kept-to-myself' } });
    expect(answer.ok()).toBe(false);
    expect(await answer.text()).not.toContain('kept-to-myself');
  }
});
