'use client';

import type { HandoverLookReply } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Clock, ShieldCheck } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { Centered } from '@/components/Centered';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { ConnectHint, LoginButton } from '@/features/metaLogin/ConnectButton';
import { resultPath } from '@/features/metaLogin/callbackPath';
import { useLogin } from '@/features/metaLogin/useLogin';
import { asApiError, findEnding, type ProblemCode, readMessage } from '@/lib/apiError';
import { useFragment } from '@/lib/useFragment';
import { useSecond } from '@/lib/useSecond';
import { clientWithLink, lookAtHandover } from './handoverApi';
import { countdown } from './handovers';
import { rememberHandover } from './rememberedHandover';

export function HandoverScreen() {
  const token = useFragment();
  const isToken = token !== null && token.length >= 20 && token.length <= 200;
  const look = useQuery({
    queryKey: ['handover', token],
    queryFn: ({ signal }) => lookAtHandover(token ?? '', signal),
    enabled: isToken,
    refetchOnWindowFocus: false,
  });

  if (token !== null && !isToken) {
    return <Problem code="handover_invalid" message={findEnding('handover_invalid').message} />;
  }
  if (look.isError) {
    const error = asApiError(look.error);
    return (
      <Problem
        code={error.code}
        message={readMessage(error)}
        onRetry={error.isTransport ? () => look.refetch() : undefined}
      />
    );
  }
  if (!look.data || token === null) {
    return (
      <Centered>
        <div role="status">
          <span className="sr-only">Looking at the link</span>
          <Skeleton className="h-9 w-72 max-w-full" />
          <Skeleton className="mt-4 h-4 w-full" />
          <Skeleton className="mt-10 h-11 w-52" />
        </div>
      </Centered>
    );
  }
  return <Invitation token={token} handover={look.data} />;
}

function Invitation({ token, handover }: { token: string; handover: HandoverLookReply }) {
  const router = useRouter();
  const { signup } = handover;
  const now = useSecond(true);
  const login = useLogin({
    client: clientWithLink(token),
    signup,
    onStarted: ({ attemptId }) => rememberHandover(attemptId),
    onAttempt: (attemptId) => router.replace(resultPath(attemptId) as Route),
  });
  const late = Date.parse(handover.expiresAt) <= now;
  if (late && login.state === 'idle') {
    return <Problem code="handover_expired" message={findEnding('handover_expired').message} />;
  }
  return (
    <Centered>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">
        Connect WhatsApp for <Foreign text={handover.accountName} />
      </h1>
      <p className="mt-3 text-muted">
        <strong className="font-medium text-ink">{handover.createdBy}</strong> asks you to connect a WhatsApp number of
        your business to <Foreign text={handover.accountName} /> at Switchboard, where the team reads and answers its
        messages.
      </p>
      <ul className="mt-6 space-y-3 rounded-card border border-line bg-surface p-5 text-ink text-sm shadow-card">
        <li className="flex gap-3">
          <ShieldCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
          You log in at Meta. Neither Switchboard nor {handover.createdBy} sees your password.
        </li>
        <li className="flex gap-3">
          <Clock aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
          <span>
            The link works once. Time left:{' '}
            <span role="timer" className="num">
              {countdown(handover.expiresAt, now)}
            </span>
          </span>
        </li>
      </ul>
      <div className="mt-7 space-y-3">
        <LoginButton login={login} size="lg" label="Connect WhatsApp" />
        <ConnectHint popup={signup.popup} />
      </div>
      <p className="mt-8 text-muted text-sm">
        You do not know {handover.createdBy}? Then close this page. Nothing was connected.
      </p>
    </Centered>
  );
}

interface ProblemProps {
  code: ProblemCode;
  message: string;
  onRetry?: (() => void) | undefined;
}

function Problem({ code, message, onRetry }: ProblemProps) {
  return (
    <Centered>
      <div role="alert" data-ending={code}>
        <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">{findEnding(code).title}</h1>
        <p className="mt-2 text-muted">{message}</p>
      </div>
      {onRetry ? (
        <Button variant="primary" className="mt-6" onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </Centered>
  );
}
