import { createConnection, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { seconds } from './clock.js';

export type ScanVerdict =
  | { kind: 'clean' }
  /** `signature`: what the scanner calls it, a few plain characters. */
  | { kind: 'found'; signature: string }
  /** Nobody knows: the scanner is away, or could not look at all of it. */
  | { kind: 'unavailable'; reason: string };

export interface FileScanner {
  /** Never throws. Reads the bytes as the scanner takes them; when it has answered, the rest is not read. */
  scan(bytes: AsyncIterable<Uint8Array>): Promise<ScanVerdict>;
}

/** The scanner itself gives up after two minutes unless it is told otherwise (clamd.conf, MaxScanTime). */
const silenceMs = seconds(150);
const mostAnswer = 4_096;

/** `unix:/path`, `tcp://host:port` or `tls://host:port`; clamd itself speaks no TLS, what stands in front of it does. */
function open(address: string): Socket {
  if (address.startsWith('unix:')) return createConnection({ path: address.slice('unix:'.length) });
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const place = { host, port: Number(port || 3310) };
  return protocol === 'tls:' ? connectTls({ ...place, servername: host }) : createConnection(place);
}

const written = (socket: Socket, bytes: Uint8Array) =>
  new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));

/** `INSTREAM` of clamd's protocol (clamd(8)): pieces with their length before them, and a length of 0 at the end. */
async function send(socket: Socket, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const length = Buffer.alloc(4);
  await written(socket, Buffer.from('zINSTREAM\0'));
  for await (const piece of bytes) {
    if (piece.length === 0) continue;
    length.writeUInt32BE(piece.length);
    await written(socket, Buffer.concat([length, piece]));
  }
  length.writeUInt32BE(0);
  await written(socket, length);
}

/** What the scanner says, to the zero at its end. */
const answerOf = (socket: Socket) =>
  new Promise<string>((resolve, reject) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\0');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > mostAnswer) reject(new Error('the scanner says too much'));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the scanner closed the connection')));
  });

/** Pure. What is not understood is no "clean". */
export function verdictOf(answer: string): ScanVerdict {
  if (answer === 'stream: OK') return { kind: 'clean' };
  const [, signature] = /^stream: (.+) FOUND$/.exec(answer) ?? [];
  if (signature) return { kind: 'found', signature: signature.replace(/[^\w.:+-]/g, '?').slice(0, 100) };
  return { kind: 'unavailable', reason: answer.replace(/[^\x20-\x7e]/g, '?').slice(0, 200) };
}

/** Has files searched by ClamAV's daemon. One connection a file: the daemon closes it after its answer. */
export function createClamd(address: string): FileScanner {
  return {
    async scan(bytes) {
      const socket = open(address);
      socket.setTimeout(silenceMs, () => socket.destroy(new Error('the scanner is silent')));
      const answer = answerOf(socket);
      try {
        // An answer before the end says why: the file is larger than the scanner takes, for one.
        await Promise.race([send(socket, bytes), answer]);
        return verdictOf(await answer);
      } catch (error) {
        // Also where the answer came and the connection broke while we were still sending.
        const reason = error instanceof Error ? error.message : String(error);
        return answer.then(verdictOf, () => ({ kind: 'unavailable', reason }));
      } finally {
        socket.destroy();
      }
    },
  };
}
