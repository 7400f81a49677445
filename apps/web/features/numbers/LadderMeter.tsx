import type { RungDto, Verdict } from '@switchboard/contracts';
import { cn } from '@/lib/cn';

const bars: Record<Verdict, string> = {
  good: 'bg-good border-good',
  bad: 'bg-bad border-bad',
  waiting: 'bg-warn/25 border-warn',
  unknown: 'border-idle/60 border-dashed',
};

/** Five rising bars, one for each rung. Words beside it say what they show. */
export function LadderMeter({ ladder }: { ladder: readonly RungDto[] }) {
  return (
    <span aria-hidden="true" className="flex h-[1.125rem] items-end gap-[3px]">
      {ladder.map((rung, index) => (
        <span
          key={rung.rung}
          className={cn('w-[0.4375rem] rounded-[2px] border', bars[rung.verdict])}
          style={{ height: `${48 + index * 13}%` }}
        />
      ))}
    </span>
  );
}
