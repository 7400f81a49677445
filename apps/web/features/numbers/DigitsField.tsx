'use client';

import type { ComponentProps } from 'react';
import { TextField } from '@/components/ui/Field';

type PinFieldProps = Omit<ComponentProps<typeof TextField>, 'onChange' | 'value'> & {
  value: string;
  onChange: (digits: string) => void;
};

/** Six digits. Anything else that is typed or pasted, like the dash in Meta's code, is left out. */
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

/** Whether what is in the field can be sent. */
export const isSixDigits = (value: string): boolean => /^\d{6}$/.test(value);
