'use client';

import type { ConnectionState, StatusReply } from '@switchboard/contracts';
import { CircleCheck, CircleDashed, Loader, RefreshCw, TriangleAlert } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Card } from '@/components/ui/Card';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { ConnectButton } from '@/features/metaLogin/ConnectButton';
import { useCheckNumbers } from '@/features/status/useNumberActions';
import { cn } from '@/lib/cn';
import { formatCount } from '@/lib/numberWords';
import { countNumbers } from '@/lib/statusNumbers';

export const connectionWords: Record<ConnectionState, { name: string; icon: typeof CircleCheck; box: string }> = {
  not_connected: { name: 'Not connected', icon: CircleDashed, box: 'bg-idle-soft text-idle-ink' },
  connecting: { name: 'Connecting', icon: Loader, box: 'bg-accent-soft text-accent-strong' },
  connected: { name: 'Connected', icon: CircleCheck, box: 'bg-good-soft text-good-ink' },
  needs_attention: { name: 'Needs attention', icon: TriangleAlert, box: 'bg-warn-soft text-warn-ink' },
};

/** "2 numbers connected, 1 needs attention." */
export function numbersSentence(status: StatusReply): string {
  const { connected, attention, paused, disconnected } = countNumbers(status);
  const parts = [
    connected > 0 ? `${formatCount(connected)} connected` : null,
    attention > 0 ? `${formatCount(attention)} ${attention === 1 ? 'needs' : 'need'} attention` : null,
    paused > 0 ? `${formatCount(paused)} paused` : null,
    disconnected > 0 ? `${formatCount(disconnected)} disconnected` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : 'No number is connected yet';
}

export function StatusSummary({ status }: { status: StatusReply }) {
  const check = useCheckNumbers();
  const { name, icon: Icon, box } = connectionWords[status.state];
  const { active, disconnected } = countNumbers(status);
  const accessLost = status.phoneNumbers.some(
    (number) => number.isActive && number.ladder.some((rung) => rung.verdict === 'bad' && rung.fix === 'reconnect'),
  );
  const mustReconnect = accessLost || (active === 0 && disconnected > 0);
  const first = status.phoneNumbers.length === 0;
  return (
    <Card aria-label="Connection" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 p-5 sm:p-6">
      <div className="flex min-w-0 items-center gap-4">
        <span aria-hidden="true" className={cn('flex size-11 shrink-0 items-center justify-center rounded-full', box)}>
          <Icon className={cn('size-5', status.state === 'connecting' && 'animate-spin')} />
        </span>
        <div className="min-w-0">
          <p role="status" className="font-semibold text-ink text-lg leading-6" data-connection={status.state}>
            {name}
          </p>
          <p className="text-muted text-sm">
            {status.businessName ? (
              <span className="text-ink">
                <Foreign text={status.businessName} />.{' '}
              </span>
            ) : null}
            {numbersSentence(status)}.
            {status.lastConnected && active > 0 ? (
              <>
                {' '}
                Last connected <RelativeTime at={status.lastConnected} />.
              </>
            ) : null}
          </p>
        </div>
      </div>
      <div className="flex w-full flex-col gap-2 sm:w-auto sm:flex-row sm:flex-wrap">
        {active > 0 ? (
          <Button pending={check.isPending} pendingLabel="Checking…" onClick={() => check.mutate(undefined)}>
            <RefreshCw aria-hidden="true" />
            Check now
          </Button>
        ) : null}
        {!first && status.may.reconnect ? (
          <ConnectButton variant={mustReconnect ? 'primary' : 'outline'} label="Reconnect" />
        ) : null}
        {active > 0 && status.may.connect ? (
          <ConnectButton variant={mustReconnect ? 'outline' : 'primary'} label="Connect another number" />
        ) : null}
      </div>
    </Card>
  );
}
