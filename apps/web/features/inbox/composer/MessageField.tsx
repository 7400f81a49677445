'use client';

import { type ClipboardEvent, type KeyboardEvent, type RefObject, useLayoutEffect } from 'react';
import { leaves, sends } from './enterKey';

interface MessageFieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onChange: (value: string) => void;
  onSend: () => void;
  /** Returns false when there was nothing to cancel. */
  onEscape: () => void;
  onFiles: (files: readonly File[]) => void;
}

const TALLEST_PX = 168;

/** Grows with its text. Enter sends; Shift and Enter begins a line. */
export function MessageField({ field, value, onChange, onSend, onEscape, onFiles }: MessageFieldProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`;
  }, [value, field]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (sends(event.nativeEvent)) {
      event.preventDefault();
      onSend();
    } else if (leaves(event.nativeEvent)) {
      event.stopPropagation();
      onEscape();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  return (
    <textarea
      ref={field}
      rows={1}
      aria-label="Message"
      placeholder="Write a message"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      enterKeyHint="send"
      dir="auto"
      className="max-h-42 min-h-10 w-full flex-1 resize-none bg-transparent px-1.5 py-2 text-base text-ink leading-6 outline-none placeholder:text-muted focus-visible:outline-none sm:text-[0.9375rem]"
    />
  );
}
