'use client';

import type { ConnectionHistoryEntry, ConnectionHistoryKind } from '@switchboard/contracts';
import {
  CirclePause,
  CirclePlay,
  KeyRound,
  type LucideIcon,
  Plug,
  RefreshCw,
  Send,
  Stethoscope,
  Trash2,
  Undo2,
  Unplug,
  Wrench,
} from 'lucide-react';
import { StepList } from '@/components/StepList';
import { CopyButton } from '@/components/ui/CopyButton';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { cn } from '@/lib/cn';
import { durationWords, historyText, historyTones, stoppedWords } from '@/lib/historyWords';

const icons: Record<ConnectionHistoryKind, LucideIcon> = {
  attempt: KeyRound,
  connected: Plug,
  reconnected: RefreshCw,
  disconnected: Unplug,
  paused: CirclePause,
  resumed: CirclePlay,
  undone: Undo2,
  removed_at_meta: Unplug,
  fix: Wrench,
  doctor: Stethoscope,
  handover: Send,
  deletion: Trash2,
};

const marks = {
  good: 'bg-good-soft text-good-ink',
  bad: 'bg-bad-soft text-bad-ink',
  warn: 'bg-warn-soft text-warn-ink',
  idle: 'bg-idle-soft text-idle-ink',
  accent: 'bg-accent-soft text-accent-strong',
};

function pickTone({ kind, attempt }: ConnectionHistoryEntry): keyof typeof marks {
  if (!attempt) return historyTones[kind];
  if (attempt.phase === 'connected') return 'good';
  if (attempt.phase === 'failed') return 'bad';
  if (attempt.phase === 'partial') return 'warn';
  return ['denied', 'closed', 'expired'].includes(attempt.phase) ? 'idle' : 'accent';
}

export function HistoryRow({ entry }: { entry: ConnectionHistoryEntry }) {
  const Icon = icons[entry.kind];
  const { attempt } = entry;
  return (
    <li className="group relative flex gap-4 pb-6 last:pb-0" data-history={entry.kind} data-phase={attempt?.phase}>
      <span
        aria-hidden="true"
        className="absolute top-10 bottom-1 left-[1.125rem] w-px -translate-x-1/2 bg-line group-last:hidden"
      />
      <span
        aria-hidden="true"
        className={cn('flex size-9 shrink-0 items-center justify-center rounded-full', marks[pickTone(entry)])}
      >
        <Icon className="size-4" />
      </span>
      <div className="min-w-0 flex-1 rounded-card border border-line bg-surface p-4 shadow-card">
        <div className="flex items-start justify-between gap-3">
          <div className="min-w-0">
            <h2 className="font-semibold text-ink text-sm">{entry.title}</h2>
            <p className="mt-0.5 flex flex-wrap items-baseline gap-x-2 text-muted text-xs">
              <span>{entry.by}</span>
              <RelativeTime at={entry.at} />
              {entry.durationMs === null ? null : <span className="num">took {durationWords(entry.durationMs)}</span>}
            </p>
          </div>
          <CopyButton value={historyText(entry)} what={`“${entry.title}” for support`} className="-mt-1 -mr-1" />
        </div>
        <p className="mt-2 text-ink/85 text-sm [overflow-wrap:anywhere]">{entry.text}</p>
        {attempt?.stoppedAt ? (
          <p className="mt-1 text-ink text-sm">
            Stopped at: <span className="font-medium">{stoppedWords(attempt.stoppedAt)}</span>
          </p>
        ) : null}
        {entry.phoneNumberIds.length > 0 ? (
          <p className="num mt-1 text-muted text-xs [overflow-wrap:anywhere]">
            Phone number ID{entry.phoneNumberIds.length === 1 ? '' : 's'} {entry.phoneNumberIds.join(', ')}
          </p>
        ) : null}
        {attempt || entry.fbtraceId ? (
          <details className="mt-3 text-sm">
            <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-ink">
              {attempt ? 'Steps and ids' : 'Ids for support'}
            </summary>
            <div className="mt-3 space-y-4">
              {attempt ? <StepList steps={attempt.steps} flow={attempt.flow} /> : null}
              <dl className="num space-y-1 text-xs">
                {attempt ? <Id name="Attempt" value={attempt.attemptId} /> : null}
                {attempt?.code ? <Id name="Code" value={attempt.code} /> : null}
                {entry.fbtraceId ? <Id name="Meta’s trace" value={entry.fbtraceId} /> : null}
              </dl>
            </div>
          </details>
        ) : null}
      </div>
    </li>
  );
}

function Id({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2">
      <dt className="w-full shrink-0 text-muted sm:w-24">{name}</dt>
      <dd className="min-w-0 break-all text-ink">{value}</dd>
      <dd>
        <CopyButton value={value} what={name} />
      </dd>
    </div>
  );
}
