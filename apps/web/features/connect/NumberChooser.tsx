'use client';

import { type AttemptChoice, isolated } from '@switchboard/contracts';
import { Clock } from 'lucide-react';
import { useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import type { ApiError } from '@/lib/apiError';
import { cn } from '@/lib/cn';
import { formatCount } from '@/lib/numberWords';
import { useSecond } from '@/lib/useSecond';
import { canTake, preselected, takeable, timeLeft } from './numberSelection';

interface NumberChooserProps {
  choice: AttemptChoice;
  /** Why the last selection was refused. */
  problem: ApiError | null;
  pending?: boolean;
  onChoose: (phoneNumberIds: readonly string[]) => void;
}

export function NumberChooser({ choice, problem, pending = false, onChoose }: NumberChooserProps) {
  const [ticked, setTicked] = useState(() => preselected(choice));
  const now = useSecond(true);
  const all = takeable(choice);
  const isLate = Date.parse(choice.until) <= now;
  const tick = (phoneNumberId: string, on: boolean) => {
    const next = new Set(ticked);
    if (on) next.add(phoneNumberId);
    else next.delete(phoneNumberId);
    setTicked(next);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ticked.size > 0 && !pending) onChoose([...ticked]);
      }}
    >
      <div className="space-y-4">
        {choice.wabas.map((waba) => (
          <fieldset
            key={waba.wabaId}
            className="overflow-hidden rounded-card border border-line bg-surface shadow-card"
            data-waba={waba.wabaId}
          >
            <legend className="sr-only">
              <Foreign text={waba.wabaName ?? `WhatsApp account ${waba.wabaId}`} />
            </legend>
            <p aria-hidden="true" className="border-line border-b bg-sunken/60 px-5 py-2.5 text-sm">
              <Foreign text={waba.wabaName ?? 'WhatsApp account'} className="font-medium text-ink" />{' '}
              <span className="num text-muted">{waba.wabaId}</span>
            </p>
            {waba.problem ? (
              <p className="px-5 py-3.5 text-bad-ink text-sm">Its numbers could not be read: {waba.problem.message}</p>
            ) : null}
            {waba.numbers.length === 0 && !waba.problem ? (
              <p className="px-5 py-3.5 text-muted text-sm">No phone number in it yet.</p>
            ) : null}
            <div className="divide-y divide-line">
              {waba.numbers.map((number) => (
                <ChoiceRow
                  key={number.phoneNumberId}
                  number={number}
                  checked={ticked.has(number.phoneNumberId)}
                  onChange={(on) => tick(number.phoneNumberId, on)}
                />
              ))}
            </div>
          </fieldset>
        ))}
      </div>
      {problem ? (
        <div className="mt-4">
          <ErrorNotice error={problem} title="The choice was not taken" />
        </div>
      ) : null}
      <div className="mt-5 flex flex-wrap items-center gap-x-3 gap-y-2.5">
        <Button
          type="submit"
          variant="primary"
          disabled={ticked.size === 0 || isLate}
          pending={pending}
          pendingLabel="Connecting…"
        >
          Connect {formatCount(ticked.size)}
        </Button>
        {all.length > 1 && all.some((id) => !ticked.has(id)) ? (
          <Button variant="ghost" onClick={() => setTicked(new Set(all))}>
            Tick all {all.length}
          </Button>
        ) : null}
        <p className="num ml-auto flex items-center gap-1.5 text-muted text-sm" role="timer">
          <Clock aria-hidden="true" className="size-3.5" />
          {timeLeft(choice.until, now)}
        </p>
      </div>
    </form>
  );
}

interface ChoiceRowProps {
  number: AttemptChoice['wabas'][number]['numbers'][number];
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function ChoiceRow({ number, checked, onChange }: ChoiceRowProps) {
  const free = canTake(number);
  const noteId = `held-${number.phoneNumberId}`;
  return (
    <label
      className={cn(
        'flex items-start gap-3.5 px-5 py-3.5 transition-colors',
        free ? 'cursor-pointer hover:bg-sunken/60' : 'cursor-not-allowed',
      )}
      data-choice={number.phoneNumberId}
    >
      <input
        type="checkbox"
        checked={checked}
        disabled={!free}
        onChange={(event) => onChange(event.target.checked)}
        aria-label={`${number.displayPhone}, ${isolated(number.displayName)}`}
        aria-describedby={number.held === 'free' ? undefined : noteId}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <span className={cn('num font-medium', free ? 'text-ink' : 'text-muted')}>{number.displayPhone}</span>
          {number.held === 'here' ? <Badge tone="good">Connected here</Badge> : null}
          {number.held === 'elsewhere' ? <Badge tone="warn">Connected elsewhere</Badge> : null}
        </span>
        <Foreign as="span" text={number.displayName} className="block text-left text-muted text-sm" />
        {number.held === 'elsewhere' ? (
          <span id={noteId} className="mt-1 block text-muted text-sm">
            Another Switchboard account holds this number. It has to be disconnected there first.
          </span>
        ) : null}
        {number.held === 'here' ? (
          <span id={noteId} className="mt-1 block text-muted text-sm">
            Ticked, it gets the new access. Left out, it stays as it is.
          </span>
        ) : null}
      </span>
    </label>
  );
}
