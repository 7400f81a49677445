import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';

/** A system that takes lines of JSON over TLS, as collectors of logs do. */
export async function startLogCollector(tls: { cert: string; key: string }, port = 0) {
  const lines: Record<string, unknown>[] = [];
  const sockets = new Set<TLSSocket>();
  const server = createServer(tls, (socket) => {
    let rest = '';
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.map((part) => JSON.parse(part)));
    });
  });
  // Whoever does not trust the certificate breaks off.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `tls://localhost:${taken}`,
    port: taken,
    lines: () => lines,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
