'use client';

import { type TotpSetupReply, totpCode } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { QRCodeSVG } from 'qrcode.react';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { CopyButton } from '@/components/ui/CopyButton';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { asApiError, readMessage } from '@/lib/apiError';
import { confirmTotp } from './secondFactorApi';

interface TotpDialogProps {
  setup: TotpSetupReply;
  onClose: () => void;
  onConfirmed: (codes: string[] | null) => void;
}

/** Sets up an authenticator app: the secret as a QR code and as text, and a code back. */
export function TotpDialog({ setup, onClose, onConfirmed }: TotpDialogProps) {
  const [code, setCode] = useState('');
  const [incomplete, setIncomplete] = useState<string | null>(null);
  const confirm = useMutation({
    mutationFn: (given: string) => confirmTotp(given),
    onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = totpCode.safeParse(code);
    setIncomplete(parsed.success ? null : (parsed.error.issues[0]?.message ?? null));
    if (parsed.success) confirm.mutate(parsed.data);
  };
  const problem = confirm.isError ? asApiError(confirm.error) : null;
  const wrong = problem?.code === 'factor_code_wrong';
  return (
    <Dialog
      open
      onClose={onClose}
      title="Set up an authenticator app"
      description="Any app that makes six-digit codes will do, or your password manager."
    >
      <form method="post" onSubmit={submit} noValidate>
        <ol className="mt-5 space-y-5 text-sm">
          <li>
            <p className="font-medium text-ink">1. Scan this with the app</p>
            {/* Cameras need dark on light, in the dark theme too. */}
            <div className="mx-auto mt-3 w-fit rounded-card border border-line bg-white p-4">
              <QRCodeSVG value={setup.uri} size={168} marginSize={0} title="QR code for your app" role="img" />
            </div>
            <p className="mt-3 text-muted">
              On this very phone?{' '}
              <Button asChild variant="link" size="inline">
                <a href={setup.uri}>Open it in the app</a>
              </Button>
              , or type this key:
            </p>
            <div className="mt-2 flex items-center gap-2">
              <output aria-label="Key" className="num min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">
                {setup.secret.match(/.{1,4}/g)?.join(' ')}
              </output>
              <CopyButton value={setup.secret} what="key" />
            </div>
          </li>
          <li>
            <p className="mb-3 font-medium text-ink">2. Enter the code that it shows</p>
            {problem && !wrong ? <ErrorNotice error={problem} /> : null}
            <TextField
              label="Code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              className="num text-lg tracking-[0.12em]"
              value={code}
              onChange={(event) => setCode(event.target.value)}
              error={incomplete ?? (problem && wrong ? readMessage(problem) : undefined)}
            />
          </li>
        </ol>
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton pending={confirm.isPending} pendingLabel="Checking…">
            Switch it on
          </SubmitButton>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
