import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';

const badgeStyles = cva(
  'inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-xs [&_svg]:size-3.5',
  {
    variants: {
      tone: {
        good: 'bg-good-soft text-good-ink',
        warn: 'bg-warn-soft text-warn-ink',
        bad: 'bg-bad-soft text-bad-ink',
        idle: 'bg-idle-soft text-idle-ink',
        accent: 'bg-accent-soft text-accent-strong',
      },
    },
    defaultVariants: { tone: 'idle' },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeStyles>['tone']>;

export function Badge({ tone, className, ...rest }: ComponentProps<'span'> & { tone?: Tone }) {
  return <span className={cn(badgeStyles({ tone }), className)} {...rest} />;
}
