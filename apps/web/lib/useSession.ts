'use client';

import type { Me, MemberRight } from '@switchboard/contracts';
import { useEffect, useSyncExternalStore } from 'react';
import { renewSession, type SessionState, sessionState, subscribeSession } from './session';

const unknownSession: SessionState = { status: 'unknown', problem: null };

/** Who is signed in; asks the API once when that is not known yet. */
export function useSession(): SessionState {
  const state = useSyncExternalStore(subscribeSession, sessionState, () => unknownSession);
  const mustAsk = state.status === 'unknown' && state.problem === null;
  useEffect(() => {
    if (mustAsk) renewSession().catch(() => undefined);
  }, [mustAsk]);
  return state;
}

/** The person and the account, for components below `RequireSession`; null for the moment in which that ends. */
export function useSignedIn(): Me | null {
  const state = useSyncExternalStore(subscribeSession, sessionState, () => unknownSession);
  return state.status === 'signed_in' ? state : null;
}

/**
 * Whether the person who is signed in may do something by their role, as the API said: for what a page offers. The API
 * decides again at each request.
 */
export function useMay(right: MemberRight): boolean {
  return useSignedIn()?.may.includes(right) ?? false;
}
