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
  live: boolean | null;
  /** Calls back for every event of a name; returns the unsubscribe function. */
  listen: <Name extends AccountEventName>(
    name: Name,
    listener: (payload: AccountEventPayload<Name>) => void,
  ) => () => void;
  say: (...saying: Saying) => void;
}

const nobody: Realtime = { live: null, listen: () => () => undefined, say: () => undefined };
const RealtimeContext = createContext<Realtime>(nobody);

/** Keeps everything below it up to date by the API's pushes. */
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
        // Asks for what was pushed while the socket was closed.
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

function ConnectionEvents() {
  const queryClient = useQueryClient();
  useAccountEvent('connect:attempt', ({ attempt }) => showAttempt(queryClient, attempt));
  useAccountEvent('numbers:changed', () => {
    void queryClient.invalidateQueries({ queryKey: queryKeys.status });
    void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
    void queryClient.invalidateQueries({ queryKey: queryKeys.notices });
  });
  // Asking shows whether this session ended, and ends it here.
  useAccountEvent('session:ended', () => {
    renewSession().catch(() => undefined);
  });
  return null;
}

export function useAccountEvent<Name extends AccountEventName>(
  name: Name,
  listener: (payload: AccountEventPayload<Name>) => void,
): void {
  const { listen } = useContext(RealtimeContext);
  const latest = useEffectEvent(listener);
  useEffect(() => listen(name, (payload) => latest(payload)), [listen, name]);
}

/** Whether changes are pushed. If not, pages ask every few seconds. */
export const useLive = (): boolean => useContext(RealtimeContext).live === true;

export const useLiveState = (): boolean | null => useContext(RealtimeContext).live;

export const useSay = (): ((...saying: Saying) => void) => useContext(RealtimeContext).say;
