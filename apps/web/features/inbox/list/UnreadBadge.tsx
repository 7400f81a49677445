import { cn } from '@/lib/cn';
import { countWords } from '../live/unreadTitle';

export function UnreadBadge({ count, things, className }: { count: number; things: string; className?: string }) {
  if (count <= 0) return null;
  return (
    <span
      className={cn(
        'num inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 font-semibold text-on-accent text-xs',
        className,
      )}
    >
      {countWords(count)}
      <span className="sr-only"> {things}</span>
    </span>
  );
}
