'use client';

import { numberEndpoints } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { api } from '@/lib/api';
import { ladderSummary, readMarkWords, stateWords } from '@/lib/numberWords';
import { queryKeys } from '@/lib/queryClient';
import { STATUS_PATH } from '@/lib/statusPath';
import { useMay } from '@/lib/useSession';
import { LadderMeter } from './LadderMeter';
import { ReadMarksMenu } from './ReadMarksMenu';

/** The numbers of the account, in short. Everything about them is on the status page. */
export function PhoneNumbersSection() {
  const mayConfigure = useMay('number.configure');
  const numbers = useQuery({
    queryKey: queryKeys.numbers,
    queryFn: ({ signal }) => api.call(numberEndpoints.list, {}, { signal }),
    refetchInterval: 60_000,
  });
  return (
    <Card aria-labelledby="numbers-title">
      <CardHeader
        id="numbers-title"
        title="Phone numbers"
        description="The WhatsApp numbers this account holds."
        action={
          <Button asChild size="sm">
            <Link href={STATUS_PATH}>Open WhatsApp status</Link>
          </Button>
        }
      />
      <CardBody>
        {numbers.isError ? (
          <ErrorNotice
            error={numbers.error}
            title="The numbers could not be loaded"
            onRetry={() => numbers.refetch()}
            retrying={numbers.isFetching}
          />
        ) : !numbers.data ? (
          <div role="status" className="space-y-4">
            <span className="sr-only">Loading the numbers</span>
            <Skeleton className="h-10 w-full" />
            <Skeleton className="h-10 w-full" />
          </div>
        ) : numbers.data.phoneNumbers.length === 0 ? (
          <p className="text-muted">No numbers yet. Connect WhatsApp on the status page.</p>
        ) : (
          <ul className="divide-y divide-line">
            {numbers.data.phoneNumbers.map((number) => (
              <li
                key={number.phoneNumberId}
                className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5 first:pt-0 last:pb-0"
              >
                <div className="min-w-0 flex-1">
                  <p className="num font-medium text-ink">{number.displayPhone}</p>
                  <p className="truncate text-muted text-sm">
                    <Foreign text={number.displayName} />
                    {number.wabaName ? (
                      <>
                        {' · '}
                        <Foreign text={number.wabaName} />
                      </>
                    ) : null}
                  </p>
                </div>
                {number.isActive ? (
                  <span className="hidden items-center gap-2 text-muted text-sm md:flex">
                    <LadderMeter ladder={number.ladder} />
                    {ladderSummary(number.ladder)}
                  </span>
                ) : null}
                <Badge tone={stateWords[number.state].tone}>{stateWords[number.state].name}</Badge>
                <div className="flex w-full items-center justify-between gap-3">
                  <p className="text-muted text-sm">Read marks for customers</p>
                  {mayConfigure ? (
                    <ReadMarksMenu number={number} />
                  ) : (
                    <p className="text-ink text-sm">{readMarkWords[number.readMarks].name}</p>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
