import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

const tones = {
  info: { icon: Info, box: 'border-line bg-surface', mark: 'text-accent' },
  good: { icon: CircleCheck, box: 'border-good/30 bg-good-soft', mark: 'text-good-ink' },
  warn: { icon: TriangleAlert, box: 'border-warn/35 bg-warn-soft', mark: 'text-warn-ink' },
  bad: { icon: CircleAlert, box: 'border-bad/30 bg-bad-soft', mark: 'text-bad-ink' },
};

interface NoticeProps {
  tone: keyof typeof tones;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** For the upper right corner, such as a button that hides the notice. */
  corner?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits. */
  role?: 'alert' | 'status' | undefined;
  className?: string;
}

export function Notice({ tone, title, children, actions, corner, role, className }: NoticeProps) {
  const { icon: Icon, box, mark } = tones[tone];
  return (
    <div role={role} className={cn('flex gap-3 rounded-card border p-4 sm:p-5', box, className)}>
      <Icon aria-hidden="true" className={cn('mt-0.5 size-[1.125rem] shrink-0', mark)} />
      <div className="min-w-0 flex-1">
        <p className="font-semibold text-ink text-sm">{title}</p>
        {children ? <div className="mt-1 space-y-2 text-ink/80 text-sm dark:text-ink/85">{children}</div> : null}
        {actions ? <div className="mt-3.5 flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      {corner}
    </div>
  );
}
