import type { Verdict } from '@switchboard/contracts';
import { CircleCheck, CircleDashed, CircleX, Clock } from 'lucide-react';
import { cn } from '@/lib/cn';

const looks = {
  good: { icon: CircleCheck, color: 'text-good' },
  bad: { icon: CircleX, color: 'text-bad' },
  waiting: { icon: Clock, color: 'text-warn' },
  unknown: { icon: CircleDashed, color: 'text-idle' },
} satisfies Record<Verdict, unknown>;

/** A verdict by shape and color; the word stands beside it. */
export function VerdictIcon({ verdict, className }: { verdict: Verdict; className?: string }) {
  const { icon: Icon, color } = looks[verdict];
  return <Icon aria-hidden="true" className={cn('size-[1.125rem] shrink-0', color, className)} />;
}
