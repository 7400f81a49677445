'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { DigitsField, isSixDigits } from './DigitsField';
import type { NumberDialogProps } from './NumberDialogs';
import { changePin } from './numbersApi';
import { ShownPin } from './ShownPin';
import { useNumberCache } from './useNumberCache';

/** Sets a new PIN at Meta, made at random or chosen, and tells it once. */
export function ChangePinDialog({ number, open, onClose }: NumberDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Change the PIN"
      description={`Sets a new two-step verification PIN for ${number.displayPhone} at Meta. Messages are not affected.`}
    >
      <Form phoneNumberId={number.phoneNumberId} onClose={onClose} />
    </Dialog>
  );
}

function Form({ phoneNumberId, onClose }: { phoneNumberId: string; onClose: () => void }) {
  const cache = useNumberCache();
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState(false);
  const change = useMutation({
    mutationFn: () => changePin(phoneNumberId, pin === '' ? {} : { pin }),
    onSuccess: ({ phoneNumber }) => cache.show([phoneNumber]),
    gcTime: 0,
  });
  if (change.data) {
    return (
      <>
        <ShownPin pin={change.data.pin} />
        <DialogFooter>
          <Button look="primary" onClick={onClose}>
            I have kept it
          </Button>
        </DialogFooter>
      </>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const usable = pin === '' || isSixDigits(pin);
    setWrong(!usable);
    if (usable) change.mutate();
  };
  return (
    <form method="post" onSubmit={submit} noValidate className="mt-4 space-y-4">
      <DigitsField
        label="New PIN"
        value={pin}
        onChange={setPin}
        placeholder="······"
        hint="Six digits. Leave it empty, and one is made at random."
        error={wrong ? 'A PIN has six digits.' : undefined}
      />
      {change.isError ? <ErrorNotice error={change.error} title="The PIN was not changed" /> : null}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={change.isPending} pendingLabel="Changing…">
          Set new PIN
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}
