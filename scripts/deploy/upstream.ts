import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What stands in the place of an API or web process: it answers what it was sent. */
export interface Upstream {
  port: number;
  /** Ends it; whoever connects is refused from then on. */
  stop(): void;
}

/** What an upstream says of a request. */
export interface Seen {
  name: string;
  forwardedFor?: string;
  host?: string;
  bytes: number;
}

export async function startUpstream(name: string): Promise<Upstream> {
  const server: Server = createServer(async (request, response) => {
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    const { host, 'x-forwarded-for': forwardedFor } = request.headers;
    // One that was kept might be closed while a proxy sends on it, when a test ends this server.
    response.setHeader('connection', 'close');
    response.setHeader('x-middleware-rewrite', 'http://localhost:3000/inside');
    response.end(JSON.stringify({ name, forwardedFor, host, bytes }));
  });
  // Enough of RFC 6455 to be taken for one that speaks it.
  server.on('upgrade', (request, socket) => {
    const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${guid}`).digest('base64');
    socket.on('error', () => undefined);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface Asked {
  port: number;
  /** Absent: over plain http, as inside. */
  host?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

/** Asks a proxy; its certificate is of nobody. */
export function ask({
  port,
  host,
  headers,
  body,
}: Asked): Promise<{ status?: number; headers: IncomingHttpHeaders; seen: Seen }> {
  const options = { port, host: '127.0.0.1', path: '/api/thing', method: body ? 'POST' : 'GET', agent: false as const };
  return new Promise((resolve, reject) => {
    const call = host
      ? httpsRequest({ ...options, servername: host, rejectUnauthorized: false, headers: { host, ...headers } })
      : httpRequest({ ...options, headers });
    call.on('error', reject);
    call.on('response', async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      const seen = response.statusCode === 200 ? (JSON.parse(text) as Seen) : { name: text, bytes: 0 };
      resolve({ status: response.statusCode, headers: response.headers, seen });
    });
    call.end(body);
  });
}

/** Opens a socket through a proxy, says something, and gives what comes back. */
export function echoThrough(port: number, host: string, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...{ host, connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-version': '13', 'sec-websocket-key': Buffer.from('sixteen letters.').toString('base64') },
    };
    const call = httpsRequest({
      port,
      host: '127.0.0.1',
      servername: host,
      rejectUnauthorized: false,
      agent: false,
      headers,
    });
    call.on('error', reject);
    call.on('response', ({ statusCode }) => reject(new Error(`no upgrade, but ${statusCode}`)));
    call.on('upgrade', (_response, socket) => {
      socket.once('data', (data: Buffer) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.write(words);
    });
    call.end();
  });
}
