'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useAccountEvent } from '@/features/realtime/RealtimeProvider';
import { useSignedIn } from '@/lib/useSession';
import { type Presence, type Viewer, viewersByConversation, withoutSilent, withPresence } from './presence';

const nobody: readonly Viewer[] = [];
const PresenceContext = createContext<ReadonlyMap<string, readonly Viewer[]>>(new Map());

/** Colleagues who stopped reporting are removed this often. */
const SWEEP_MS = 5_000;

export function PresenceProvider({ children }: { children: ReactNode }) {
  const myUserId = useSignedIn()?.user.userId ?? '';
  const [presence, setPresence] = useState<Presence>(new Map());
  useAccountEvent('inbox:presence', (event) => setPresence((known) => withPresence(known, event, Date.now())));
  const somebody = presence.size > 0;
  useEffect(() => {
    if (!somebody) return;
    const timer = setInterval(() => setPresence((known) => withoutSilent(known, Date.now())), SWEEP_MS);
    return () => clearInterval(timer);
  }, [somebody]);
  const viewers = useMemo(() => viewersByConversation(presence, myUserId), [presence, myUserId]);
  return <PresenceContext value={viewers}>{children}</PresenceContext>;
}

export const useViewers = (conversationId: string): readonly Viewer[] =>
  useContext(PresenceContext).get(conversationId) ?? nobody;
