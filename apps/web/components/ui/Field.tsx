'use client';

import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { cn } from '@/lib/cn';

const inputStyles = cn(
  'h-10 w-full rounded-control border border-field/70 bg-surface px-3 text-[0.9375rem] text-ink transition-colors',
  'placeholder:text-muted/70 hover:border-field focus-visible:border-accent focus-visible:outline-offset-0',
  'aria-invalid:border-bad disabled:bg-sunken disabled:text-muted read-only:bg-sunken',
);

interface FieldProps {
  label: string;
  /** Shown until there is an error. */
  hint?: ReactNode;
  error?: ReactNode;
}

type TextFieldProps = FieldProps & ComponentProps<'input'>;

function FieldFrame({ id, label, hint, error, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium text-ink text-sm">
        {label}
      </label>
      {children}
      {error ? (
        <p id={`${id}-note`} role="alert" className="mt-1.5 text-bad-ink text-sm">
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-note`} className="mt-1.5 text-muted text-sm">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export function TextField({ label, hint, error, className, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        // Its text may run from right to left.
        dir="auto"
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
        className={cn(inputStyles, className)}
        {...input}
      />
    </FieldFrame>
  );
}

export function PasswordField({ label, hint, error, className, ...input }: Omit<TextFieldProps, 'type'>) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <div className="relative">
        <input
          id={id}
          type={shown ? 'text' : 'password'}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
          className={cn(inputStyles, 'pr-11', className)}
          {...input}
        />
        <button
          type="button"
          aria-pressed={shown}
          aria-label={`Show ${label.toLowerCase()}`}
          onClick={() => setShown(!shown)}
          className="absolute inset-y-1 right-1 flex w-8 items-center justify-center rounded-md text-muted hover:text-ink"
        >
          <Icon aria-hidden="true" className="size-4" />
        </button>
      </div>
    </FieldFrame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...select
}: FieldProps & ComponentProps<'select'>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <select
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
        // Browsers match a select as read-only.
        className={cn(inputStyles, 'pr-8 read-only:bg-surface', className)}
        {...select}
      >
        {children}
      </select>
    </FieldFrame>
  );
}
