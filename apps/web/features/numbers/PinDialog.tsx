'use client';

import type { RevealPinReply } from '@switchboard/contracts';
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import type { NumberDialogProps } from '@/lib/numberDialog';
import { useNumberCache } from '@/lib/useNumberCache';
import { ShownPin } from './ShownPin';

export type PinQuestion = UseMutationResult<RevealPinReply, Error, string>;

interface TellingProps {
  ask: (typed: string) => Promise<RevealPinReply>;
  onClose: () => void;
  children: (question: PinQuestion) => ReactNode;
}

interface PinDialogProps extends Pick<NumberDialogProps, 'open' | 'onClose'>, TellingProps {
  title: string;
  description: string;
}

/** A dialog that ends by showing a PIN, once. */
export function PinDialog({ open, onClose, title, description, ask, children }: PinDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} description={description}>
      <Telling ask={ask} onClose={onClose}>
        {children}
      </Telling>
    </Dialog>
  );
}

/** Inside the dialog, so that closing it drops the PIN. */
function Telling({ ask, onClose, children }: TellingProps) {
  const cache = useNumberCache();
  const question = useMutation({
    mutationFn: ask,
    onSuccess: ({ phoneNumber }) => cache.show([phoneNumber]),
    // A PIN that was shown once is not cached.
    gcTime: 0,
  });
  if (!question.data) return children(question);
  return (
    <>
      <ShownPin pin={question.data.pin} />
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          I have kept it
        </Button>
      </DialogFooter>
    </>
  );
}
