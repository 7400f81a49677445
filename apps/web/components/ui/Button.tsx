import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';
import { Spinner } from './Spinner';

export const buttonStyles = cva(
  [
    'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-control font-medium',
    'transition-[background-color,border-color,color,box-shadow,transform] duration-150 active:translate-y-px',
    'disabled:pointer-events-none disabled:opacity-55 aria-disabled:opacity-70 [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent shadow-card hover:bg-accent-strong',
        outline: 'border border-line bg-surface text-ink shadow-card hover:border-field hover:bg-sunken',
        ghost: 'text-muted hover:bg-sunken hover:text-ink',
        danger: 'bg-bad-strong text-white shadow-card hover:bg-bad-strong/90',
        dangerOutline: 'border border-line bg-surface text-bad-ink shadow-card hover:border-bad hover:bg-bad-soft',
        link: 'rounded-sm text-accent-strong underline decoration-accent/40 underline-offset-4 hover:decoration-accent',
      },
      size: {
        sm: 'h-8 px-3 text-[0.8125rem] [&_svg]:size-3.5',
        md: 'h-10 px-4 text-sm [&_svg]:size-4',
        lg: 'h-11 px-5 text-[0.9375rem] [&_svg]:size-4',
        icon: 'size-9 [&_svg]:size-4',
        iconSm: 'size-7 rounded-md [&_svg]:size-3.5',
        inline: 'h-auto p-0 text-[length:inherit]',
      },
    },
    defaultVariants: { variant: 'outline', size: 'md' },
  },
);

interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonStyles> {
  /** Renders the only child, such as a link, as a button. */
  asChild?: boolean;
  /** Ignores clicks while work is under way, and keeps the focus. */
  pending?: boolean;
  pendingLabel?: string;
}

export function Button({
  asChild = false,
  pending = false,
  pendingLabel,
  variant,
  size,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const styles = cn(buttonStyles({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={styles} onClick={onClick} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      // A pending button is no submit button, so that Enter cannot send the form twice.
      type={pending ? 'button' : type}
      className={styles}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? undefined : onClick}
      {...rest}
    >
      {pending ? <Spinner /> : null}
      {pending && pendingLabel ? pendingLabel : children}
    </button>
  );
}
