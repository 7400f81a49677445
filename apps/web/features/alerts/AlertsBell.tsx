'use client';

import type { AlertDto, AlertsReply } from '@switchboard/contracts';
import { Bell, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { Skeleton } from '@/components/ui/Skeleton';
import { Switch } from '@/components/ui/Switch';
import { cn } from '@/lib/cn';
import { formatCount } from '@/lib/numberWords';
import { inLocalTime } from '@/lib/time';
import { useAlertMail, useAlerts, useMarkSeen } from './useAlerts';

const looks = {
  good: { icon: CircleCheck, color: 'text-good-ink' },
  info: { icon: Info, color: 'text-accent' },
  warn: { icon: TriangleAlert, color: 'text-warn-ink' },
  bad: { icon: CircleAlert, color: 'text-bad-ink' },
} satisfies Record<AlertDto['tone'], unknown>;

export function AlertsBell() {
  const alerts = useAlerts();
  const seen = useMarkSeen();
  const [open, setOpen] = useState(false);
  /** The alerts that were new when the list was opened; they stay marked until it is closed. */
  const [newIds, setNewIds] = useState<ReadonlySet<string>>(new Set());
  const unseen = alerts.data?.unseen ?? 0;
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) {
      void alerts.refetch();
      return;
    }
    const unseenNow = unseen > 0 ? (alerts.data?.alerts ?? []).filter((alert) => !alert.seen) : [];
    setNewIds(new Set(unseenNow.map(({ id }) => id)));
    if (unseen > 0) seen.mutate();
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger asChild>
        <Button
          variant="ghost"
          size="icon"
          className="relative"
          aria-label={unseen > 0 ? `Alerts, ${formatCount(unseen, 'new one')}` : 'Alerts'}
        >
          <Bell aria-hidden="true" className="!size-[1.125rem]" />
          {unseen > 0 ? (
            <span
              aria-hidden="true"
              data-testid="unseen-alerts"
              className="num absolute top-0.5 right-0 flex h-4 min-w-4 items-center justify-center rounded-full bg-bad-strong px-1 font-semibold text-[0.625rem] text-white"
            >
              {unseen > 99 ? '99+' : unseen}
            </span>
          ) : null}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label="Alerts"
          className="data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 z-50 flex max-h-[min(34rem,var(--radix-popover-content-available-height))] w-[24rem] max-w-[calc(100vw-1.5rem)] flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-lifted outline-none data-[state=closed]:animate-out data-[state=open]:animate-in"
        >
          <p className="border-line border-b px-4 py-3 font-semibold text-ink text-sm">Alerts</p>
          {alerts.isError && !alerts.data ? (
            <div className="p-4">
              <ErrorNotice
                error={alerts.error}
                title="The alerts could not be loaded"
                onRetry={() => alerts.refetch()}
                retrying={alerts.isFetching}
              />
            </div>
          ) : alerts.data ? (
            <AlertList alerts={alerts.data} newIds={newIds} />
          ) : (
            <div role="status" className="space-y-3 p-4">
              <span className="sr-only">Loading the alerts</span>
              <Skeleton className="h-10 w-full" />
              <Skeleton className="h-10 w-full" />
            </div>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function AlertList({
  alerts: { alerts, email, emailWorks },
  newIds,
}: {
  alerts: AlertsReply;
  newIds: ReadonlySet<string>;
}) {
  const mail = useAlertMail();
  return (
    <>
      {alerts.length === 0 ? (
        <p className="px-4 py-8 text-center text-muted text-sm">
          Nothing yet. When something changes with your numbers, it is said here once.
        </p>
      ) : (
        // Scrolls with the keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be focusable
        <ul tabIndex={0} aria-label="Latest alerts" className="min-h-0 flex-1 divide-y divide-line overflow-y-auto">
          {alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} isNew={!alert.seen || newIds.has(alert.id)} />
          ))}
        </ul>
      )}
      <div className="border-line border-t px-4 py-3">
        {emailWorks ? (
          <Switch
            label="By e-mail as well"
            checked={mail.isPending ? mail.variables : email}
            onChange={(next) => mail.mutate(next)}
          />
        ) : (
          <p className="text-muted text-sm">Shown here only: whoever runs this Switchboard has set no mail server.</p>
        )}
      </div>
    </>
  );
}

function AlertRow({ alert: { tone, kind, title, text, at }, isNew }: { alert: AlertDto; isNew: boolean }) {
  const { icon: Icon, color } = looks[tone];
  return (
    <li
      className={cn('flex gap-2.5 px-4 py-3 text-sm', isNew && 'bg-accent-soft/50')}
      data-alert={kind}
      data-seen={!isNew}
    >
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4 shrink-0', color)} />
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <bdi className="font-medium text-ink">{title}</bdi>
          {isNew ? <span className="sr-only">, new</span> : null}
          <span className="text-muted text-xs">
            <RelativeTime at={at} />
          </span>
        </p>
        <p dir="auto" className="text-muted [overflow-wrap:anywhere]">
          {inLocalTime(text)}
        </p>
      </div>
    </li>
  );
}
