'use client';

import { type SecondFactorReply, totpCode } from '@switchboard/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Dialog } from '@/components/ui/Dialog';
import { PasswordField, TextField } from '@/components/ui/Field';
import { Skeleton } from '@/components/ui/Skeleton';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { type ApiError, asApiError, readMessage } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';
import { useSignedIn } from '@/lib/useSession';
import { usePasskeySupport } from './passkeys';
import { listProofWays } from './proofWays';
import { giveProofWithPasskey, giveProofWithPassword, loadSecondFactor } from './secondFactorApi';

interface ProofDialogProps {
  /** A password typed just before is not asked for again. */
  password?: string | undefined;
  onProved: () => void;
  onClose: () => void;
}

export function ProofDialog({ password, onProved, onClose }: ProofDialogProps) {
  const factors = useQuery({ queryKey: queryKeys.secondFactor, queryFn: ({ signal }) => loadSecondFactor(signal) });
  const [cameLater] = useState(factors.data === undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Confirm that it is you"
      description="It is some time since you logged in. This keeps others out who find your screen open."
    >
      {factors.data ? (
        <ProofForm factors={factors.data} known={password} takesFocus={cameLater} onProved={onProved} />
      ) : factors.isError ? (
        <ErrorNotice error={factors.error} onRetry={() => factors.refetch()} retrying={factors.isFetching} />
      ) : (
        <div role="status" className="mt-5">
          <span className="sr-only">Loading how you sign in</span>
          <Skeleton className="h-24 w-full" />
        </div>
      )}
    </Dialog>
  );
}

const wordsFor = (problem: ApiError | null, code: ApiError['code']) =>
  problem?.code === code ? readMessage(problem) : undefined;

interface ProofFormProps {
  factors: SecondFactorReply;
  known: string | undefined;
  /** The field appears after the window has placed the focus. */
  takesFocus: boolean;
  onProved: () => void;
}

function ProofForm({ factors, known, takesFocus, onProved }: ProofFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (takesFocus) form.current?.querySelector<HTMLElement>('input:not([hidden]), button')?.focus();
  }, [takesFocus]);
  const email = useSignedIn()?.user.email ?? '';
  const supported = usePasskeySupport();
  const ways = listProofWays({
    hasPasskey: supported && factors.passkeys.length > 0,
    hasApp: factors.totp !== null,
    knowsPassword: known !== undefined,
  });
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState('');
  const [incomplete, setIncomplete] = useState<string | undefined>();
  const password = known ?? typed;
  const byPassword = useMutation({
    mutationFn: (given?: string) =>
      ways.confirmsBy === 'passkey'
        ? giveProofWithPasskey(password === '' ? undefined : password)
        : giveProofWithPassword(password, given),
    onSuccess: onProved,
  });
  const byPasskey = useMutation({ mutationFn: () => giveProofWithPasskey(), onSuccess: onProved });
  const problem = byPassword.isError ? asApiError(byPassword.error) : null;
  const wrongPassword = known === undefined ? wordsFor(problem, 'wrong_password') : undefined;
  const wrongCode = wordsFor(problem, 'factor_code_wrong');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ways.asksCode) return byPassword.mutate(undefined);
    const parsed = totpCode.safeParse(code);
    setIncomplete(parsed.error?.issues[0]?.message);
    if (parsed.success) byPassword.mutate(parsed.data);
  };
  return (
    <form ref={form} method="post" onSubmit={submit} noValidate className="mt-5 space-y-4">
      {problem && !wrongPassword && !wrongCode ? <ErrorNotice error={problem} /> : null}
      {byPasskey.isError ? <ErrorNotice error={byPasskey.error} /> : null}
      {/* Lets password managers know whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      {ways.password !== 'known' ? (
        <PasswordField
          label="Your password"
          hint={
            ways.password === 'optional'
              ? 'Not needed where your passkey asks for a PIN, a finger or a face.'
              : undefined
          }
          autoComplete="current-password"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={wrongPassword}
        />
      ) : null}
      {ways.asksCode ? (
        <TextField
          label="Code of your app"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={incomplete ?? wrongCode}
        />
      ) : null}
      <div className="flex flex-col gap-2 sm:flex-row">
        <SubmitButton
          pending={byPassword.isPending}
          pendingLabel={ways.confirmsBy === 'passkey' ? 'Waiting for your device…' : 'Checking…'}
          disabled={ways.password === 'needed' && password === ''}
        >
          {ways.confirmsBy === 'passkey' ? 'Confirm with a passkey' : 'Confirm'}
        </SubmitButton>
        {ways.offersPasskey ? (
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
  );
}
