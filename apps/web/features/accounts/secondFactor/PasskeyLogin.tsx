'use client';

import type { SignedInReply } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { asApiError, readMessage } from '@/lib/apiError';
import { usePasskeySupport } from './passkeys';
import { logInWithPasskey } from './secondFactorApi';

/** Logs in with a passkey alone. Hidden where the browser does not support passkeys. */
export function PasskeyLogin({ onSignedIn }: { onSignedIn: (reply: SignedInReply) => void }) {
  const supported = usePasskeySupport();
  const logIn = useMutation({ mutationFn: logInWithPasskey, onSuccess: onSignedIn });
  if (!supported) return null;
  return (
    <div className="mt-4">
      <Button
        size="lg"
        className="w-full"
        pending={logIn.isPending || logIn.isSuccess}
        pendingLabel="Waiting for your device…"
        onClick={() => logIn.mutate()}
      >
        <KeyRound aria-hidden="true" />
        Use a passkey instead
      </Button>
      {logIn.isError ? (
        <p role="alert" className="mt-2 text-bad-ink text-sm">
          {readMessage(asApiError(logIn.error))}
        </p>
      ) : null}
    </div>
  );
}
