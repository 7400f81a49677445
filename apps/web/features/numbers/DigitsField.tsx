'use client';

import type { ComponentProps } from 'react';
import { TextField } from '@/components/ui/Field';

type PinFieldProps = Omit<ComponentProps<typeof TextField>, 'onChange' | 'value'> & {
  value: string;
  onChange: (digits: string) => void;
};

/** Six digits; other characters, such as the dash in Meta's code, are dropped. */
export function DigitsField({ value, onChange, ...field }: PinFieldProps) {
  return (
    <TextField
      inputMode="numeric"
      autoComplete="off"
      maxLength={12}
      {...field}
      value={value}
      onChange={(event) => onChange(event.target.value.replace(/\D/g, '').slice(0, 6))}
      className="num max-w-44 tracking-[0.3em]"
    />
  );
}

export const isSixDigits = (value: string): boolean => /^\d{6}$/.test(value);
