import type { MessageStatus } from '@switchboard/contracts';
import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, Mic } from 'lucide-react';
import { cn } from '@/lib/cn';
import { statusWords } from './messageWords';

const signs: Record<MessageStatus, { icon: typeof Check; color: string } | null> = {
  received: null,
  queued: { icon: Clock, color: 'text-muted' },
  unclear: { icon: CircleHelp, color: 'text-warn-ink' },
  sent: { icon: Check, color: 'text-muted' },
  failed: { icon: CircleAlert, color: 'text-bad-ink' },
  delivered: { icon: CheckCheck, color: 'text-muted' },
  read: { icon: CheckCheck, color: 'text-accent' },
  played: { icon: Mic, color: 'text-accent' },
};

export function Ticks({ status, className }: { status: MessageStatus; className?: string }) {
  const sign = signs[status];
  if (!sign) return null;
  const Icon = sign.icon;
  return (
    <span title={statusWords[status]} className={cn('inline-flex shrink-0', sign.color, className)}>
      <Icon aria-hidden="true" className="size-3.5" strokeWidth={2.25} />
      <span className="sr-only">{statusWords[status]}</span>
    </span>
  );
}
