'use client';

import { memo, useMemo, useState } from 'react';
import { cn } from '@/lib/cn';
import { FormattedText, PlainText } from './FormattedText';
import { shortened } from './longText';

interface MessageTextProps {
  text: string;
  /** Without formatting: titles of buttons, answers of forms, heads and feet of templates. */
  plain?: boolean;
  className?: string;
}

export const MessageText = memo(function MessageText({ text, plain = false, className }: MessageTextProps) {
  const [whole, setWhole] = useState(false);
  const short = useMemo(() => shortened(text), [text]);
  const words = useMemo(() => {
    const shown = whole ? text : short;
    return plain ? <PlainText text={shown} /> : <FormattedText text={shown} />;
  }, [text, short, whole, plain]);
  // With kerning, a word of 100,000 characters is measured again for each line, which blocked the page for 45 seconds.
  const kerning = short === text ? '' : '[font-kerning:none]';
  return (
    <div
      className={cn('whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:plaintext]', kerning, className)}
      dir="auto"
    >
      {words}
      {short === text ? null : (
        <button
          type="button"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
          className="mt-1 block rounded-sm font-medium text-accent-strong text-sm underline decoration-accent/40 underline-offset-4 hover:decoration-accent"
        >
          {whole ? 'Show less' : 'Show all'}
        </button>
      )}
    </div>
  );
});
