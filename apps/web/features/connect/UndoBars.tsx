'use client';

import type { NumberDto } from '@switchboard/contracts';
import { Undo2 } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { useSecond } from '@/lib/useSecond';
import { undoable, whichNumbers } from './disconnectWords';
import { countdown } from './handover/handovers';
import { useUndo } from './useUndo';

export function UndoBars({ numbers }: { numbers: readonly NumberDto[] }) {
  const some = numbers.some((number) => number.undoUntil !== null && !number.isActive);
  const now = useSecond(some);
  return undoable(numbers, now).map((group) => (
    <UndoBar key={group.until} until={group.until} numbers={group.numbers} now={now} />
  ));
}

function UndoBar({ until, numbers, now }: { until: string; numbers: NumberDto[]; now: number }) {
  const undo = useUndo();
  return (
    <section
      aria-label="Undo a disconnect"
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 rounded-card border border-line bg-sunken px-5 py-3.5"
    >
      <p className="min-w-0 text-ink text-sm">
        <span className="num font-medium">{whichNumbers(numbers)}</span> disconnected. It can be undone for{' '}
        <span role="timer" className="num">
          {countdown(until, now)}
        </span>
        .
      </p>
      <Button
        size="sm"
        pending={undo.isPending}
        pendingLabel="Bringing back…"
        onClick={() => undo.mutate(numbers.map((number) => number.phoneNumberId))}
      >
        <Undo2 aria-hidden="true" />
        Undo
      </Button>
    </section>
  );
}
