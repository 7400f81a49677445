import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { seconds } from './clock.js';

/** What waits in memory while the other system is away; beyond it the oldest lines go, and standard output has them. */
const mostWaitingBytes = 8 * 1024 * 1024;
const longestWaitMs = seconds(30);

export interface LogShipper {
  /** Takes a line. Never waits, never throws. */
  write(line: string): void;
  /** Sends what waits, for a moment at most. */
  end(patienceMs: number): Promise<void>;
}

/**
 * Sends each line of the log to another system over TLS, whose certificate is checked, as JSON lines: what Vector, Fluent
 * Bit, Logstash and syslog-ng take at a port. What a connection took and lost on the way is lost here, and only here.
 *
 * @param url `tls://host:port`
 * @param report is told, for standard output, when the other system is lost and found, and how many lines were let go of.
 * @param more an authority that this connection trusts; Node's own and those of `NODE_EXTRA_CA_CERTS` unless told.
 */
export function createLogShipper(
  url: string,
  report: (event: 'connected' | 'away', letGo: number, reason?: string) => void,
  more: Pick<ConnectionOptions, 'ca'> = {},
): LogShipper {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const place: ConnectionOptions = { host, port: Number(port), servername: host, ...more };
  let waiting: string[] = [];
  let waitingBytes = 0;
  let letGo = 0;
  let tries = 0;
  let socket: TLSSocket | null = null;
  let isFree = false;
  let isEnding = false;
  let onEmpty: (() => void) | undefined;

  function send(): void {
    if (!socket || !isFree) return;
    if (waiting.length === 0) {
      onEmpty?.();
      return;
    }
    const text = waiting.join('');
    waiting = [];
    waitingBytes = 0;
    isFree = false;
    socket.write(text, () => {
      isFree = true;
      send();
    });
  }

  function open(): void {
    const opened = connect(place);
    let reason = 'the connection was closed';
    opened.setKeepAlive(true, seconds(30));
    opened.once('secureConnect', () => {
      socket = opened;
      isFree = true;
      tries = 0;
      report('connected', letGo);
      letGo = 0;
      send();
    });
    opened.on('error', (error) => {
      reason = error.message;
    });
    // Nobody says anything to us; a side that has ended is only noticed by reading.
    opened.resume();
    opened.once('close', () => {
      socket = null;
      isFree = false;
      if (isEnding) return;
      if (tries === 0) report('away', letGo, reason);
      tries += 1;
      setTimeout(open, Math.min(seconds(2 ** Math.min(tries - 1, 10)), longestWaitMs)).unref();
    });
    opened.unref();
  }

  open();
  return {
    write(line) {
      waiting.push(line);
      waitingBytes += line.length;
      while (waitingBytes > mostWaitingBytes) {
        waitingBytes -= waiting.shift()?.length ?? 0;
        letGo += 1;
      }
      send();
    },
    async end(patienceMs) {
      isEnding = true;
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      const over = new Promise<void>((resolve) => setTimeout(resolve, patienceMs));
      send();
      if (socket) await Promise.race([empty, over]);
      socket?.destroySoon();
    },
  };
}
