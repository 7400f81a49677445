'use client';

import { errorCatalogue } from '@switchboard/contracts';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { PageHeader } from '@/components/PageHeader';
import { PageSkeleton } from '@/components/PageSkeleton';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { AttemptNotice } from '@/features/connect/AttemptNotice';
import { ConnectWays } from '@/features/connect/ConnectWays';
import { DisconnectDialog } from '@/features/connect/DisconnectDialog';
import { PendingAtMeta } from '@/features/connect/PendingAtMeta';
import { UndoBars } from '@/features/connect/UndoBars';
import { ConnectIntro } from '@/features/metaLogin/ConnectIntro';
import { useStatus } from '@/features/status/useStatus';
import { STATUS_PATH } from '@/lib/statusPath';
import { HistoryLink } from './HistoryLink';
import { NumberGroups } from './NumberGroups';
import { StatusFooter } from './StatusFooter';
import { StatusSummary } from './StatusSummary';

/** @param notice What happened on the way here, said once. */
export function StatusScreen({ notice }: { notice: 'no_code' | null }) {
  const status = useStatus();
  const [said, setSaid] = useState(notice);
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  useEffect(() => {
    // A reload or a bookmark does not say it again.
    if (notice !== null) window.history.replaceState(null, '', STATUS_PATH);
  }, [notice]);

  if (!status.data) {
    if (!status.isError) return <PageSkeleton />;
    return (
      <>
        <PageHeader title="WhatsApp" />
        <ErrorNotice
          error={status.error}
          title="The status could not be loaded"
          onRetry={() => status.refetch()}
          retrying={status.isFetching}
        />
      </>
    );
  }
  const { data } = status;
  const first = data.phoneNumbers.length === 0;
  const active = data.phoneNumbers.filter((number) => number.isActive).map((number) => number.phoneNumberId);
  return (
    <>
      <PageHeader
        title="WhatsApp"
        description="Your numbers, and the evidence for the state each one is in."
        actions={<HistoryLink />}
      />
      <div className="space-y-4">
        {said === 'no_code' ? (
          <Notice
            tone="info"
            role="status"
            title={errorCatalogue.no_code.title}
            corner={
              <Button variant="ghost" size="iconSm" aria-label="Hide this message" onClick={() => setSaid(null)}>
                <X aria-hidden="true" />
              </Button>
            }
          >
            <p>{errorCatalogue.no_code.message}</p>
          </Notice>
        ) : null}
        {status.isError ? <ErrorNotice error={status.error} title="What you see may be out of date" /> : null}
        <StatusSummary status={data} />
        {data.attempt ? (
          <AttemptNotice attempt={data.attempt} mayStart={data.may.connect || data.may.reconnect} />
        ) : null}
        <UndoBars numbers={data.phoneNumbers} />
        <PendingAtMeta pending={data.pendingAtMeta} />
        {first && data.state === 'not_connected' ? <ConnectIntro status={data} /> : null}
        {/* In one place, so that its open dialog stays while numbers appear. */}
        <ConnectWays status={data} />
      </div>
      <NumberGroups numbers={data.phoneNumbers} may={data.may} onDisconnect={setAsked} />
      <StatusFooter
        {...(active.length > 1 && data.may.disconnect ? { onDisconnectAll: () => setAsked(active) } : {})}
      />
      <DisconnectDialog phoneNumberIds={asked} onClose={() => setAsked(null)} />
    </>
  );
}
