import { once } from 'node:events';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findProgram } from '../debian.js';
import { makeProxy, type ProxyPorts, proxyNames, type TestedProxy } from './proxy.js';
import { ask, echoThrough, startUpstream, type Upstream } from './upstream.js';

describe.each(proxyNames)('%s with its file', (name) => {
  const program = findProgram(name);

  describe.skipIf(!program)('in front of two processes of web and API each', () => {
    const upstreams: Record<string, Upstream> = {};
    let ports: ProxyPorts;
    let proxy: TestedProxy;
    let stop = async () => {};

    beforeAll(async () => {
      for (const of of ['web-1', 'web-2', 'api-1', 'api-2']) upstreams[of] = await startUpstream(of);
      const portOf = (of: string) => upstreams[of]?.port ?? 0;
      ports = {
        ...{ outside: await getPort(), inside: await getPort() },
        ...{ web: [portOf('web-1'), portOf('web-2')], api: [portOf('api-1'), portOf('api-2')] },
      };
      proxy = makeProxy(name, program ?? '', ports);
      const child = proxy.start();
      stop = async () => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
        proxy.remove();
      };
      const answer = () => ask({ port: ports.outside, host: proxy.webHost });
      await vi.waitFor(async () => expect((await answer()).status).toBe(200), { timeout: 30_000, interval: 100 });
    });
    afterAll(async () => {
      await stop();
      for (const upstream of Object.values(upstreams)) upstream.stop();
    });

    const web = (more: object = {}) => ask({ port: ports.outside, host: proxy.webHost, ...more });
    const api = (more: object = {}) => ask({ port: ports.outside, host: proxy.apiHost, ...more });

    it('is taken by the program’s own check', () => {
      expect(proxy.check.said).not.toMatch(/\[(?:emerg|alert|crit|error)\]|"level":"error"/);
      expect(proxy.check.status).toBe(0);
    });

    it('leads each name to its own', async () => {
      expect((await web()).seen.name).toMatch(/^web-/);
      expect((await api()).seen.name).toMatch(/^api-/);
      expect((await ask({ port: ports.inside })).seen.name).toMatch(/^api-/);
    });

    it('passes nothing on of what a client says of its own address', async () => {
      const headers = { 'X-Forwarded-For': '203.0.113.9' };
      expect((await web({ headers })).seen.forwardedFor).toBe('127.0.0.1');
      expect((await api({ headers })).seen.forwardedFor).toBe('127.0.0.1');
    });

    it('believes the web, which says whom it asks for', async () => {
      const { seen } = await ask({ port: ports.inside, headers: { 'X-Forwarded-For': '203.0.113.9' } });
      expect(seen.forwardedFor).toBe('203.0.113.9, 127.0.0.1');
    });

    it('shows nobody the address inside that Next names', async () => {
      expect((await web()).headers).not.toHaveProperty('x-middleware-rewrite');
    });

    it.each([
      ['a file of 101 MB through to the API', 101],
      ['a delivery of 3 MB through to the web', 3],
    ])('lets %s', async (_what, megabytes) => {
      const body = Buffer.alloc(megabytes * 1024 * 1024);
      const { status, seen } = await (megabytes > 3 ? api : web)({ body });
      expect([status, seen.bytes]).toEqual([200, body.length]);
    });

    it('lets sockets through to the API', async () => {
      expect(await echoThrough(ports.outside, proxy.apiHost, 'hello')).toBe('hello');
    });

    it('answers everybody while one of two is away', async () => {
      upstreams['api-1']?.stop();
      upstreams['web-1']?.stop();
      // Caddy 2.6, which is Debian's, loses a body when it turns to the other one.
      const more = name === 'nginx' ? { body: Buffer.from('{}') } : {};
      const answers = [];
      for (let turn = 0; turn < 20; turn += 1) answers.push(await web(more), await api(more));
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      expect(new Set(answers.map(({ seen }) => seen.name))).toEqual(new Set(['web-2', 'api-2']));
    });
  });
});
