'use client';

import { authEndpoints, isolated, type SessionDto } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MonitorSmartphone } from 'lucide-react';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { Skeleton } from '@/components/ui/Skeleton';
import { api } from '@/lib/api';
import { asApiError, readMessage } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';
import { toDay } from '@/lib/time';
import { ProofDismissed, useProof } from '../secondFactor/useProof';

export function SessionsSection() {
  const queryClient = useQueryClient();
  const proof = useProof();
  const sessions = useQuery({
    queryKey: queryKeys.sessions,
    queryFn: ({ signal }) => api.call(authEndpoints.sessions, {}, { signal }),
  });
  const ending = useMutation({
    /** @param sessionId Null: all others. */
    mutationFn: (sessionId: string | null) =>
      proof.run(() =>
        sessionId === null
          ? api.call(authEndpoints.endOtherSessions)
          : api.call(authEndpoints.endSession, { params: { sessionId } }),
      ),
    onSuccess: (_reply, sessionId) =>
      toast.success(sessionId === null ? 'You are signed out everywhere else' : 'Signed out there'),
    onError: (error) => {
      if (!(error instanceof ProofDismissed)) toast.error(readMessage(asApiError(error)));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.sessions }),
  });
  const others = sessions.data?.sessions.filter(({ current }) => !current).length ?? 0;
  return (
    <Card aria-labelledby="sessions-title">
      <CardHeader
        id="sessions-title"
        title="Where you are signed in"
        description="The place is the network of the address. Sign out what you do not know, then change your password."
        action={
          others > 0 ? (
            <Button
              size="sm"
              pending={ending.isPending && ending.variables === null}
              pendingLabel="Signing out…"
              onClick={() => ending.mutate(null)}
            >
              Sign out everywhere else
            </Button>
          ) : null
        }
      />
      <CardBody>
        {sessions.isError ? (
          <ErrorNotice
            error={sessions.error}
            title="This could not be loaded"
            onRetry={() => sessions.refetch()}
            retrying={sessions.isFetching}
          />
        ) : sessions.data ? (
          <ul className="divide-y divide-line">
            {sessions.data.sessions.map((session) => (
              <SessionRow
                key={session.sessionId}
                session={session}
                ending={ending.isPending && ending.variables === session.sessionId}
                onEnd={() => ending.mutate(session.sessionId)}
              />
            ))}
          </ul>
        ) : (
          <div role="status">
            <span className="sr-only">Loading where you are signed in</span>
            <Skeleton className="h-10 w-full" />
          </div>
        )}
      </CardBody>
      {proof.dialog}
    </Card>
  );
}

function describePlace(network: string | null): string {
  if (network === null) return 'place not known';
  return network === 'this machine' ? 'the machine Switchboard runs on' : `network ${network}`;
}

function SessionRow({ session, ending, onEnd }: { session: SessionDto; ending: boolean; onEnd: () => void }) {
  const { device, network, current, signedInAt, lastUsedAt } = session;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5 first:pt-0 last:pb-0">
      <MonitorSmartphone aria-hidden="true" className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink text-sm">
          <Foreign text={device} />
        </p>
        <p className="text-muted text-sm">
          {describePlace(network)}, since {toDay(signedInAt)}
          {current ? null : (
            <>
              , last used <RelativeTime at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      {current ? (
        <Badge tone="accent">Here</Badge>
      ) : (
        <Button
          size="sm"
          pending={ending}
          pendingLabel="Signing out…"
          aria-label={`Sign out ${isolated(device)}, ${describePlace(network)}`}
          onClick={onEnd}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}
