'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { Splash } from '@/components/Splash';
import { useSession } from '@/lib/useSession';
import { SessionProblem } from './SessionProblem';

export function HomeRedirect() {
  const router = useRouter();
  const session = useSession();
  useEffect(() => {
    if (session.status === 'signed_in') router.replace('/dashboard');
    if (session.status === 'signed_out') router.replace('/login');
  }, [session.status, router]);
  if (session.status === 'unknown' && session.problem !== null) return <SessionProblem problem={session.problem} />;
  return <Splash />;
}
