'use client';

import type { Fix, NumberDto, RungDto } from '@switchboard/contracts';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { VerdictIcon } from '@/components/VerdictIcon';
import { FixButton } from '@/features/fixes/FixButton';
import type { NumberDialogName } from '@/lib/numberDialog';
import { rungWords, verdictWords } from '@/lib/numberWords';

interface LadderProps {
  number: NumberDto;
  /** Which fixes the person may use. */
  mayFix: (fix: Fix) => boolean;
  onOpen: (dialog: NumberDialogName) => void;
}

export function Ladder({ number, mayFix, onOpen }: LadderProps) {
  return (
    <ol aria-label={`Evidence for ${number.displayPhone}`} className="space-y-0">
      {number.ladder.map((rung) => (
        <Rung key={rung.rung} rung={rung} number={number} mayFix={mayFix} onOpen={onOpen} />
      ))}
    </ol>
  );
}

function Rung({ rung, number, mayFix, onOpen }: { rung: RungDto } & LadderProps) {
  const words = rungWords[rung.rung];
  return (
    <li className="group relative flex gap-3 pb-5 last:pb-0" data-rung={rung.rung} data-verdict={rung.verdict}>
      <span
        aria-hidden="true"
        className="absolute top-6 bottom-1 left-[0.5625rem] w-px -translate-x-1/2 bg-line group-last:hidden"
      />
      <VerdictIcon verdict={rung.verdict} className="mt-[3px]" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <span className="font-medium text-ink">{words.name}</span>
          <span className="text-muted">{verdictWords[rung.verdict].name}</span>
          {rung.at ? (
            <span className="text-muted text-xs">
              <span className="sr-only">{rung.verdict === 'good' ? 'Last proven' : 'Since'} </span>
              <RelativeTime at={rung.at} />
            </span>
          ) : null}
        </p>
        <p className="mt-0.5 text-muted text-sm">{rung.evidence}</p>
        {rung.next ? <p className="mt-0.5 text-ink text-sm">{rung.next}</p> : null}
        {rung.fix && mayFix(rung.fix) ? (
          <div className="mt-2">
            <FixButton fix={rung.fix} number={number} onOpen={onOpen} />
          </div>
        ) : null}
      </div>
    </li>
  );
}
