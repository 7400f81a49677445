import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { compileTrust } from './clientAddress.js';
import { createLogger } from './logger.js';
import { createMetrics } from './metrics.js';
import { noticeUntrustedProxy } from './untrustedProxy.js';

/** A server whose every caller is this machine, which it believes or not, or says that it is another one. */
function serverBehind(trusted: string[]) {
  const metrics = createMetrics();
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
  const app = express();
  app.use((req, _res, next) => {
    const value = req.get('X-Peer');
    if (value) Object.defineProperty(req.socket, 'remoteAddress', { value });
    next();
  });
  app.use(noticeUntrustedProxy(compileTrust(trusted), metrics, logger));
  app.use((_req, res) => void res.sendStatus(204));
  const figure = async (name: string) => (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return {
    warnings: () => lines.filter((line) => line.includes('TRUSTED_PROXIES')),
    counted: () => figure('switchboard_untrusted_forwarded_total'),
    share: () => figure('switchboard_untrusted_forwarded_share'),
    /** Fifty requests, so many of them with the header of a proxy, by these in turn. */
    async ask(forwarded: number, peers: string[] = []): Promise<void> {
      for (let number = 0; number < 50; number += 1) {
        const call = request(app)
          .get('/')
          .set('X-Peer', peers[number % peers.length] ?? '');
        await (number < forwarded ? call.set('X-Forwarded-For', '203.0.113.7') : call).expect(204);
      }
    },
  };
}

describe('requests from an address that is no trusted proxy, with a proxy’s header', () => {
  it('are counted and nothing more while they are the smaller part: any caller can send the header', async () => {
    const { ask, warnings, counted, share } = serverBehind(['10.0.0.0/8']);
    await ask(25);
    expect([await counted(), await share(), warnings()]).toEqual([25, 0.5, []]);
  });

  it('are a proxy that nobody named once they are the larger part: said once, with the address and the setting', async () => {
    const { ask, warnings, share } = serverBehind(['10.0.0.0/8']);
    await ask(26);
    await ask(50);
    expect(warnings()).toHaveLength(1);
    expect(JSON.parse(warnings()[0] ?? '')).toMatchObject({
      requests: 26,
      of: 50,
      peers: [expect.stringContaining('127.0.0.1')],
    });
    expect(await share()).toBe(1);
    await ask(0);
    expect(await share()).toBe(0);
  });

  const nodes = (count: number) => Array.from({ length: count }, (_, index) => `198.51.100.${index + 1}`);

  it('are that also where the proxy has four addresses: a balancer has one in each zone', async () => {
    const { ask, warnings, share } = serverBehind(['10.0.0.0/8']);
    await ask(50, nodes(4));
    await ask(50, nodes(3));
    expect([await share(), warnings().length]).toEqual([1, 1]);
    expect(JSON.parse(warnings()[0] ?? '').peers.sort()).toEqual(nodes(4));
  });

  it('are of a crowd, and no proxy’s, where they come from everywhere', async () => {
    const { ask, warnings, share } = serverBehind(['10.0.0.0/8']);
    await ask(50, nodes(25));
    expect([await share(), warnings()]).toEqual([8 / 50, []]);
  });

  it('are what they should be where that address is trusted', async () => {
    const { ask, warnings, counted } = serverBehind(['loopback']);
    await ask(50);
    expect([await counted(), warnings()]).toEqual([0, []]);
  });
});
