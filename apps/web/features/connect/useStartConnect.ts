'use client';

import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { asApiError, messageOf } from '@/lib/apiError';
import { startConnect } from './connectApi';

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}

/** Starts a login at Meta and leaves for it. `leaving` stays true until the page is gone, so a second press is nothing. */
export function useStartConnect(): { start: () => void; leaving: boolean } {
  const [left, setLeft] = useState(false);
  const attempt = useMutation({
    mutationFn: async () => {
      const { authorizeUrl } = await startConnect();
      if (!isWebAddress(authorizeUrl)) throw new Error('The address of Meta’s login is not a web address');
      return authorizeUrl;
    },
    onSuccess: (authorizeUrl) => {
      setLeft(true);
      window.location.assign(authorizeUrl);
    },
    onError: (error) => toast.error(messageOf(asApiError(error))),
  });
  useEffect(() => {
    // The browser's Back shows this page as it was left; the button has to work again.
    const shownAgain = (event: PageTransitionEvent) => {
      if (event.persisted) setLeft(false);
    };
    window.addEventListener('pageshow', shownAgain);
    return () => window.removeEventListener('pageshow', shownAgain);
  }, []);
  const leaving = attempt.isPending || left;
  return { start: () => (leaving ? undefined : attempt.mutate()), leaving };
}
