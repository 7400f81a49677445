import {
  type AccountEventName,
  type AccountEventPayload,
  accountEvents,
  type ClientToServerEvents,
  realtimeEndpoints,
} from '@switchboard/contracts';
import { api } from '@/lib/api';
import { asApiError } from '@/lib/apiError';
import { reconnectDelayMs } from './reconnectDelay';

export type Saying = {
  [Name in keyof ClientToServerEvents]: [Name, ...Parameters<ClientToServerEvents[Name]>];
}[keyof ClientToServerEvents];

export interface AccountSocketOptions {
  /** Called for every event that fits the contract. */
  onEvent: <Name extends AccountEventName>(name: Name, payload: AccountEventPayload<Name>) => void;
  onLive: (live: boolean) => void;
}

export interface AccountSocket {
  /** Sends if the socket is open; otherwise the message is dropped, as it may be. */
  say: (...saying: Saying) => void;
  close: () => void;
}

/**
 * Keeps one socket to the API open until it is closed. A ticket opens one socket once, so each try takes a new one and
 * the library's own reconnecting is off.
 * @returns Functions to send a message and to close the socket for good.
 */
export function openAccountSocket({ onEvent, onLive }: AccountSocketOptions): AccountSocket {
  let closed = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hangUp: (() => void) | null = null;
  let speak: ((...saying: Saying) => void) | null = null;
  /** Ends the socket that is open or opening. */
  let lose: (() => void) | null = null;

  const parsed =
    <Name extends AccountEventName>(name: Name) =>
    (payload: unknown) => {
      const event = accountEvents[name].safeParse(payload);
      if (event.success) onEvent(name, event.data as AccountEventPayload<Name>);
    };

  const again = () => {
    hangUp?.();
    hangUp = null;
    speak = null;
    lose = null;
    if (closed) return;
    onLive(false);
    clearTimeout(timer);
    timer = setTimeout(atOnce, reconnectDelayMs(failures, Math.random()));
    failures += 1;
  };

  async function connect(): Promise<void> {
    try {
      // Loaded on demand, after the page has painted.
      const [{ io }, { ticket, url }] = await Promise.all([
        import('socket.io-client'),
        api.call(realtimeEndpoints.ticket),
      ]);
      if (closed) return;
      const socket = io(url, {
        auth: { ticket },
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        timeout: 10_000,
      });
      hangUp = () => {
        socket.off();
        socket.io.off();
        socket.disconnect();
      };
      socket.on('connect', () => {
        failures = 0;
        speak = (name, payload) => socket.emit(name, payload);
        onLive(true);
      });
      let isLost = false;
      // Two events may report one loss; the waits must not grow twice.
      const lost = () => {
        if (isLost) return;
        isLost = true;
        again();
      };
      lose = lost;
      socket.on('connect_error', lost);
      socket.on('disconnect', lost);
      // Neither event above reports a close before Socket.io's handshake.
      socket.io.on('close', lost);
      for (const name of Object.keys(accountEvents) as AccountEventName[]) socket.on(name, parsed(name));
    } catch (thrown) {
      // Signed out: there is nothing to listen to.
      if (asApiError(thrown).status !== 401) again();
    }
  }

  // Only a wait can be shortened; otherwise a try is under way or the socket is open.
  function atOnce(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    void connect();
  }
  // Without a network a socket stays open until its next heartbeat is missed, after half a minute.
  const offline = () => lose?.();
  window.addEventListener('online', atOnce);
  window.addEventListener('offline', offline);
  void connect();

  return {
    say: (...saying) => speak?.(...saying),
    close: () => {
      closed = true;
      clearTimeout(timer);
      window.removeEventListener('online', atOnce);
      window.removeEventListener('offline', offline);
      hangUp?.();
    },
  };
}
