'use client';

import type { HealthReply, NumberDto } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { ChartNoAxesColumn, ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import { Collapsible } from 'radix-ui';
import { useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { Skeleton } from '@/components/ui/Skeleton';
import { cn } from '@/lib/cn';
import { loadHealth } from '@/lib/numbersApi';
import { queryKeys } from '@/lib/queryClient';
import { HealthTable } from './HealthTable';
import { changeWords, chartDays, limitWords, trafficSentence } from './healthView';

const DAYS = 30;

// The chart library is large, so it loads on request.
const HealthCharts = dynamic(() => import('./HealthCharts'), {
  ssr: false,
  loading: () => <Skeleton className="h-96 w-full" />,
});

export function HealthSection({ number }: { number: NumberDto }) {
  const [open, setOpen] = useState(false);
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen} className="border-line border-t">
      <div className="px-5 py-2.5 sm:px-6">
        <Collapsible.Trigger className="-mx-2 flex items-center gap-2.5 rounded-control px-2 py-1.5 text-left text-ink text-sm hover:bg-sunken">
          <ChartNoAxesColumn aria-hidden="true" className="size-4 text-muted" />
          Health<span className="sr-only"> of {number.displayPhone}</span>
          <span className="text-muted">last {DAYS} days</span>
          <ChevronDown
            aria-hidden="true"
            className={cn('size-4 text-muted transition-transform', open && 'rotate-180')}
          />
        </Collapsible.Trigger>
      </div>
      <Collapsible.Content className="border-line border-t px-5 py-5 sm:px-6">
        {open ? <Health number={number} /> : null}
      </Collapsible.Content>
    </Collapsible.Root>
  );
}

function Health({ number }: { number: NumberDto }) {
  const health = useQuery({
    queryKey: queryKeys.health(number.phoneNumberId),
    queryFn: ({ signal }) => loadHealth(number.phoneNumberId, DAYS, signal),
  });
  if (health.isError && !health.data) {
    return (
      <ErrorNotice
        error={health.error}
        title="The health of this number could not be loaded"
        onRetry={() => health.refetch()}
        retrying={health.isFetching}
      />
    );
  }
  if (!health.data) {
    return (
      <div role="status">
        <span className="sr-only">Loading the health of this number</span>
        <Skeleton className="h-96 w-full" />
      </div>
    );
  }
  const { days, changes } = health.data;
  return (
    <div className="space-y-6" data-health={number.phoneNumberId}>
      <p className="text-ink text-sm">
        {trafficSentence(days)}
        {number.messagingLimit ? (
          <span className="text-muted">
            {' '}
            Meta lets it write first to {limitWords(number.messagingLimit).toLowerCase()} customers within 24 hours.
          </span>
        ) : null}
      </p>
      <HealthCharts days={chartDays(days)} />
      <Changes changes={changes} />
      <HealthTable days={days} phone={number.displayPhone} />
    </div>
  );
}

function Changes({ changes }: Pick<HealthReply, 'changes'>) {
  return (
    <div>
      <h4 className="mb-2 font-medium text-ink text-sm">What changed</h4>
      {changes.length === 0 ? (
        <p className="text-muted text-sm">Nothing in these days.</p>
      ) : (
        <ul className="space-y-1.5">
          {changes.map((change) => (
            <li key={`${change.at} ${change.what}`} className="flex flex-wrap items-baseline gap-x-2 text-sm">
              <span className="text-ink">{changeWords(change)}</span>
              <span className="text-muted text-xs">
                <RelativeTime at={change.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
