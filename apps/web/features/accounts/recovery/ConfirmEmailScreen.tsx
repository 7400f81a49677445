'use client';

import { authEndpoints } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { publicApi } from '@/lib/api';
import { asApiError, findEnding, readMessage } from '@/lib/apiError';
import { renewSession, sessionState } from '@/lib/session';
import { useFragment } from '@/lib/useFragment';
import { forgetFragment, isLinkToken } from './linkToken';
import { WelcomeMessage } from './WelcomeMessage';

const onwards = (
  <Button asChild variant="primary">
    <Link href="/dashboard">Go to Switchboard</Link>
  </Button>
);

/** Confirms an e-mail address by a button: programs that scan mails open links, and a person is to confirm it. */
export function ConfirmEmailScreen() {
  const token = useFragment();
  const confirmation = useMutation({
    mutationFn: (tried: string) => publicApi.call(authEndpoints.confirmEmail, { body: { token: tried } }),
    onSuccess: () => {
      forgetFragment();
      if (sessionState().status === 'signed_in') renewSession().catch(() => undefined);
    },
  });

  // Another link in the same tab changes only what stands behind the `#`.
  const isAboutThis = token === '' || token === confirmation.variables;
  if (confirmation.data && isAboutThis) {
    return (
      <WelcomeMessage role="status" title="Your e-mail is confirmed" actions={onwards}>
        <p>
          From now on you log in with <Foreign text={confirmation.data.email} className="text-ink" />.
        </p>
      </WelcomeMessage>
    );
  }
  if (token === null) return <Skeleton className="h-9 w-64" />;
  const problem = confirmation.isError && isAboutThis ? asApiError(confirmation.error) : null;
  if (problem || !isLinkToken(token)) {
    const mayTryAgain = problem?.isTransport || problem?.code === 'too_many_requests';
    return (
      <WelcomeMessage
        role="alert"
        title={findEnding(problem?.code ?? 'link_invalid').title}
        actions={
          <>
            {mayTryAgain ? (
              <Button variant="primary" pending={confirmation.isPending} onClick={() => confirmation.mutate(token)}>
                Try again
              </Button>
            ) : null}
            {onwards}
          </>
        }
      >
        <p>{problem ? readMessage(problem) : findEnding('link_invalid').message}</p>
        {mayTryAgain ? null : <p>Signed in, you can have a new link sent from your home page.</p>}
      </WelcomeMessage>
    );
  }
  return (
    <div>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">Confirm your e-mail</h1>
      <p className="mt-2 text-muted">One press, and this mailbox is the one that gets you back in.</p>
      <Button
        variant="primary"
        size="lg"
        className="mt-8 w-full"
        pending={confirmation.isPending}
        pendingLabel="Confirming…"
        onClick={() => confirmation.mutate(token)}
      >
        Confirm my e-mail
      </Button>
    </div>
  );
}
