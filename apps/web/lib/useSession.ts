'use client';

import type { Me, MemberRight } from '@switchboard/contracts';
import { useEffect, useSyncExternalStore } from 'react';
import { renewSession, type SessionState, sessionState, subscribeSession } from './session';

const unknownSession: SessionState = { status: 'unknown', problem: null };

export function useSession(): SessionState {
  const state = useSyncExternalStore(subscribeSession, sessionState, () => unknownSession);
  const mustAsk = state.status === 'unknown' && state.problem === null;
  useEffect(() => {
    if (mustAsk) renewSession().catch(() => undefined);
  }, [mustAsk]);
  return state;
}

/** The person and the account; null for the moment in which the session ends. */
export function useSignedIn(): Me | null {
  const state = useSyncExternalStore(subscribeSession, sessionState, () => unknownSession);
  return state.status === 'signed_in' ? state : null;
}

/** Whether the person may do something, as the API said. It decides again at each request. */
export function useMay(right: MemberRight): boolean {
  return useSignedIn()?.may.includes(right) ?? false;
}
