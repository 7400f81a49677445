'use client';

import { isolated, type NumberDto } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { asApiError } from '@/lib/apiError';
import type { NumberDialogProps } from '@/lib/numberDialog';
import { registerNumber } from '@/lib/numbersApi';
import { triesWords } from '@/lib/numberWords';
import { exactTime } from '@/lib/time';
import { useNumberCache } from '@/lib/useNumberCache';
import { DigitsField, isSixDigits } from './DigitsField';
import { VerifySteps } from './VerifySteps';

interface RegisterDialogProps extends NumberDialogProps {
  startWith: Step;
  onShowPin?: () => void;
}

/** Registers a number with Cloud API, proving its ownership where Meta asks for it. */
export function RegisterDialog({ open, startWith, ...rest }: RegisterDialogProps) {
  const { number, onClose } = rest;
  // Null until the first step is done.
  const [reached, setReached] = useState<Step | null>(null);
  const step = reached ?? startWith;
  const close = () => {
    setReached(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={step === 'verify' ? 'Verify the number' : 'Register the number'}
      description={`${number.displayPhone}, ${isolated(number.displayName)}`}
    >
      <Steps {...rest} onClose={close} step={step} onStep={setReached} />
    </Dialog>
  );
}

type Step = 'register' | 'verify';
type StepsProps = Omit<RegisterDialogProps, 'open' | 'startWith'> & { step: Step; onStep: (step: Step) => void };

function Steps({ number, step, onStep, onClose, onShowPin }: StepsProps) {
  const cache = useNumberCache();
  const [verified, setVerified] = useState(false);
  const register = useMutation({
    mutationFn: (pin: string | null) => registerNumber(number.phoneNumberId, pin === null ? {} : { pin }),
    onSuccess: ({ phoneNumber }) => cache.show([phoneNumber]),
    onError: (error) => {
      if (asApiError(error).code === 'verification_needed') onStep('verify');
    },
    onSettled: cache.renew,
  });
  if (register.data) {
    return <Registered number={register.data.phoneNumber} onClose={onClose} {...(onShowPin ? { onShowPin } : {})} />;
  }
  if (step === 'verify') {
    return (
      <VerifySteps
        number={number}
        onClose={onClose}
        onVerified={() => {
          setVerified(true);
          onStep('register');
          register.reset();
        }}
      />
    );
  }
  return (
    <RegisterForm
      number={number}
      verified={verified}
      pending={register.isPending}
      error={register.error}
      onRegister={(pin) => register.mutate(pin)}
      onClose={onClose}
    />
  );
}

interface RegisterFormProps {
  number: NumberDto;
  verified: boolean;
  pending: boolean;
  error: Error | null;
  onRegister: (pin: string | null) => void;
  onClose: () => void;
}

function RegisterForm({ number, verified, pending, error, onRegister, onClose }: RegisterFormProps) {
  const { triesLeft, nextTryFreeAt } = number.registration;
  const [hasPin, setHasPin] = useState(false);
  const [pin, setPin] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const refusedPin = error !== null && asApiError(error).code === 'pin_wrong';
  const asksForPin = hasPin || refusedPin;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const usable = !asksForPin || isSixDigits(pin);
    setTooShort(!usable);
    if (usable) onRegister(asksForPin ? pin : null);
  };
  return (
    <form method="post" onSubmit={submit} noValidate className="mt-4 space-y-4">
      {verified ? (
        <p role="status" className="flex items-center gap-2 text-good-ink text-sm">
          <CircleCheck aria-hidden="true" className="size-4" />
          The number is verified. Now it can be registered.
        </p>
      ) : null}
      <p className="text-ink text-sm">
        Meta wants a two-step verification PIN for every number.{' '}
        {asksForPin ? 'This one has one already.' : 'Switchboard makes one at random and keeps it sealed for you.'}
      </p>
      {refusedPin ? null : (
        <label className="flex w-fit cursor-pointer items-center gap-2.5 text-ink text-sm">
          <input
            type="checkbox"
            checked={hasPin}
            onChange={(event) => setHasPin(event.target.checked)}
            className="size-4 accent-accent"
          />
          The number has a PIN already
        </label>
      )}
      {asksForPin ? (
        <DigitsField
          label="PIN of the number"
          autoFocus={refusedPin}
          value={pin}
          onChange={setPin}
          hint="It was set when the number was registered before, in WhatsApp Manager or by another provider."
          error={tooShort ? 'A PIN has six digits.' : undefined}
        />
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      <p className="num text-muted text-sm" data-testid="tries-left">
        {triesWords(triesLeft)}
        {triesLeft === 0 && nextTryFreeAt ? ` The next one is free on ${exactTime(nextTryFreeAt)}.` : ''}
      </p>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={pending} pendingLabel="Registering…" disabled={triesLeft === 0}>
          Register
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}

interface RegisteredProps {
  number: NumberDto;
  onClose: () => void;
  onShowPin?: () => void;
}

function Registered({ number, onClose, onShowPin }: RegisteredProps) {
  const mayShow = onShowPin !== undefined && number.registration.pin === 'sealed';
  return (
    <>
      <div role="status" className="mt-5 flex gap-3 rounded-control bg-good-soft p-4">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-good-ink" />
        <div className="text-sm">
          <p className="font-semibold text-ink">Registered</p>
          <p className="text-ink/80">Meta took the registration. Its PIN is kept sealed here.</p>
        </div>
      </div>
      <DialogFooter>
        {mayShow ? <Button onClick={onShowPin}>Show PIN once</Button> : null}
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}
