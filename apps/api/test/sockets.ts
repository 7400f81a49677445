import { type AccountEventName, type AccountEventPayload, accountEvents } from '@switchboard/contracts';
import { io, type Socket } from 'socket.io-client';
import type { Client } from './client.js';

export interface SocketTry {
  auth: Record<string, unknown>;
  /** Absent: the web's own. `null`: none is sent. */
  origin?: string | null;
  transports?: ('websocket' | 'polling')[];
}

const webOrigin = 'http://localhost:3000';

/** A socket as the web would open it. It never tries again by itself. */
export function socketTo(url: string, { auth, origin = webOrigin, transports = ['websocket'] }: SocketTry): Socket {
  const extraHeaders: Record<string, string> = origin === null ? {} : { Origin: origin };
  return io(url, { transports, forceNew: true, reconnection: false, auth, extraHeaders });
}

/** How trying to connect ends: `connected`, or the server's word for why not. */
export function awaitOutcome(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => resolve(error.message));
  });
}

/** Settles with the reason when the socket is closed. */
export const awaitClosing = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('disconnect', (reason) => resolve(reason)));

export interface Watched {
  socket: Socket;
  /** Every event that has arrived so far, in order. */
  events: { name: string; payload: unknown }[];
  /** The payloads of one kind of event, checked against the contract. */
  of<Name extends AccountEventName>(name: Name): AccountEventPayload<Name>[];
}

export async function fetchTicket(client: Client): Promise<string> {
  const response = await client.post('/api/realtime/ticket');
  if (response.status !== 201) throw new Error(`the ticket answered ${response.status}: ${response.text}`);
  return response.body.ticket;
}

/** A connected socket of a person, with everything it hears kept. */
export async function watch(url: string, client: Client): Promise<Watched> {
  const socket = socketTo(url, { auth: { ticket: await fetchTicket(client) } });
  const events: Watched['events'] = [];
  socket.onAny((name: string, payload: unknown) => events.push({ name, payload }));
  const outcome = await awaitOutcome(socket);
  if (outcome !== 'connected') throw new Error(`the socket was refused: ${outcome}`);
  return {
    socket,
    events,
    of: (name) =>
      events
        .filter((event) => event.name === name)
        .map(({ payload }) => accountEvents[name].parse(payload) as AccountEventPayload<typeof name>),
  };
}
