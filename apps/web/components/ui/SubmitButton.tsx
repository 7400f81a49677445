'use client';

import type { ComponentProps } from 'react';
import { cn } from '@/lib/cn';
import { useHydrated } from '@/lib/useHydrated';
import { Button } from './Button';

/** Submits its form once React has hydrated: earlier, the browser would send the form itself and reload the page. */
export function SubmitButton({ disabled, className, ...rest }: Omit<ComponentProps<typeof Button>, 'type'>) {
  const hydrated = useHydrated();
  return (
    <Button
      variant="primary"
      {...rest}
      type="submit"
      disabled={disabled || !hydrated}
      className={cn(!hydrated && !disabled && 'disabled:opacity-100', className)}
    />
  );
}
