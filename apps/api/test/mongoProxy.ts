import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Socket } from 'node:net';

export interface MongoProxy {
  /** Address of a database through the proxy. */
  uri: string;
  /** Breaks every connection and accepts none, as if the database were gone. */
  cut(): void;
  restore(): void;
  stop(): Promise<void>;
}

/** A wire to the database that can be cut: in front of the engine's private socket, or of a mongod's port. */
export async function startMongoProxy(targetUri: string): Promise<MongoProxy> {
  const match = /^mongodb:\/\/([^/?]+)\/([^?]*)(\?.*)?$/.exec(targetUri);
  const [, host = '', database = ''] = match ?? [];
  const address = decodeURIComponent(host);
  const [hostname = '', port = ''] = address.split(':');
  const connect = () =>
    address.startsWith('/')
      ? createConnection({ path: address })
      : createConnection({ host: hostname, port: Number(port) });

  let open = true;
  const sockets = new Set<Socket>();
  const server = createServer((inbound) => {
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
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/${database}?directConnection=true`,
    cut() {
      open = false;
      breakAll();
    },
    restore() {
      open = true;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        breakAll();
      }),
  };
}
