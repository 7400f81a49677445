import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedAddressHeader } from '@switchboard/contracts';
import { NextRequest } from 'next/server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { passOn } from './passOn';

/** An API that answers with the headers it was sent. */
const api = createServer((req, res) => res.end(JSON.stringify(req.headers)));
beforeAll(() => new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve)));
afterAll(() => void api.close());
afterEach(() => vi.unstubAllEnvs());

/** What the API is told of the address, of a client that wrote a header of its own. */
async function saidOf(forwarded: string, env: Record<string, string>): Promise<unknown> {
  vi.stubEnv('API_INTERNAL_URL', `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const headers = { 'x-forwarded-for': forwarded, [signedAddressHeader]: 'written by the client' };
  const answer = await passOn(new NextRequest('http://app.test/api/auth/me', { headers }));
  return ((await answer.json()) as Record<string, unknown>)[signedAddressHeader];
}

describe('the address that is said to the API', () => {
  const WEB_ADDRESS_SECRET = 'a'.repeat(40);

  it('is what the proxy in front of the web added, signed', async () => {
    const signed = /^203\.0\.113\.7;\d{10};[\w-]{43}$/;
    expect(await saidOf('198.51.100.1, 203.0.113.7', { WEB_ADDRESS_SECRET })).toMatch(signed);
    expect(await saidOf('203.0.113.7, 10.0.0.1', { WEB_ADDRESS_SECRET, WEB_PROXIES: '2' })).toMatch(signed);
  });

  it('is nothing without the secret or without an address, and never the client’s own header', async () => {
    expect(await saidOf('203.0.113.7', {})).toBeUndefined();
    expect(await saidOf('203.0.113.7', { WEB_ADDRESS_SECRET, WEB_PROXIES: '2' })).toBeUndefined();
  });
});
