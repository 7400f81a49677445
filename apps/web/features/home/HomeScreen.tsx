'use client';

import { accountEndpoints, isolated, type StatusReply } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { PageHeader } from '@/components/PageHeader';
import { PageSkeleton } from '@/components/PageSkeleton';
import { SandboxPhones } from '@/components/SandboxPhones';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { Card, CardHeader } from '@/components/ui/Card';
import { AttemptNotice } from '@/features/connect/AttemptNotice';
import { ConnectButton } from '@/features/connect/ConnectButton';
import { ConnectIntro } from '@/features/connect/ConnectIntro';
import { numbersSentence } from '@/features/connect/StatusSummary';
import { useStatus } from '@/features/connect/useStatus';
import { QuarantineNotice } from '@/features/inbox/notices/QuarantineNotice';
import { LadderMeter } from '@/features/numbers/LadderMeter';
import { api } from '@/lib/api';
import { needsReconnect, numberTrouble } from '@/lib/numberTrouble';
import { fixWords, ladderSummary, stateWords } from '@/lib/numberWords';
import { queryKeys } from '@/lib/queryClient';
import { STATUS_PATH } from '@/lib/statusPath';
import { useMay, useSignedIn } from '@/lib/useSession';
import { NextStepsCard } from './NextStepsCard';
import { nextSteps } from './nextSteps';

/** The first page: what state the numbers are in, and what to do next. */
export function HomeScreen() {
  const me = useSignedIn();
  const mayInvite = useMay('team.invite');
  const status = useStatus();
  const members = useQuery({
    queryKey: queryKeys.members,
    queryFn: ({ signal }) => api.call(accountEndpoints.members, {}, { signal }),
  });
  if (!status.data) {
    if (!status.isError) return <PageSkeleton />;
    return (
      <ErrorNotice
        error={status.error}
        title="This page could not be loaded"
        onRetry={() => status.refetch()}
        retrying={status.isFetching}
      />
    );
  }
  const { data } = status;
  const steps = nextSteps({
    status: data,
    memberCount: members.data?.members.length ?? null,
    mayInvite,
  });
  return (
    <>
      <PageHeader
        title={`Hello, ${isolated(me?.user.name.split(' ')[0] ?? '')}`}
        description={
          data.phoneNumbers.length === 0
            ? `${isolated(me?.account.name ?? 'Your business')} has no WhatsApp number here yet.`
            : `${numbersSentence(data)}.`
        }
      />
      <div className="space-y-5">
        <QuarantineNotice />
        {data.attempt ? (
          <AttemptNotice attempt={data.attempt} mayStart={data.may.connect || data.may.reconnect} />
        ) : null}
        {data.phoneNumbers.length === 0 ? <ConnectIntro status={data} /> : <NumbersAtAGlance status={data} />}
        <NextStepsCard steps={steps} />
        {data.phoneNumbers.some((number) => number.isActive) ? <SandboxPhones className="px-1" /> : null}
      </div>
    </>
  );
}

function NumbersAtAGlance({ status }: { status: StatusReply }) {
  return (
    <Card aria-labelledby="glance-title">
      <CardHeader
        id="glance-title"
        title="Your numbers"
        action={
          <Button asChild size="sm">
            <Link href={STATUS_PATH}>Open WhatsApp status</Link>
          </Button>
        }
      />
      <ul className="mt-3 divide-y divide-line pb-2">
        {status.phoneNumbers.map((number) => (
          <li key={number.phoneNumberId} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-5 py-3.5 sm:px-6">
            <div className="min-w-0 flex-1">
              <p className="num font-medium text-ink">{number.displayPhone}</p>
              <Foreign as="p" text={number.displayName} className="truncate text-left text-muted text-sm" />
            </div>
            {number.isActive ? (
              <span className="hidden items-center gap-2.5 text-muted text-sm sm:flex">
                <LadderMeter ladder={number.ladder} />
                {ladderSummary(number.ladder)}
              </span>
            ) : null}
            <Badge tone={stateWords[number.state].tone}>{stateWords[number.state].name}</Badge>
            {needsReconnect(number) ? (
              <div className="flex w-full flex-wrap items-center justify-between gap-3 text-sm" data-reconnect>
                <p className="text-bad-ink">{numberTrouble(number)?.text}</p>
                {status.may.reconnect ? (
                  <ConnectButton
                    size="sm"
                    label={fixWords.reconnect}
                    aria-label={`Reconnect ${number.displayPhone}`}
                    reconnect={[number.phoneNumberId]}
                  />
                ) : null}
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
