'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { Splash } from '@/components/Splash';
import { loginPath } from '@/lib/safeNextPath';
import { useSession } from '@/lib/useSession';
import { SessionProblem } from './SessionProblem';
import { SetUpNeeded } from './secondFactor/SetUpNeeded';

/** Leads people who are not signed in to the log-in page and back. The API decides what may be seen. */
export function RequireSession({ children }: { children: ReactNode }) {
  const router = useRouter();
  const session = useSession();
  const signedOut = session.status === 'signed_out' ? session.why : null;
  useEffect(() => {
    if (signedOut === null) return;
    const here = window.location.pathname + window.location.search;
    router.replace(signedOut === 'logged_out' ? '/login' : loginPath(here));
  }, [signedOut, router]);
  if (session.status === 'signed_in') return session.account.secondFactorNeeded ? <SetUpNeeded /> : children;
  if (session.status === 'unknown' && session.problem !== null) return <SessionProblem problem={session.problem} />;
  return <Splash />;
}
