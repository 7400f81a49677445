'use client';

import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { DialogFooter } from '@/components/ui/Dialog';
import { SubmitButton } from '@/components/ui/SubmitButton';
import type { NumberDialogProps } from '@/lib/numberDialog';
import { changePin } from '@/lib/numbersApi';
import { DigitsField, isSixDigits } from './DigitsField';
import { PinDialog, type PinQuestion } from './PinDialog';

/** Sets a new PIN at Meta, random or chosen, and shows it once. */
export function ChangePinDialog({ number, open, onClose }: NumberDialogProps) {
  return (
    <PinDialog
      open={open}
      onClose={onClose}
      title="Change the PIN"
      description={`Sets a new two-step verification PIN for ${number.displayPhone} at Meta. Messages are not affected.`}
      ask={(pin) => changePin(number.phoneNumberId, pin === '' ? {} : { pin })}
    >
      {(question) => <Form question={question} onClose={onClose} />}
    </PinDialog>
  );
}

function Form({ question, onClose }: { question: PinQuestion; onClose: () => void }) {
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const usable = pin === '' || isSixDigits(pin);
    setWrong(!usable);
    if (usable) question.mutate(pin);
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
      {question.error ? <ErrorNotice error={question.error} title="The PIN was not changed" /> : null}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={question.isPending} pendingLabel="Changing…">
          Set new PIN
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}
