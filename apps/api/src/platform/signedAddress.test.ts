import { createHmac } from 'node:crypto';
import { signedAddressHeader, toSignedText } from '@switchboard/contracts';
import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { compileTrust } from './clientAddress.js';
import { createLogger } from './logger.js';
import { createMetrics } from './metrics.js';
import { takeSignedAddress } from './signedAddress.js';
import { noticeUntrustedProxy } from './untrustedProxy.js';

const secret = 'a'.repeat(40);
const atSeconds = Date.UTC(2026, 11, 1) / 1000;
const sign = (address: string, at = atSeconds, by = secret) =>
  `${address};${at};${createHmac('sha256', by).update(toSignedText(address, at)).digest('base64url')}`;

/** A server that trusts no proxy and says whose request it takes one for. */
function startServer({ known }: { known: string | undefined } = { known: secret }) {
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
  const metrics = createMetrics();
  const trust = compileTrust([]);
  const app = express();
  app.set('trust proxy', trust);
  app.use(takeSignedAddress(known, { now: () => new Date(atSeconds * 1000) }, logger));
  app.use(noticeUntrustedProxy(trust, metrics, logger));
  app.use((req, res) => void res.send(req.ip));
  return {
    warnings: () => lines.length,
    untrusted: async () => (await metrics.untrustedForwarded.get()).values[0]?.value,
    ask: async (header: string) =>
      (await request(app).get('/').set('X-Forwarded-For', '198.51.100.1').set(signedAddressHeader, header)).text,
  };
}

const peer = /127\.0\.0\.1$/;

describe('the address that the web has signed', () => {
  it('is the caller’s, whichever proxies are trusted, and the web counts as no unknown proxy', async () => {
    const { ask, warnings, untrusted } = startServer();
    expect(await ask(sign('203.0.113.7'))).toBe('203.0.113.7');
    expect(await ask(sign('2001:db8::7', atSeconds - 59))).toBe('2001:db8::7');
    expect(await ask('203.0.113.7;1796083200;fBpony-MC2qpc3JP5-8BStBwnKedO0qOH5bHxHOdxm0')).toBe('203.0.113.7');
    expect([warnings(), await untrusted()]).toEqual([0, 0]);
  });

  it.each([
    ['signed by somebody else', sign('203.0.113.7', atSeconds, 'b'.repeat(40))],
    ['another than was signed', sign('203.0.113.7').replace('203', '204')],
    ['older than a minute', sign('203.0.113.7', atSeconds - 61)],
    ['of a time to come', sign('203.0.113.7', atSeconds + 61)],
    ['no address', sign('203.0.113')],
    ['without a signature', '203.0.113.7'],
    ['two in one', `${sign('203.0.113.7')}, ${sign('203.0.113.8')}`],
  ])('is not believed when it is %s, which is said once', async (_how, header) => {
    const { ask, warnings } = startServer();
    expect(await ask(header)).toMatch(peer);
    await ask(header);
    expect(warnings()).toBe(1);
  });

  it('is not believed by an API that shares no secret', async () => {
    expect(await startServer({ known: undefined }).ask(sign('203.0.113.7'))).toMatch(peer);
  });
});
