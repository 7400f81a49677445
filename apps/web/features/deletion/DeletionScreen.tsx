'use client';

import { type DeletionReply, webhookEndpoints } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { Centered } from '@/components/Centered';
import { Button } from '@/components/ui/Button';
import { Card } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { Spinner } from '@/components/ui/Spinner';
import { publicApi } from '@/lib/api';
import { asApiError, findEnding, readMessage } from '@/lib/apiError';
import { exactTime } from '@/lib/time';

const LOOK_EVERY_MS = 2_000;

const words: Record<DeletionReply['state'], { title: string; text: string }> = {
  received: {
    title: 'Your request has arrived',
    text: 'The deletion begins in a moment. This page follows it by itself.',
  },
  deleting: { title: 'Your data is being deleted', text: 'This page follows it by itself, and can be opened later.' },
  done: { title: 'Your data is deleted', text: 'Nothing that came with your login at Meta is kept at Switchboard.' },
};
const nothingKept = {
  title: 'There was nothing to delete',
  text: 'Switchboard keeps nothing that came with your login at Meta.',
};

export function DeletionScreen({ code }: { code: string }) {
  const deletion = useQuery({
    queryKey: ['deletion', code],
    queryFn: ({ signal }) => publicApi.call(webhookEndpoints.deletion, { params: { code } }, { signal }),
    refetchInterval: (query) =>
      query.state.error !== null || query.state.data?.state === 'done' ? false : LOOK_EVERY_MS,
  });
  if (deletion.data) return <Deletion deletion={deletion.data} code={code} />;
  if (!deletion.isError) {
    return (
      <Centered>
        <div role="status">
          <span className="sr-only">Looking at the request</span>
          <Skeleton className="h-9 w-72 max-w-full" />
          <Skeleton className="mt-4 h-4 w-full" />
          <Skeleton className="mt-8 h-44 w-full rounded-card" />
        </div>
      </Centered>
    );
  }
  const error = asApiError(deletion.error);
  // A malformed code reads like an unknown one.
  const known = error.status === 404 || error.code === 'invalid_request' ? 'deletion_unknown' : error.code;
  return (
    <Centered>
      <div role="alert" data-ending={known}>
        <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">{findEnding(known).title}</h1>
        <p className="mt-2 text-muted">{known === error.code ? readMessage(error) : findEnding(known).message}</p>
      </div>
      {known === 'deletion_unknown' ? null : (
        <Button variant="primary" className="mt-6 self-start" onClick={() => deletion.refetch()}>
          Try again
        </Button>
      )}
    </Centered>
  );
}

function Deletion({ deletion, code }: { deletion: DeletionReply; code: string }) {
  const wasEmpty = deletion.state === 'done' && deletion.steps.every((step) => step.count === 0);
  const { title, text } = wasEmpty ? nothingKept : words[deletion.state];
  return (
    <Centered>
      <div role="status" data-deletion={deletion.state}>
        <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">{title}</h1>
        <p className="mt-2 text-muted">{text}</p>
      </div>
      {deletion.steps.length > 0 && !wasEmpty ? (
        <Card className="mt-7">
          <ul aria-label="What is deleted" className="divide-y divide-line">
            {deletion.steps.map((step) => (
              <li key={step.what} className="flex items-center gap-3 px-5 py-3.5 text-sm" data-done={step.done}>
                {step.done ? (
                  <Check aria-hidden="true" className="size-4 shrink-0 text-good" />
                ) : (
                  <Spinner className="size-4 shrink-0 text-muted" />
                )}
                <span className="min-w-0 flex-1 text-ink">{step.what}</span>
                <span className="num shrink-0 text-muted">
                  {step.done ? (step.count === 0 ? 'none' : `${step.count} deleted`) : 'not yet'}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <dl className="mt-6 space-y-1 text-sm">
        <Row name="Asked for" value={exactTime(deletion.requestedAt)} />
        {deletion.finishedAt ? <Row name="Finished" value={exactTime(deletion.finishedAt)} /> : null}
        <Row name="Code" value={code} />
      </dl>
    </Centered>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-3">
      <dt className="w-24 shrink-0 text-muted">{name}</dt>
      <dd className="num min-w-0 break-all text-ink">{value}</dd>
    </div>
  );
}
