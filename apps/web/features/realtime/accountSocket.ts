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

/** Everything a browser may say, with what belongs to it. */
export type Saying = {
  [Name in keyof ClientToServerEvents]: [Name, ...Parameters<ClientToServerEvents[Name]>];
}[keyof ClientToServerEvents];

export interface AccountSocketOptions {
  /** Called for every event that has the form the contract gives it. */
  onEvent: <Name extends AccountEventName>(name: Name, payload: AccountEventPayload<Name>) => void;
  /** Called with true when events arrive live, with false when they do not. */
  onLive: (live: boolean) => void;
}

export interface AccountSocket {
  /** Says something if somebody listens at this moment; else it is lost, as everything said here may be. */
  say: (...saying: Saying) => void;
  close: () => void;
}

/**
 * Keeps one socket to the API open until it is closed. Each try takes a new ticket, because a ticket opens one socket
 * once; that is why the library's own reconnecting is off.
 *
 * @returns What to say something with, and what to close it for good with.
 */
export function openAccountSocket({ onEvent, onLive }: AccountSocketOptions): AccountSocket {
  let closed = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hangUp: (() => void) | null = null;
  let speak: ((...saying: Saying) => void) | null = null;
  /** Of the socket that is open or being opened: what to do when it is gone. */
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
      // Loaded when needed: pages paint without it.
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
      // Said up to twice of one socket: the waits must not grow twice as fast for it.
      const lost = () => {
        if (isLost) return;
        isLost = true;
        again();
      };
      lose = lost;
      socket.on('connect_error', lost);
      socket.on('disconnect', lost);
      // Closed before Socket.io had introduced itself: neither of the two above says so.
      socket.io.on('close', lost);
      for (const name of Object.keys(accountEvents) as AccountEventName[]) socket.on(name, parsed(name));
    } catch (thrown) {
      // Signed out: there is nothing to listen to any more.
      if (asApiError(thrown).status !== 401) again();
    }
  }

  // Only a wait can be cut short: without one, a try is under way or the socket is open.
  function atOnce(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    void connect();
  }
  // Without a network a socket stays open until its next sign of life is missed, half a minute later.
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
