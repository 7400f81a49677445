'use client';

import type { SignedInReply } from '@switchboard/contracts';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { signIn } from '@/lib/session';
import { useSession } from '@/lib/useSession';

export function useEnter(next: string): (reply: SignedInReply) => void {
  const router = useRouter();
  const session = useSession();
  const signedIn = session.status === 'signed_in';
  useEffect(() => {
    if (signedIn) router.replace(next as Route);
  }, [signedIn, next, router]);
  return signIn;
}
