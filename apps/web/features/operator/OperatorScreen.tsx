'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { PageHeader } from '@/components/PageHeader';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { PasswordField } from '@/components/ui/Field';
import { Skeleton } from '@/components/ui/Skeleton';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { Wordmark } from '@/components/Wordmark';
import { asApiError } from '@/lib/apiError';
import { Funnel } from './Funnel';
import { GivenUpJobs } from './GivenUpJobs';
import { HostedSignups } from './HostedSignups';
import { MetaApp } from './MetaApp';
import { givenUpKey, hostedKey, loadFunnel, loadGivenUpJobs, loadHostedSignups, loadUnknownCodes } from './operatorApi';
import { ResetSecondFactor } from './ResetSecondFactor';
import { UnknownCodes } from './UnknownCodes';

const DAYS = 30;

export function OperatorScreen() {
  // Held in memory alone; a reload forgets it.
  const [token, setToken] = useState<string | null>(null);
  return (
    <div className="min-h-page">
      <header className="border-line border-b bg-surface px-4 py-4 sm:px-8">
        <Wordmark />
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-4xl px-4 py-7 outline-none sm:px-8 sm:py-10">
        <PageHeader
          title="Operator"
          description="All accounts together. No customer’s data is here."
          actions={token === null ? null : <Button onClick={() => setToken(null)}>Forget the token</Button>}
        />
        {token === null ? <TokenForm onToken={setToken} /> : <Board token={token} />}
      </main>
    </div>
  );
}

/** With a wrong token the API answers as if nothing were there. */
const isRefusal = (error: unknown): boolean => [401, 403, 404].includes(asApiError(error).status ?? 0);

function TokenForm({ onToken }: { onToken: (token: string) => void }) {
  const [token, setToken] = useState('');
  const open = useMutation({
    mutationFn: () => loadFunnel(token.trim(), DAYS),
    onSuccess: () => onToken(token.trim()),
  });
  const refused = open.isError && isRefusal(open.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') open.mutate();
  };
  return (
    <Card aria-labelledby="token-title" className="max-w-md">
      <CardHeader id="token-title" title="Operator’s token" />
      <CardBody>
        <form method="post" onSubmit={submit} noValidate className="space-y-4">
          <PasswordField
            label="Token"
            autoComplete="off"
            value={token}
            onChange={(event) => {
              setToken(event.target.value);
              if (open.isError) open.reset();
            }}
            hint="The OPERATOR_TOKEN of the API. It is kept until this page is left, and nowhere else."
            error={refused ? 'This token is not accepted: it is another one, or the API has none set.' : undefined}
          />
          {open.isError && !refused ? <ErrorNotice error={open.error} title="The board could not be loaded" /> : null}
          <SubmitButton pending={open.isPending} pendingLabel="Looking…" disabled={token.trim() === ''}>
            Show the board
          </SubmitButton>
        </form>
      </CardBody>
    </Card>
  );
}

function Board({ token }: { token: string }) {
  const shared = { gcTime: 0, retry: false, refetchOnWindowFocus: false } as const;
  const funnel = useQuery({
    queryKey: ['operator', 'funnel'],
    queryFn: ({ signal }) => loadFunnel(token, DAYS, signal),
    ...shared,
  });
  const codes = useQuery({
    queryKey: ['operator', 'unknown-codes'],
    queryFn: ({ signal }) => loadUnknownCodes(token, signal),
    ...shared,
  });
  const hosted = useQuery({
    queryKey: hostedKey,
    queryFn: ({ signal }) => loadHostedSignups(token, signal),
    ...shared,
    // Shows a new sign-up to an operator who waits.
    refetchInterval: 10_000,
  });
  const givenUp = useQuery({
    queryKey: givenUpKey,
    queryFn: ({ signal }) => loadGivenUpJobs(token, signal),
    ...shared,
  });
  const queries = [hosted, funnel, codes, givenUp];
  // Loaded data stays when a later request fails.
  const error = queries.find((query) => query.error && !query.data)?.error;
  if (error) {
    return (
      <ErrorNotice
        error={error}
        title="The board could not be loaded"
        onRetry={() => {
          for (const query of queries) void query.refetch();
        }}
        retrying={queries.some((query) => query.isFetching)}
      />
    );
  }
  if (!hosted.data || !funnel.data || !codes.data || !givenUp.data) {
    return (
      <div role="status" className="space-y-4">
        <span className="sr-only">Loading the board</span>
        <Skeleton className="h-56 w-full" />
        <Skeleton className="h-40 w-full" />
      </div>
    );
  }
  return (
    <div className="space-y-5">
      <HostedSignups token={token} hosted={hosted.data} />
      <GivenUpJobs token={token} jobs={givenUp.data.jobs} />
      <MetaApp token={token} />
      <Funnel funnel={funnel.data} />
      <UnknownCodes codes={codes.data.codes} />
      <ResetSecondFactor token={token} />
    </div>
  );
}
