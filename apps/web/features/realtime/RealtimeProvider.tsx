'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { showAttempt } from '@/features/connect/attemptCache';
import { queryKeys } from '@/lib/queryClient';
import { renewSession } from '@/lib/session';
import { openAccountSocket } from './accountSocket';

/** `null` while it is not known yet. */
const LiveContext = createContext<boolean | null>(null);

/** Keeps what is on the screen up to date by the API's pushes, for everything below it. */
export function RealtimeProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [live, setLive] = useState<boolean | null>(null);
  useEffect(() => {
    const catchUp = () => queryClient.invalidateQueries({ queryKey: ['whatsapp'] });
    return openAccountSocket({
      handlers: {
        'connect:attempt': ({ attempt }) => showAttempt(queryClient, attempt),
        'numbers:changed': () => {
          void queryClient.invalidateQueries({ queryKey: queryKeys.status });
          void queryClient.invalidateQueries({ queryKey: queryKeys.numbers });
        },
        // Asking tells whether it was this session that ended, and ends it here if so.
        'session:ended': () => {
          renewSession().catch(() => undefined);
        },
      },
      onLive: (now) => {
        setLive(now);
        // Whatever was pushed while nobody listened is asked for.
        if (now) void catchUp();
      },
    });
  }, [queryClient]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Whether changes arrive by themselves. When not, pages ask every few seconds. */
export const useLive = (): boolean => useContext(LiveContext) === true;

/** The same with `null` for "not known yet". */
export const useLiveState = (): boolean | null => useContext(LiveContext);
