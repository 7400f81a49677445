'use client';

import { connectEndpoints } from '@switchboard/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { ErrorNotice } from '@/components/ErrorNotice';
import { PageHeader } from '@/components/PageHeader';
import { Button } from '@/components/ui/Button';
import { Card, CardBody } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { useAccountEvent } from '@/features/realtime/RealtimeProvider';
import { api } from '@/lib/api';
import { queryKeys } from '@/lib/queryClient';
import { STATUS_PATH } from '@/lib/statusPath';
import { HistoryRow } from './HistoryRow';

const loadHistory = (before: string | null, signal?: AbortSignal) =>
  api.call(connectEndpoints.history, { query: before === null ? {} : { before } }, { signal });

export function HistoryScreen() {
  const history = useInfiniteQuery({
    queryKey: queryKeys.history,
    queryFn: ({ pageParam, signal }) => loadHistory(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const refresh = () => void history.refetch();
  useAccountEvent('numbers:changed', refresh);
  useAccountEvent('connect:attempt', ({ attempt }) => {
    if (attempt.phase !== 'working') refresh();
  });
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <PageHeader
        title="History"
        description="Every attempt to connect, every change and every fix: who, when, how long, and where it stopped."
        actions={
          <Button asChild>
            <Link href={STATUS_PATH}>
              <ArrowLeft aria-hidden="true" />
              Status
            </Link>
          </Button>
        }
      />
      {history.isError && entries.length === 0 ? (
        <ErrorNotice
          error={history.error}
          title="The history could not be loaded"
          onRetry={refresh}
          retrying={history.isFetching}
        />
      ) : !history.data ? (
        <div role="status" className="space-y-4">
          <span className="sr-only">Loading the history</span>
          <Skeleton className="h-20 w-full" />
          <Skeleton className="h-20 w-full" />
          <Skeleton className="h-20 w-full" />
        </div>
      ) : entries.length === 0 ? (
        <Card aria-label="History">
          <CardBody>
            <p className="text-muted">
              Nothing has happened yet. The first attempt to connect will be the first entry.
            </p>
          </CardBody>
        </Card>
      ) : (
        <>
          <ol aria-label="History" className="space-y-0">
            {entries.map((entry) => (
              <HistoryRow key={entry.id} entry={entry} />
            ))}
          </ol>
          {history.hasNextPage ? (
            <div className="mt-6 flex justify-center">
              <Button
                pending={history.isFetchingNextPage}
                pendingLabel="Loading…"
                onClick={() => history.fetchNextPage({ cancelRefetch: false })}
              >
                Earlier
              </Button>
            </div>
          ) : null}
        </>
      )}
    </>
  );
}
