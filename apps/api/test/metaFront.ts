import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FrontAnswer {
  status?: number;
  body: object;
}
/** @returns null for everything that the Meta behind it is to answer. */
export type Front = (url: URL) => FrontAnswer | null;

/** A Meta in front of a Meta: answers some questions itself, as it is told, and passes all others on as they came. */
export async function startMetaFront(behind: string, front: Front) {
  const pass = (req: IncomingMessage, res: ServerResponse) => {
    const { hostname, port } = new URL(behind);
    const passed = request(
      { hostname, port, path: req.url, method: req.method, headers: { ...req.headers, host: `${hostname}:${port}` } },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      },
    );
    passed.on('error', () => res.destroy());
    req.pipe(passed);
  };
  const server = createServer((req, res) => {
    const answer = req.method === 'GET' ? front(new URL(req.url ?? '/', behind)) : null;
    if (!answer) return pass(req, res);
    res.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
