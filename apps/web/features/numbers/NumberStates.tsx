'use client';

import type { NumberDto } from '@switchboard/contracts';
import { BellOff, CirclePause, Smartphone } from 'lucide-react';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { ResumeButton } from '@/features/fixes/FixButton';
import { cn } from '@/lib/cn';
import { quietWords, syncStopped, syncTitle } from '@/lib/numberWords';
import { useNow } from '@/lib/useNow';

export function PausedBar({ number }: { number: NumberDto }) {
  if (!number.pausedAt) return null;
  return (
    <div className="flex flex-col items-start justify-between gap-3 border-line border-t bg-sunken px-5 py-3 sm:flex-row sm:items-center sm:px-6">
      <p className="flex min-w-0 items-start gap-2.5 text-ink text-sm">
        <CirclePause aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
        <span>
          Paused <RelativeTime at={number.pausedAt} />. Nothing is sent from it; what customers write waits and is put
          in its place when you resume.
        </span>
      </p>
      <ResumeButton number={number} />
    </div>
  );
}

/** Unusually quiet for this hour: a sign, not a proof. */
export function QuietNotice({ number }: { number: NumberDto }) {
  const now = useNow();
  const { rhythm } = number;
  if (!rhythm?.quietSince) return null;
  return (
    <div
      role="status"
      data-quiet={number.phoneNumberId}
      className="flex gap-2.5 border-line border-t bg-warn-soft px-5 py-3 text-ink text-sm sm:px-6"
    >
      <BellOff aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn-ink" />
      <p>
        <span className="font-medium">{quietWords(rhythm.quietSince, rhythm.usualPerHour, now)}</span> That may be
        chance. “Check everything” tells whether something is wrong.
      </p>
    </div>
  );
}

/** What comes over from the WhatsApp Business app, and how far it is. */
export function SyncProgress({ number }: { number: NumberDto }) {
  if (!number.isOnBizApp) return null;
  return (
    <div className="border-line border-t px-5 py-4 sm:px-6" data-sync={number.phoneNumberId}>
      <p className="flex gap-2.5 text-ink text-sm">
        <Smartphone aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
        Shared with the WhatsApp Business app. Its registration and PIN are kept on the phone.
      </p>
      {number.sync && number.sync.length > 0 ? (
        <ul className="mt-3 grid gap-4 sm:grid-cols-2">
          {number.sync.map((one) => (
            <SyncPart key={one.what} {...one} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function SyncPart({ what, state, progress, text }: NonNullable<NumberDto['sync']>[number]) {
  const stopped = syncStopped[state];
  return (
    <li data-sync-state={state}>
      <p className="flex justify-between gap-3 text-sm">
        <span className="font-medium text-ink">{syncTitle[what]}</span>
        <span className="num text-muted">{stopped ?? `${progress} %`}</span>
      </p>
      {stopped ? null : (
        <div
          role="progressbar"
          aria-label={`${syncTitle[what]} from the phone`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={progress}
          className="mt-1.5 mb-1 h-1.5 overflow-hidden rounded-full bg-sunken"
        >
          <div
            className={cn(
              'h-full rounded-full transition-[width] duration-500',
              state === 'done' ? 'bg-good' : 'bg-accent',
            )}
            style={{ width: `${Math.min(100, Math.max(0, progress))}%` }}
          />
        </div>
      )}
      <p className="text-muted text-sm">{text}</p>
    </li>
  );
}
