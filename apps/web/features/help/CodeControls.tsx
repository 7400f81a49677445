import { dictionaryKinds, turns } from '@switchboard/contracts';
import { Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { kindWords, turnWords } from './codeWords';
import type { EntryChoice } from './findEntries';

interface CodeControlsProps {
  choice: EntryChoice;
  onChoice: (change: Partial<EntryChoice>) => void;
}

/** Narrows the list. Choosing an option again clears it. */
export function CodeControls({ choice, onChoice }: CodeControlsProps) {
  return (
    <search className="space-y-3">
      <div className="relative">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          aria-label="Search codes"
          placeholder="131047, payment, PIN…"
          value={choice.search}
          maxLength={100}
          onChange={(event) => onChoice({ search: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onChoice({ search: '' });
          }}
          className="h-10 w-full rounded-control border border-field/70 bg-surface pr-9 pl-9 text-[0.9375rem] text-ink transition-colors placeholder:text-muted hover:border-field focus-visible:border-accent focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
        />
        {choice.search === '' ? null : (
          <button
            type="button"
            aria-label="Clear search"
            onClick={() => onChoice({ search: '' })}
            className="absolute inset-y-1 right-1 flex w-8 items-center justify-center rounded-md text-muted hover:text-ink"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        )}
      </div>
      <Chips label="What it is">
        {dictionaryKinds.map((kind) => (
          <Chip
            key={kind}
            on={choice.kind === kind}
            onPress={() => onChoice({ kind: choice.kind === kind ? null : kind })}
          >
            {kindWords[kind].name}
          </Chip>
        ))}
      </Chips>
      <Chips label="Whose turn">
        {turns.map((turn) => (
          <Chip
            key={turn}
            on={choice.turn === turn}
            onPress={() => onChoice({ turn: choice.turn === turn ? null : turn })}
          >
            {turnWords[turn].name}
          </Chip>
        ))}
      </Chips>
    </search>
  );
}

function Chips({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="mr-2 w-full text-muted text-xs leading-6 sm:float-left sm:w-20 sm:leading-8">{label}</legend>
      {children}
    </fieldset>
  );
}

function Chip({ on, onPress, children }: { on: boolean; onPress: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onPress}
      className={cn(
        'inline-flex h-8 items-center rounded-full border px-3 font-medium text-[0.8125rem] transition-colors',
        on
          ? 'border-accent/40 bg-accent-soft text-accent-strong'
          : 'border-line bg-surface text-muted hover:border-field hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}
