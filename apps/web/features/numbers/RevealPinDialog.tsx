'use client';

import { useMutation } from '@tanstack/react-query';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import type { NumberDialogProps } from './NumberDialogs';
import { revealPin } from './numbersApi';
import { ShownPin } from './ShownPin';
import { useNumberCache } from './useNumberCache';

/** Tells an owner the PIN that was made for the number: once, and only after asking. */
export function RevealPinDialog({ number, open, onClose }: NumberDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Show the PIN once"
      description={`The PIN of ${number.displayPhone} was made by Switchboard and is kept sealed.`}
    >
      <Question phoneNumberId={number.phoneNumberId} onClose={onClose} />
    </Dialog>
  );
}

function Question({ phoneNumberId, onClose }: { phoneNumberId: string; onClose: () => void }) {
  const cache = useNumberCache();
  const reveal = useMutation({
    mutationFn: () => revealPin(phoneNumberId),
    onSuccess: ({ phoneNumber }) => cache.show([phoneNumber]),
    // Nothing that was shown once is kept in the page's memory.
    gcTime: 0,
  });
  if (reveal.data) {
    return (
      <>
        <ShownPin pin={reveal.data.pin} />
        <DialogFooter>
          <Button look="primary" onClick={onClose}>
            I have kept it
          </Button>
        </DialogFooter>
      </>
    );
  }
  return (
    <>
      <p className="mt-4 text-ink text-sm">
        It can be shown one time, to one owner, and the audit log says to whom. If it is lost afterwards, a new one can
        be set.
      </p>
      {reveal.isError ? (
        <div className="mt-4">
          <ErrorNotice error={reveal.error} />
        </div>
      ) : null}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" pending={reveal.isPending} pendingLabel="Opening…" onClick={() => reveal.mutate()}>
          Show PIN once
        </Button>
      </DialogFooter>
    </>
  );
}
