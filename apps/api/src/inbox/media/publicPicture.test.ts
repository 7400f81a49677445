import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress, isPublicUrl, publicLookup } from './publicAddress.js';
import { type BeginRequest, fetchPublicPicture } from './publicPicture.js';

describe('an address on the internet', () => {
  it.each(['8.8.8.8', '157.240.1.1', '172.32.0.1', '100.128.0.1', '2a03:2880:f10c::1', '2606:4700::1111'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
    ],
    ...['224.0.0.1', '255.255.255.255', '198.18.0.1', '::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1'],
    ...[
      '::ffff:10.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '2001::1',
      '2001:db8::1',
      'localhost',
      '',
    ],
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('where a picture may be asked for', () => {
  it.each(['https://scontent.example/a.jpg', 'https://scontent-ams2-1.xx.fbcdn.net/v/t45?x=1#y'])('%s', (url) => {
    expect(isPublicUrl(url)).toBe(true);
  });
  it.each([
    ...[
      'http://scontent.example/a.jpg',
      'ftp://a.example/',
      'file:///etc/passwd',
      'data:image/png;base64,AA==',
      'x',
      '',
    ],
    ...[
      'https://127.0.0.1/a.jpg',
      'https://[::1]/a.jpg',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://localhost/',
    ],
    ...['https://a.example:8443/', 'https://me:secret@a.example/', `https://a.example/${'x'.repeat(3_000)}`],
  ])('not %s', async (url) => {
    expect(isPublicUrl(url)).toBe(false);
    expect(await fetchPublicPicture(url)).toEqual({ kind: 'refused' });
  });

  it.each(['https://scontent.example/a.jpg', 'https://evilfbcdn.net/a.jpg', 'https://fbcdn.net.evil.test/a.jpg'])(
    'nor from a host that is on no list: %s',
    async (url) => {
      const begin = () => {
        throw new Error('it was asked');
      };
      expect(await fetchPublicPicture(url, begin)).toEqual({ kind: 'refused' });
    },
  );

  /** What a name leads to, as the system would say. */
  const named = (...addresses: string[]) =>
    new Promise<string>((resolve) => {
      const lookup = ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
        done(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        )) as never;
      publicLookup(lookup)('a.example', {}, (error, found) => resolve(error?.message ?? String(found)));
    });

  it('nor a name that leads into a network of one’s own, also beside a public address', async () => {
    expect(await named('8.8.8.8', '8.8.4.4')).toBe('8.8.8.8');
    expect(await named('8.8.8.8', '10.0.0.1')).toMatch(/not public/);
    expect(await named('169.254.169.254')).toMatch(/not public/);
    expect(await named()).toMatch(/no address/);
  });
});

describe('a picture', () => {
  let server: Server | null = null;
  afterEach(() => {
    server?.close();
    server = null;
  });
  const picture = Buffer.alloc(100, 7);
  const headers = { 'content-type': 'image/jpeg; charset=binary', 'content-length': '100' };

  /** Fetches from a server that answers like this. Only the way there is another: no name leads to this machine. */
  async function fetchFrom(answer: RequestListener) {
    const running = createServer(answer).listen(0, '127.0.0.1');
    server = running;
    await new Promise((resolve) => running.once('listening', resolve));
    const { port } = running.address() as AddressInfo;
    const begin: BeginRequest = (_url, { lookup: _lookup, ...options }, onAnswer) =>
      httpRequest(`http://127.0.0.1:${port}/a.jpg`, options, onAnswer);
    return fetchPublicPicture('https://scontent.xx.fbcdn.net/a.jpg', begin);
  }
  const readBytes = async (body: AsyncIterable<Buffer>) => {
    const pieces: Buffer[] = [];
    for await (const piece of body) pieces.push(piece);
    return Buffer.concat(pieces);
  };

  it('comes as it is; nothing of ours is told but the name of the product', async () => {
    const asked: Record<string, unknown>[] = [];
    const fetched = await fetchFrom((req, res) => {
      asked.push(req.headers);
      res.writeHead(200, headers).end(picture);
    });
    if (fetched.kind !== 'picture') throw new Error(fetched.kind);
    expect(fetched.mimeType).toBe('image/jpeg');
    expect(await readBytes(fetched.body)).toEqual(picture);
    expect(asked[0]).toMatchObject({ 'user-agent': 'Switchboard' });
    for (const secret of ['authorization', 'cookie', 'referer']) expect(asked[0]).not.toHaveProperty(secret);
  });

  it.each<[string, string, RequestListener]>([
    ['that is a page', 'refused', (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<b>')],
    ['that can run', 'refused', (_req, res) => res.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg/>')],
    [
      'that is packed',
      'refused',
      (_req, res) => res.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(picture),
    ],
    [
      'of 6 MB',
      'refused',
      (_req, res) => res.writeHead(200, { ...headers, 'content-length': String(6 * 1024 ** 2) }).end(),
    ],
    ['that is elsewhere', 'failed', (_req, res) => res.writeHead(302, { location: 'https://127.0.0.1/' }).end()],
    ['that is gone', 'failed', (_req, res) => res.writeHead(404, headers).end(picture)],
    ['of a server that hangs up', 'failed', (_req, res) => void res.destroy()],
  ])('%s is %s', async (_what, kind, answer) => {
    expect(await fetchFrom(answer)).toEqual({ kind });
  });

  it('that grows without end is cut off', async () => {
    const fetched = await fetchFrom((_req, res) => {
      res.writeHead(200, { 'content-type': 'image/png' });
      res.on('error', () => undefined).end(Buffer.alloc(6 * 1024 ** 2));
    });
    if (fetched.kind !== 'picture') throw new Error(fetched.kind);
    await expect(readBytes(fetched.body)).rejects.toThrow(/larger than/);
  });
});
