import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface MongoProxy {
  /** Address of a database through the proxy. */
  uri: string;
  /** Breaks every connection and accepts none, as if the database were gone. */
  cut(): void;
  restore(): void;
  /** From now on it leads to another address: an engine that was started anew has another one. */
  leadTo(targetUri: string): void;
  stop(): Promise<void>;
}

/**
 * A wire to the database that can be cut: in front of the engine's private socket, or of a mongod's port.
 *
 * @param tls it is asked over TLS, by this certificate.
 */
export async function startMongoProxy(targetUri: string, tls?: { cert: string; key: string }): Promise<MongoProxy> {
  const { database } = splitUri(targetUri);
  let { address } = splitUri(targetUri);
  const connect = () => {
    const [hostname = '', port = ''] = address.split(':');
    return address.startsWith('/')
      ? createConnection({ path: address })
      : createConnection({ host: hostname, port: Number(port) });
  };

  let open = true;
  const sockets = new Set<Socket>();
  const accept = (inbound: Socket) => {
    if (!open) {
      inbound.destroy();
      return;
    }
    const outbound = connect();
    for (const socket of [inbound, outbound]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        inbound.destroy();
        outbound.destroy();
      });
    }
    inbound.pipe(outbound);
    outbound.pipe(inbound);
  };
  const server = tls ? createTlsServer(tls, accept) : createServer(accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    uri: `mongodb://${tls ? 'localhost' : '127.0.0.1'}:${(server.address() as AddressInfo).port}/${database}?directConnection=true${tls ? '&tls=true' : ''}`,
    cut() {
      open = false;
      breakAll();
    },
    restore() {
      open = true;
    },
    leadTo(otherUri) {
      ({ address } = splitUri(otherUri));
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        breakAll();
      }),
  };
}

/** Of a replica set the first member, which has to be the primary. */
function splitUri(uri: string): { address: string; database: string } {
  const [, host = '', database = ''] = /^mongodb:\/\/([^/?,]+)[^/?]*\/([^?]*)(\?.*)?$/.exec(uri) ?? [];
  return { address: decodeURIComponent(host), database };
}
