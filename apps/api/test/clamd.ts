import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface TestScanner {
  /** For `CLAMD_URL`. */
  url: string;
  /** The files that were searched, as they came. */
  searched: Buffer[];
  /** What is answered from now on; `away` closes each connection without a word. */
  answer: (answer: 'by content' | 'away' | (string & {})) => void;
  stop(): Promise<void>;
}

/** What the scanner finds. */
export const harmful = Buffer.from('harmless text that the test searches for\n');
export const signature = 'Switchboard.Test.Harmless';

/** Files of `INSTREAM`: each piece with its length before it, a length of 0 at the end; null while it is not whole. */
function readStream(bytes: Buffer): Buffer | null {
  const command = 'zINSTREAM\0';
  if (bytes.length < command.length) return null;
  if (bytes.toString('latin1', 0, command.length) !== command) throw new Error('no command of clamd');
  const pieces: Buffer[] = [];
  for (let at = command.length; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

/** Speaks clamd's protocol (clamd(8)), and finds one text. */
export async function startScanner(): Promise<TestScanner> {
  const searched: Buffer[] = [];
  const sockets = new Set<Socket>();
  let mode = 'by content';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (mode === 'away') {
      socket.destroy();
      return;
    }
    let received = Buffer.alloc(0);
    socket.on('data', (part) => {
      received = Buffer.concat([received, part]);
      const file = readStream(received);
      if (!file) return;
      searched.push(file);
      const found = file.includes(harmful) ? `stream: ${signature} FOUND` : 'stream: OK';
      socket.end(`${mode === 'by content' ? found : mode}\0`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    searched,
    answer(next) {
      mode = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
