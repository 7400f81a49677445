'use client';

import type { ReadinessFinding, ReadinessReply } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { Skeleton } from '@/components/ui/Skeleton';
import { VerdictIcon } from '@/components/VerdictIcon';
import { cn } from '@/lib/cn';
import { MetaAppFinding, PageAtMeta } from './MetaAppFinding';
import { readinessSum, sortByUrgency } from './metaAppView';
import { loadReadiness, readinessKey } from './operatorApi';
import { TickDialog } from './TickDialog';

/** Whether the app at Meta is set up for real, asked when the board is opened. The rest of the board does not wait for it. */
export function MetaApp({ token }: { token: string }) {
  const readiness = useQuery({
    queryKey: readinessKey,
    queryFn: ({ signal }) => loadReadiness(token, signal),
    ...{ gcTime: 0, retry: false, refetchOnWindowFocus: false },
  });
  const { data, error, isFetching, refetch } = readiness;
  return (
    <Card aria-labelledby="meta-app-title" aria-busy={isFetching}>
      <CardHeader
        id="meta-app-title"
        title="The app at Meta"
        description="Everything that Meta or a trial can answer is asked. What Meta tells only to people, somebody looks at there and ticks here."
        action={
          <Button size="sm" pending={isFetching} pendingLabel="Checking…" onClick={() => void refetch()}>
            Check again
          </Button>
        }
      />
      <CardBody>
        {error ? <ErrorNotice error={error} title="The checks could not be run" /> : null}
        {data ? (
          <Readiness token={token} readiness={data} />
        ) : error ? null : (
          <div role="status" className="space-y-3">
            <span className="sr-only">Asking Meta</span>
            <Skeleton className="h-5 w-64 max-w-full" />
            <Skeleton className="h-24 w-full" />
          </div>
        )}
      </CardBody>
    </Card>
  );
}

function Readiness({ token, readiness }: { token: string; readiness: ReadinessReply }) {
  const [ticking, setTicking] = useState<ReadinessFinding | null>(null);
  const [lastName, setLastName] = useState('');
  const { findings, appId, checkedAt } = readiness;
  const open = sortByUrgency(findings.filter(({ verdict }) => verdict !== 'good'));
  const ticked = findings.filter(({ tick }) => tick !== null);
  const fine = findings.filter(({ verdict, tick }) => verdict === 'good' && tick === null);
  return (
    <>
      <p role="status" className="font-medium text-ink text-sm">
        {readinessSum(findings)}
      </p>
      {open.length > 0 ? (
        <ul aria-label="To look at" className="mt-4 divide-y divide-line">
          {open.map((finding) => (
            <MetaAppFinding key={finding.check} token={token} finding={finding} onTick={() => setTicking(finding)} />
          ))}
        </ul>
      ) : null}
      {ticked.length > 0 ? (
        <ul
          aria-label="Ticked"
          className={cn('divide-y divide-line', open.length > 0 ? 'mt-4 border-line border-t pt-4' : 'mt-4')}
        >
          {ticked.map((finding) => (
            <MetaAppFinding key={finding.check} token={token} finding={finding} onTick={() => setTicking(finding)} />
          ))}
        </ul>
      ) : null}
      {fine.length > 0 ? (
        <ul
          aria-label="Fine"
          className={cn(
            'mt-4 grid gap-x-6 gap-y-3 sm:grid-cols-2',
            open.length + ticked.length > 0 && 'border-line border-t pt-4',
          )}
        >
          {fine.map(({ check, verdict, title, result, page }) => (
            <li key={check} className="flex gap-3" data-check={check} data-verdict={verdict}>
              <VerdictIcon verdict={verdict} className="mt-0.5" />
              <div className="min-w-0 text-sm">
                <p className="text-ink">{title}</p>
                <p className="text-muted text-xs [overflow-wrap:anywhere]">{result}</p>
                <PageAtMeta page={page} className="text-xs" />
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="num mt-5 text-muted text-xs">
        App {appId}, checked <RelativeTime at={checkedAt} />.
      </p>
      {ticking ? (
        <TickDialog
          token={token}
          finding={ticking}
          name={lastName}
          onTicked={setLastName}
          onClose={() => setTicking(null)}
        />
      ) : null}
    </>
  );
}
