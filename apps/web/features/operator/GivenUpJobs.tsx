'use client';

import type { GivenUpJobsReply } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { asApiError, readMessage } from '@/lib/apiError';
import { formatCount } from '@/lib/numberWords';
import { givenUpKey, runAgain } from './operatorApi';

type GivenUp = GivenUpJobsReply['jobs'][number];

export function GivenUpJobs({ token, jobs }: { token: string; jobs: readonly GivenUp[] }) {
  return (
    <Card aria-labelledby="given-up-title">
      <CardHeader
        id="given-up-title"
        title="Given up"
        description="What was tried until its limit and did not work. Mend the cause, then run it again."
      />
      <CardBody>
        {jobs.length === 0 ? (
          <p className="text-muted">Nothing was given up in the last 30 days.</p>
        ) : (
          <ul aria-label="Given up" className="divide-y divide-line">
            {jobs.map((job) => (
              <GivenUpRow key={`${job.job} ${job.id}`} token={token} job={job} />
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}

function GivenUpRow({ token, job }: { token: string; job: GivenUp }) {
  const queryClient = useQueryClient();
  const run = useMutation({
    mutationFn: () => runAgain(token, job),
    onSuccess: () => toast.success('It runs again'),
    onError: (error) => toast.error(readMessage(asApiError(error))),
    onSettled: () => queryClient.invalidateQueries({ queryKey: givenUpKey }),
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4 first:pt-0 last:pb-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
          <span className="font-medium text-ink [overflow-wrap:anywhere] first-letter:uppercase">{job.what}</span>
          {job.problem === null ? null : <Badge tone="bad">{job.problem}</Badge>}
        </p>
        <p className="num mt-1 text-muted text-xs [overflow-wrap:anywhere]">
          {job.accountIds.length === 0 ? null : <>{job.accountIds.join(', ')} · </>}
          tried {formatCount(job.tries, 'time')} · given up <RelativeTime at={job.gaveUpAt} />
        </p>
      </div>
      <Button
        size="sm"
        aria-label={`Run again: ${job.what}`}
        pending={run.isPending}
        pendingLabel="Starting…"
        onClick={() => run.mutate()}
      >
        Run again
      </Button>
    </li>
  );
}
