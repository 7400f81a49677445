'use client';

import { authEndpoints } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { MailQuestion } from 'lucide-react';
import Link from 'next/link';
import { useEffect } from 'react';
import { toast } from 'sonner';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { api } from '@/lib/api';
import { asApiError, readMessage } from '@/lib/apiError';
import { updateSession } from '@/lib/session';
import { useSignedIn } from '@/lib/useSession';

export function EmailBar() {
  const user = useSignedIn()?.user;
  const waiting = user ? (user.newEmail ?? (user.emailConfirmed ? null : user.email)) : null;
  const again = useMutation({
    mutationFn: () => api.call(authEndpoints.sendConfirmation),
    onSuccess: () => toast.success('A new link is on its way'),
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  useEffect(() => {
    if (waiting === null) return;
    // The link is opened in another tab, so the bar looks again when this one is shown.
    const look = () => {
      api.call(authEndpoints.me).then(updateSession, () => undefined);
    };
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [waiting]);
  if (!user || waiting === null) return null;
  return (
    <aside
      aria-label="Your e-mail"
      className="mb-6 flex flex-col gap-3 rounded-card border border-line bg-surface p-4 sm:flex-row sm:items-center"
    >
      <MailQuestion aria-hidden="true" className="hidden size-[1.125rem] shrink-0 text-accent sm:block" />
      <p className="min-w-0 flex-1 text-muted text-sm [overflow-wrap:anywhere]">
        <strong className="font-semibold text-ink">Confirm your e-mail.</strong> We sent a link to{' '}
        <Foreign text={waiting} className="text-ink" />
        {user.newEmail
          ? '. Until you open it, you log in with the address you had.'
          : '. It gets you back in if you forget your password.'}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" pending={again.isPending} pendingLabel="Sending…" onClick={() => again.mutate()}>
          Send it again
        </Button>
        <Button asChild size="sm" variant="ghost">
          <Link href="/dashboard/settings">Change address</Link>
        </Button>
      </div>
    </aside>
  );
}
