import { createConnection, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { seconds } from './clock.js';

export type ScanVerdict =
  | { kind: 'clean' }
  /** `signature`: the scanner's name for it. */
  | { kind: 'found'; signature: string }
  | { kind: 'unavailable'; reason: string };

export interface FileScanner {
  /** Never throws. Does not read the rest of the bytes once the scanner has answered. */
  scan(bytes: AsyncIterable<Uint8Array>): Promise<ScanVerdict>;
}

/** The scanner gives up after two minutes by default (clamd.conf, MaxScanTime). */
const silenceMs = seconds(150);
const maxAnswerLength = 4_096;

/** `unix:/path`, `tcp://host:port`, or `tls://host:port` for a TLS proxy in front of clamd. */
function open(address: string): Socket {
  if (address.startsWith('unix:')) return createConnection({ path: address.slice('unix:'.length) });
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const target = { host, port: Number(port || 3310) };
  return protocol === 'tls:' ? connectTls({ ...target, servername: host }) : createConnection(target);
}

const written = (socket: Socket, bytes: Uint8Array) =>
  new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));

/** `INSTREAM` of clamd(8): chunks after their length, and a length of 0 at the end. */
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

const readAnswer = (socket: Socket) =>
  new Promise<string>((resolve, reject) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\0');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > maxAnswerLength) reject(new Error('the scanner says too much'));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the scanner closed the connection')));
  });

/** An answer that is not understood is not `clean`. Pure. */
export function readVerdict(answer: string): ScanVerdict {
  if (answer === 'stream: OK') return { kind: 'clean' };
  const [, signature] = /^stream: (.+) FOUND$/.exec(answer) ?? [];
  if (signature) return { kind: 'found', signature: signature.replace(/[^\w.:+-]/g, '?').slice(0, 100) };
  return { kind: 'unavailable', reason: answer.replace(/[^\x20-\x7e]/g, '?').slice(0, 200) };
}

/** Scans files with ClamAV's daemon, over one connection a file: the daemon closes it after its answer. */
export function createClamd(address: string): FileScanner {
  return {
    async scan(bytes) {
      const socket = open(address);
      socket.setTimeout(silenceMs, () => socket.destroy(new Error('the scanner is silent')));
      const answer = readAnswer(socket);
      try {
        await Promise.race([send(socket, bytes), answer]);
        return readVerdict(await answer);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return answer.then(readVerdict, () => ({ kind: 'unavailable', reason }));
      } finally {
        socket.destroy();
      }
    },
  };
}
