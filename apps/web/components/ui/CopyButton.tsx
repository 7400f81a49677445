'use client';

import { Check, Copy } from 'lucide-react';
import { type ComponentProps, useEffect, useState } from 'react';
import { toast } from 'sonner';
import { Button } from './Button';

const SHOWN_MS = 2_000;

interface CopyButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick' | 'children' | 'aria-label'> {
  value: string;
  /** What is copied, for screen readers: "phone number ID". */
  what: string;
  label?: string;
}

export function CopyButton({ value, what, label, ...button }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      toast.error('Copying is not allowed here. Select the text and copy it by hand.');
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <>
      <Button
        variant="ghost"
        size="iconSm"
        {...button}
        // A visible label is the name already.
        aria-label={label ? undefined : `Copy ${what}`}
        onClick={copy}
      >
        <Icon aria-hidden="true" className={copied ? 'text-good-ink' : undefined} />
        {label ? (copied ? 'Copied' : label) : null}
      </Button>
      <span role="status" className="sr-only">
        {copied ? `Copied ${what}` : ''}
      </span>
    </>
  );
}
