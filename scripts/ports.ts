import { createSocket, type Socket } from 'node:dgram';
import getPort from 'get-port';
import type { Ports } from './environments.js';

/** Ports for the parts, which no other Switchboard on this machine takes before they are released. */
export interface HeldPorts {
  ports: Ports;
  /** Ports that were taken, with the one used instead. */
  moved: { name: keyof Ports; preferred: number; used: number }[];
  /** Lets other Switchboards have them. */
  release(): void;
}

const PORTS_TO_TRY = 50;

/**
 * Takes the preferred ports, or the next free ones after them: an address that is nearly the usual one is easy to read.
 *
 * Seconds pass between finding a port free and the part listening on it, and a second Switchboard that looks meanwhile
 * finds it free as well: both would then wait for the same address to answer. So whoever takes a port also holds the UDP
 * port of the same number, which no part of the stack uses. The system gives it to one process only, and takes it back
 * when that ends, however it ends.
 *
 * @param preferred 0 asks for any free port.
 * @throws Error when none of the next ports is free
 */
export async function holdPorts(preferred: Ports): Promise<HeldPorts> {
  const holds: Socket[] = [];
  const release = () => {
    for (const hold of holds.splice(0)) hold.close();
  };
  const ports = { ...preferred };
  const moved: HeldPorts['moved'] = [];
  try {
    for (const name of ['web', 'api', 'sandbox'] as const) {
      const { port, hold } = await holdFrom(preferred[name]);
      holds.push(hold);
      ports[name] = port;
      if (preferred[name] !== 0 && port !== preferred[name])
        moved.push({ name, preferred: preferred[name], used: port });
    }
  } catch (error) {
    release();
    throw error;
  }
  return { ports, moved, release };
}

async function holdFrom(first: number): Promise<{ port: number; hold: Socket }> {
  for (let tries = 0; tries <= PORTS_TO_TRY; tries += 1) {
    const wanted = first === 0 ? await getPort() : first + tries;
    const hold = await holdUdp(wanted);
    if (!hold) continue;
    // It gives another one where something listens on this one.
    if (first === 0 || (await getPort({ port: wanted })) === wanted) return { port: wanted, hold };
    hold.close();
  }
  throw new Error(`None of the ports from ${first} to ${first + PORTS_TO_TRY} is free.`);
}

/** @returns null when another process has it. */
function holdUdp(port: number): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    // Nothing is to come in here, and it keeps no process that has nothing else to do.
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket.unref()));
  });
}
