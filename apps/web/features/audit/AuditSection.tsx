'use client';

import { accountEndpoints } from '@switchboard/contracts';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { api } from '@/lib/api';
import { asApiError, readMessage } from '@/lib/apiError';
import { toPath } from '@/lib/callEndpoint';
import { queryKeys } from '@/lib/queryClient';
import { AuditFilters } from './AuditFilters';
import { AuditList } from './AuditList';
import { type AuditFilter, daysAreInOrder, toAuditQuery } from './auditWords';

/** The browser reads a saved file after the click. */
const HELD_MS = 60_000;

async function saveCsv(filter: AuditFilter): Promise<void> {
  const url = URL.createObjectURL(await api.blob(toPath(accountEndpoints.auditCsv, { query: toAuditQuery(filter) })));
  const link = document.createElement('a');
  link.href = url;
  link.download = `audit-log-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), HELD_MS);
}

export function AuditSection() {
  const [filter, setFilter] = useState<AuditFilter>({});
  const inOrder = daysAreInOrder(filter);
  const log = useInfiniteQuery({
    queryKey: [...queryKeys.audit, filter],
    queryFn: ({ pageParam, signal }) =>
      api.call(accountEndpoints.audit, { query: toAuditQuery(filter, pageParam) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: inOrder,
  });
  const save = useMutation({
    mutationFn: () => saveCsv(filter),
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Card aria-labelledby="audit-title">
      <CardHeader
        id="audit-title"
        title="Audit log"
        description="Connections, PINs, people and keys: who did what, when, and from which address."
        action={
          <Button
            size="sm"
            pending={save.isPending}
            pendingLabel="Preparing…"
            disabled={!inOrder || entries.length === 0}
            onClick={() => save.mutate()}
          >
            <Download aria-hidden="true" />
            Export CSV
          </Button>
        }
      />
      <CardBody className="space-y-5">
        <AuditFilters filter={filter} inOrder={inOrder} onChange={setFilter} />
        {log.isError && entries.length === 0 ? (
          <ErrorNotice
            error={log.error}
            title="The audit log could not be loaded"
            onRetry={() => log.refetch()}
            retrying={log.isFetching}
          />
        ) : !inOrder ? null : log.data ? (
          <AuditList entries={entries} />
        ) : (
          <div role="status" className="space-y-3">
            <span className="sr-only">Loading the audit log</span>
            <Skeleton className="h-9 w-full" />
            <Skeleton className="h-9 w-full" />
            <Skeleton className="h-9 w-full" />
          </div>
        )}
        {log.hasNextPage ? (
          <div className="flex justify-center">
            <Button
              size="sm"
              pending={log.isFetchingNextPage}
              pendingLabel="Loading…"
              onClick={() => log.fetchNextPage({ cancelRefetch: false })}
            >
              Earlier
            </Button>
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}
