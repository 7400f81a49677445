import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/** The line between the browsers' sockets and the API. */
export interface Line {
  url: string;
  /** Breaks every connection; new ones are let through. */
  cut(): void;
  close(): Promise<void>;
}

/** @param target Where the line leads, asked for each connection. */
export async function layLine(target: () => number): Promise<Line> {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection({ host: '127.0.0.1', port: target() });
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        cut();
      }),
  };
}
