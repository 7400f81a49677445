'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Dialog } from '@/components/ui/Dialog';
import { PasswordField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { asApiError, messageOf } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';
import { useSignedIn } from '@/lib/useSession';
import { usePasskeySupport } from './passkeys';
import { giveProof, giveProofWithPasskey, loadSecondFactor } from './secondFactorApi';

/** Asks whether it is still the same person, by password or passkey. */
export function ProofDialog({ onProved, onClose }: { onProved: () => void; onClose: () => void }) {
  const email = useSignedIn()?.user.email ?? '';
  const supported = usePasskeySupport();
  const factors = useQuery({ queryKey: queryKeys.secondFactor, queryFn: ({ signal }) => loadSecondFactor(signal) });
  const [password, setPassword] = useState('');
  const byPassword = useMutation({
    mutationFn: () => giveProof({ kind: 'password', password }),
    onSuccess: onProved,
  });
  const byPasskey = useMutation({ mutationFn: giveProofWithPasskey, onSuccess: onProved });
  const wrong = byPassword.isError && asApiError(byPassword.error).code === 'wrong_password';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== '') byPassword.mutate();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Confirm that it is you"
      description="It is some time since you logged in. This keeps others out who find your screen open."
    >
      <form method="post" onSubmit={submit} noValidate className="mt-5 space-y-4">
        {byPassword.isError && !wrong ? <ErrorNotice error={byPassword.error} /> : null}
        {byPasskey.isError ? <ErrorNotice error={byPasskey.error} /> : null}
        {/* Lets password managers know whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={wrong ? messageOf(asApiError(byPassword.error)) : undefined}
        />
        <div className="flex flex-col gap-2 sm:flex-row">
          <SubmitButton pending={byPassword.isPending} pendingLabel="Checking…" disabled={password === ''}>
            Confirm
          </SubmitButton>
          {supported && factors.data && factors.data.passkeys.length > 0 ? (
            <Button
              pending={byPasskey.isPending}
              pendingLabel="Waiting for your device…"
              onClick={() => byPasskey.mutate()}
            >
              Use a passkey
            </Button>
          ) : null}
        </div>
      </form>
    </Dialog>
  );
}
