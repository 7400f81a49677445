'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { cn } from '@/lib/cn';
import { Button } from './Button';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  className?: string;
  children: ReactNode;
}

/**
 * A dialog that can be closed at any time. On a phone it sits at the bottom, near the thumb. The focus returns to what
 * opened it, or to the page where that is gone.
 */
export function Dialog({ open, onClose, title, description, className, children }: DialogProps) {
  const opener = useRef<Element | null>(null);
  return (
    <Primitive.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Primitive.Portal>
        <Primitive.Overlay className="data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 fixed inset-0 z-50 bg-overlay data-[state=closed]:animate-out data-[state=open]:animate-in" />
        <Primitive.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const from = opener.current;
            const target = from instanceof HTMLElement && from.isConnected ? from : document.getElementById('main');
            target?.focus();
          }}
          className={cn(
            'fixed inset-x-3 bottom-3 z-50 max-h-[calc(100dvh-1.5rem)] overflow-y-auto rounded-card border border-line',
            'bg-surface p-5 shadow-lifted outline-none sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[30rem]',
            'sm:-translate-x-1/2 sm:-translate-y-1/2 sm:p-6',
            'data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 data-[state=open]:zoom-in-98',
            'data-[state=closed]:animate-out data-[state=open]:animate-in',
            className,
          )}
        >
          <Primitive.Title className="pr-9 font-semibold text-ink text-lg">{title}</Primitive.Title>
          {description ? (
            <Primitive.Description className="mt-1.5 text-muted text-sm">{description}</Primitive.Description>
          ) : null}
          {children}
          <Primitive.Close asChild>
            <Button variant="ghost" size="icon" aria-label="Close" className="absolute top-3.5 right-3.5">
              <X aria-hidden="true" />
            </Button>
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export function DialogFooter({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn('mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end', className)}>{children}</div>;
}
