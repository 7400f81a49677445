import { cn } from '@/lib/cn';

/** A patch panel: two rows of jacks and one cord between them. */
export function Glyph({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden="true" className={cn('size-7', className)}>
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <g fill="var(--on-accent)" fillOpacity="0.45">
        <circle cx="16" cy="10" r="2" />
        <circle cx="23.5" cy="10" r="2" />
        <circle cx="8.5" cy="22" r="2" />
        <circle cx="16" cy="22" r="2" />
      </g>
      <path d="M8.5 10c0 9 15 3 15 12" stroke="var(--on-accent)" strokeWidth="2.25" strokeLinecap="round" />
      <g fill="var(--on-accent)">
        <circle cx="8.5" cy="10" r="2.75" />
        <circle cx="23.5" cy="22" r="2.75" />
      </g>
    </svg>
  );
}

export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <Glyph />
      <span className="font-semibold text-[1.0625rem] text-ink tracking-[-0.025em]">Switchboard</span>
    </span>
  );
}
