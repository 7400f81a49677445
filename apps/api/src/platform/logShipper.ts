import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { seconds } from './clock.js';

/** Beyond this the oldest lines are dropped; standard output has them. */
const maxWaitingBytes = 8 * 1024 * 1024;
const longestWaitMs = seconds(30);

export interface LogShipper {
  /** Never waits, never throws. */
  write(line: string): void;
  /** Sends the waiting lines, within `patienceMs`. */
  end(patienceMs: number): Promise<void>;
}

/**
 * Sends the log as JSON lines over TLS, as Vector, Fluent Bit, Logstash and syslog-ng take it.
 *
 * @param url `tls://host:port`
 * @param report called with the number of dropped lines.
 * @param more an authority to trust, in target of the usual ones.
 */
export function createLogShipper(
  url: string,
  report: (event: 'connected' | 'away', letGo: number, reason?: string) => void,
  more: Pick<ConnectionOptions, 'ca'> = {},
): LogShipper {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const target: ConnectionOptions = { host, port: Number(port), servername: host, ...more };
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
    const opened = connect(target);
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
    // Only reading notices that the other side has ended.
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
      while (waitingBytes > maxWaitingBytes) {
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
