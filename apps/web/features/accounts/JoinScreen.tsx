'use client';

import { invitationEndpoints } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { publicApi } from '@/lib/api';
import { asApiError, findEnding, readMessage } from '@/lib/apiError';
import { useFragment } from '@/lib/useFragment';
import { JoinForm } from './JoinForm';

export function JoinScreen() {
  const token = useFragment();
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => publicApi.call(invitationEndpoints.look, { body: { token: token ?? '' } }),
    enabled: token !== null && token.length >= 20,
    refetchOnWindowFocus: false,
  });

  if (token !== null && token.length < 20) {
    return (
      <JoinProblem title={findEnding('invitation_invalid').title} message={findEnding('invitation_invalid').message} />
    );
  }
  if (invitation.isError) {
    const error = asApiError(invitation.error);
    const known = error.code === 'invalid_request' ? 'invitation_invalid' : error.code;
    return (
      <JoinProblem
        title={findEnding(known).title}
        message={known === error.code ? readMessage(error) : findEnding(known).message}
        onRetry={error.isTransport ? () => invitation.refetch() : undefined}
      />
    );
  }
  if (!invitation.data || token === null) {
    return (
      <div role="status">
        <span className="sr-only">Looking at the invitation</span>
        <Skeleton className="h-9 w-64" />
        <Skeleton className="mt-4 h-4 w-full" />
        <Skeleton className="mt-10 h-10 w-full" />
        <Skeleton className="mt-6 h-10 w-full" />
        <Skeleton className="mt-6 h-10 w-full" />
      </div>
    );
  }
  return <JoinForm token={token} invitation={invitation.data} />;
}

interface JoinProblemProps {
  title: string;
  message: string;
  onRetry?: (() => void) | undefined;
}

function JoinProblem({ title, message, onRetry }: JoinProblemProps) {
  return (
    <div role="alert">
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">{title}</h1>
      <p className="mt-2 text-muted">{message}</p>
      <div className="mt-6 flex gap-2">
        {onRetry ? (
          <Button variant="primary" onClick={onRetry}>
            Try again
          </Button>
        ) : null}
        <Button asChild>
          <Link href="/login">Log in</Link>
        </Button>
      </div>
    </div>
  );
}
