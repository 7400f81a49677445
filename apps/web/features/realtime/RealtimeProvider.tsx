'use client';

import type { AccountEventName, AccountEventPayload } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { showAttempt } from '@/lib/attemptCache';
import { queryKeys } from '@/lib/queryClient';
import { renewSession } from '@/lib/session';
import { type AccountSocket, openAccountSocket, type Saying } from './accountSocket';

type AnyListener = (payload: unknown) => void;

interface Realtime {
  /** `null` while it is not known yet. */
  live: boolean | null;
  /** Calls back for every event of that name; returns what ends it. */
  listen: <Name extends AccountEventName>(
    name: Name,
    listener: (payload: AccountEventPayload<Name>) => void,
  ) => () => void;
  say: (...saying: Saying) => void;
}

const nobody: Realtime = { live: null, listen: () => () => undefined, say: () => undefined };
const RealtimeContext = createContext<Realtime>(nobody);

/** Keeps what is on the screen up to date by the API's pushes, for everything below it. */
export function RealtimeProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [live, setLive] = useState<boolean | null>(null);
  const socket = useRef<AccountSocket | null>(null);
  const [listeners] = useState(() => new Map<AccountEventName, Set<AnyListener>>());

  useEffect(() => {
    const catchUp = () => queryClient.invalidateQueries({ queryKey: ['whatsapp'] });
    const opened = openAccountSocket({
      onEvent: (name, payload) => {
        for (const listener of listeners.get(name) ?? []) listener(payload);
      },
      onLive: (now) => {
        setLive(now);
        // Whatever was pushed while nobody listened is asked for.
        if (now) void catchUp();
      },
    });
    socket.current = opened;
    return () => {
      socket.current = null;
      opened.close();
    };
  }, [queryClient, listeners]);

  const realtime = useMemo<Realtime>(
    () => ({
      live,
      listen: (name, listener) => {
        const of = listeners.get(name) ?? new Set();
        listeners.set(name, of);
        of.add(listener as AnyListener);
        return () => of.delete(listener as AnyListener);
      },
      say: (...saying) => socket.current?.say(...saying),
    }),
    [live, listeners],
  );
  return (
    <RealtimeContext value={realtime}>
      <ConnectionEvents />
      {children}
    </RealtimeContext>
  );
}

/** What the pushes about the connection change on the screen. */
function ConnectionEvents() {
  const queryClient = useQueryClient();
  useAccountEvent('connect:attempt', ({ attempt }) => showAttempt(queryClient, attempt));
  useAccountEvent('numbers:changed', () => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.status });
    void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
    void queryClient.invalidateQueries({ queryKey: queryKeys.notices });
  });
  // Asking tells whether it was this session that ended, and ends it here if so.
  useAccountEvent('session:ended', () => {
    renewSession().catch(() => undefined);
  });
  return null;
}

/** Calls back for every push of that name while the component is there. */
export function useAccountEvent<Name extends AccountEventName>(
  name: Name,
  listener: (payload: AccountEventPayload<Name>) => void,
): void {
  const { listen } = useContext(RealtimeContext);
  const latest = useEffectEvent(listener);
  useEffect(() => listen(name, (payload) => latest(payload)), [listen, name]);
}

/** Whether changes arrive by themselves. When not, pages ask every few seconds. */
export const useLive = (): boolean => useContext(RealtimeContext).live === true;

/** The same with `null` for "not known yet". */
export const useLiveState = (): boolean | null => useContext(RealtimeContext).live;

/** What a browser says to the API over the socket. */
export const useSay = (): ((...saying: Saying) => void) => useContext(RealtimeContext).say;
