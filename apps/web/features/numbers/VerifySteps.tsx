'use client';

import type { NumberDto } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { MessageSquareText, Phone } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { DialogFooter } from '@/components/ui/Dialog';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { asApiError } from '@/lib/apiError';
import { confirmVerification, requestVerification, type VerificationMethod } from '@/lib/numbersApi';
import { useNumberCache } from '@/lib/useNumberCache';
import { DigitsField, isSixDigits } from './DigitsField';

interface VerifyStepsProps {
  number: NumberDto;
  onVerified: () => void;
  onClose: () => void;
}

export function VerifySteps({ number, onVerified, onClose }: VerifyStepsProps) {
  const cache = useNumberCache();
  const [code, setCode] = useState('');
  const [tooShort, setTooShort] = useState(false);
  // A number that is verified already counts as verified.
  const passOn = (error: unknown) => {
    if (asApiError(error).code === 'already_verified') onVerified();
  };
  const ask = useMutation({
    mutationFn: (method: VerificationMethod) => requestVerification(number.phoneNumberId, method),
    onError: passOn,
  });
  const confirm = useMutation({
    mutationFn: () => confirmVerification(number.phoneNumberId, code),
    onSuccess: ({ phoneNumber }) => {
      cache.show([phoneNumber]);
      onVerified();
    },
    onError: passOn,
    onSettled: cache.renew,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTooShort(!isSixDigits(code));
    if (isSixDigits(code)) confirm.mutate();
  };
  if (!ask.isSuccess) {
    return (
      <>
        <p className="mt-4 text-ink text-sm">
          Meta wants to know that the number is yours. It sends a code of six digits to {number.displayPhone}. Have that
          phone at hand.
        </p>
        {ask.isError ? (
          <div className="mt-4">
            <ErrorNotice error={ask.error} title="No code was sent" />
          </div>
        ) : null}
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            pending={ask.isPending && ask.variables === 'VOICE'}
            disabled={ask.isPending && ask.variables === 'SMS'}
            onClick={() => ask.mutate('VOICE')}
          >
            <Phone aria-hidden="true" />
            Call the number
          </Button>
          <Button
            variant="primary"
            pending={ask.isPending && ask.variables === 'SMS'}
            disabled={ask.isPending && ask.variables === 'VOICE'}
            onClick={() => ask.mutate('SMS')}
          >
            <MessageSquareText aria-hidden="true" />
            Send a text message
          </Button>
        </DialogFooter>
      </>
    );
  }
  return (
    <form method="post" onSubmit={submit} noValidate className="mt-4 space-y-4">
      <p role="status" className="text-ink text-sm">
        {ask.variables === 'SMS'
          ? `Meta has sent a text message to ${number.displayPhone}.`
          : `Meta is calling ${number.displayPhone}.`}{' '}
        It takes a minute at most.
      </p>
      <DigitsField
        label="Code from Meta"
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
        autoFocus
        error={tooShort ? 'The code has six digits.' : undefined}
      />
      {confirm.isError ? <ErrorNotice error={confirm.error} /> : null}
      <DialogFooter>
        <Button onClick={() => ask.reset()}>Ask for another code</Button>
        <SubmitButton pending={confirm.isPending} pendingLabel="Checking…">
          Verify
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}
