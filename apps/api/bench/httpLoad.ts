import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const endOfHead = Buffer.from('\r\n\r\n');

/** A keep-alive connection that sends prepared requests and reads answers without a body. The cheapest client there is. */
async function openConnection(port: number) {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  let settle: ((status: string) => void) | null = null;
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf(endOfHead);
    if (end < 0) return;
    const status = received.toString('latin1', 9, 12);
    received = received.subarray(end + endOfHead.length);
    settle?.(status);
  });
  socket.on('close', () => settle?.('closed'));
  return {
    send: (request: Buffer) =>
      new Promise<string>((resolve) => {
        settle = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

export interface LoadResult {
  /** Requests a second that were answered 200. */
  rate: number;
  refused: number;
  /** Milliseconds from sending to the answer, sorted. */
  latencies: number[];
}

/**
 * Sends every request once, over so many connections, each with one request at a time.
 *
 * @param perSecond the rate to hold; absent: as fast as it goes.
 */
export async function load(
  url: string,
  requests: readonly Buffer[],
  connections: number,
  perSecond?: number,
): Promise<LoadResult> {
  const port = Number(new URL(url).port);
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  let next = 0;
  let refused = 0;
  const latencies: number[] = [];
  const begun = performance.now();
  const worker = async ({ send }: Awaited<ReturnType<typeof openConnection>>) => {
    for (;;) {
      const index = next;
      next += 1;
      const request = requests[index];
      if (!request) return;
      if (perSecond) {
        const due = begun + (index / perSecond) * 1000;
        const wait = due - performance.now();
        if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
      }
      const sentAt = performance.now();
      if ((await send(request)) !== '200') refused += 1;
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(open.map(worker));
  const seconds = (performance.now() - begun) / 1000;
  for (const { close } of open) close();
  return { rate: (requests.length - refused) / seconds, refused, latencies: latencies.sort((a, b) => a - b) };
}
