import { cn } from '@/lib/cn';

/** "Ada King Lovelace" is "AL". */
export function toInitials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => (word ? Array.from(word)[0]?.toUpperCase() : '')).join('') || '?';
}

export function Initials({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        'flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-strong text-xs',
        className,
      )}
    >
      {toInitials(name)}
    </span>
  );
}
