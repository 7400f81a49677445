import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { seedWabas } from '../apps/meta-sandbox/src/seeds.js';
import { type Stack, startStack } from './stack.js';

/** The product without its pages, over one folder of data. */
async function start(dataDir: string): Promise<Stack> {
  const ports = { web: 0, api: 0, sandbox: 0 };
  const settings = { LOG_LEVEL: 'warn' };
  const stack = await startStack({ dataDir, mode: 'production-build', withoutWeb: true, ports, settings });
  onTestFinished(() => stack.stop());
  return stack;
}

async function post<Reply>(url: string, body: object, token?: string): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Reply;
}

it('what was connected is connected after the next start, because Meta’s stand-in still knows it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'swb-restart-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const person = { email: 'ada@example.com', password: 'copper lantern violet river' };

  const first = await start(dataDir);
  const { token } = await post<{ token: string }>(`${first.urls.api}/api/auth/signup`, {
    ...{ ...person, name: 'Ada Lovelace', accountName: 'Acme' },
  });
  const whatsapp = (stack: Stack, path: string) => `${stack.urls.api}/api/integrations/whatsapp/${path}`;
  const { state } = await post<{ state: string }>(whatsapp(first, 'oauth/start'), {}, token);
  const accepted = { wabaIds: [seedWabas.acmeFlowers.id] };
  const { code } = await post<{ code: string }>(`${first.urls.sandbox}/__sandbox/codes`, accepted);
  await post(whatsapp(first, 'oauth'), { code, state }, token);
  await first.stop();

  const second = await start(dataDir);
  const again = await post<{ token: string }>(`${second.urls.api}/api/auth/login`, person);
  const { phoneNumbers } = await post<{ phoneNumbers: { state: string }[] }>(
    whatsapp(second, 'check'),
    {},
    again.token,
  );
  expect(phoneNumbers.map((number) => number.state)).toEqual(['connected', 'connected']);
}, 120_000);
