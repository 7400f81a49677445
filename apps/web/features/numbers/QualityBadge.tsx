import type { Quality } from '@switchboard/contracts';
import { Tooltip } from '@/components/ui/Tooltip';
import { cn } from '@/lib/cn';
import { qualityWords } from '@/lib/numberWords';

const dots = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', idle: 'bg-idle', accent: 'bg-accent' };

export function QualityBadge({ quality }: { quality: Quality }) {
  const { name, tone, means } = qualityWords[quality];
  return (
    <Tooltip text={means}>
      <button type="button" className="inline-flex cursor-help items-center gap-1.5 rounded-sm text-ink">
        <span aria-hidden="true" className={cn('size-2 rounded-full', dots[tone])} />
        {name}
      </button>
    </Tooltip>
  );
}
