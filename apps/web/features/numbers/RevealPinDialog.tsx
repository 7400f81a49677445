'use client';

import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { DialogFooter } from '@/components/ui/Dialog';
import type { NumberDialogProps } from '@/lib/numberDialog';
import { revealPin } from '@/lib/numbersApi';
import { PinDialog } from './PinDialog';

export function RevealPinDialog({ number, open, onClose }: NumberDialogProps) {
  return (
    <PinDialog
      open={open}
      onClose={onClose}
      title="Show the PIN once"
      description={`The PIN of ${number.displayPhone} was made by Switchboard and is kept sealed.`}
      ask={() => revealPin(number.phoneNumberId)}
    >
      {({ mutate, isPending, error }) => (
        <>
          <p className="mt-4 text-ink text-sm">
            It can be shown one time, to one owner, and the audit log says to whom. If it is lost afterwards, a new one
            can be set.
          </p>
          {error ? (
            <div className="mt-4">
              <ErrorNotice error={error} />
            </div>
          ) : null}
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" pending={isPending} pendingLabel="Opening…" onClick={() => mutate('')}>
              Show PIN once
            </Button>
          </DialogFooter>
        </>
      )}
    </PinDialog>
  );
}
