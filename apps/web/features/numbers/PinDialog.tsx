'use client';

import type { RevealPinReply } from '@switchboard/contracts';
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import type { NumberDialogProps } from '@/lib/numberDialog';
import { useNumberCache } from '@/lib/useNumberCache';
import { ShownPin } from './ShownPin';

/** Asks for the PIN: with the new one that was typed, or with nothing. */
export type PinQuestion = UseMutationResult<RevealPinReply, Error, string>;

interface TellingProps {
  /** Gets the PIN. @param typed what the question was answered with. */
  ask: (typed: string) => Promise<RevealPinReply>;
  onClose: () => void;
  /** What is shown until there is an answer. */
  children: (question: PinQuestion) => ReactNode;
}

interface PinDialogProps extends Pick<NumberDialogProps, 'open' | 'onClose'>, TellingProps {
  title: string;
  description: string;
}

/** The frame of dialogs that end with telling a PIN, the one time it is told. */
export function PinDialog({ open, onClose, title, description, ask, children }: PinDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} description={description}>
      <Telling ask={ask} onClose={onClose}>
        {children}
      </Telling>
    </Dialog>
  );
}

/** Inside the dialog, so that what it was told is gone when the dialog is closed. */
function Telling({ ask, onClose, children }: TellingProps) {
  const cache = useNumberCache();
  const question = useMutation({
    mutationFn: ask,
    onSuccess: ({ phoneNumber }) => cache.show([phoneNumber]),
    // Nothing that was shown once is kept in the page's memory.
    gcTime: 0,
  });
  if (!question.data) return children(question);
  return (
    <>
      <ShownPin pin={question.data.pin} />
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          I have kept it
        </Button>
      </DialogFooter>
    </>
  );
}
