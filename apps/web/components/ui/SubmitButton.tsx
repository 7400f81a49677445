'use client';

import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';
import { useHydrated } from '@/lib/useHydrated';
import { Button } from './Button';

/**
 * Sends the form it is in. It waits for React: before that the browser itself would send the form, by loading the page
 * anew.
 */
export function SubmitButton({ disabled, className, ...rest }: Omit<ComponentProps<typeof Button>, 'type'>) {
  const hydrated = useHydrated();
  return (
    <Button
      look="primary"
      {...rest}
      type="submit"
      disabled={disabled || !hydrated}
      className={cn(!hydrated && !disabled && 'disabled:opacity-100', className)}
    />
  );
}
