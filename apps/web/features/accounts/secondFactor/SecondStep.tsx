'use client';

import {
  type FactorMethods,
  recoveryCode,
  type SecondStepReply,
  type SignedInReply,
  totpCode,
} from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { asApiError, readMessage } from '@/lib/apiError';
import { usePasskeySupport } from './passkeys';
import { finishSecondStep, finishWithPasskey } from './secondFactorApi';

interface SecondStepProps {
  step: SecondStepReply;
  onSignedIn: (reply: SignedInReply) => void;
  /** Returns to the password: `asked` by the person, or because the step is `over`. */
  onOver: (why: 'asked' | 'over') => void;
}

type Way = keyof FactorMethods;
const waysInOrder: readonly Way[] = ['passkey', 'totp', 'recovery'];
const words: Record<Way, { choose: string; text: string }> = {
  passkey: {
    choose: 'Use a passkey',
    text: 'Confirm with the passkey that you set up: a finger, a face, a PIN or a key.',
  },
  totp: { choose: 'Use a code of your app', text: 'Enter the code that your authenticator app shows for Switchboard.' },
  recovery: { choose: 'Use a recovery code', text: 'Enter one of the codes that you kept. Each works once.' },
};

export function SecondStep({ step, onSignedIn, onOver }: SecondStepProps) {
  const supported = usePasskeySupport();
  const ways = waysInOrder.filter((way) => step.methods[way] && (way !== 'passkey' || supported));
  const [chosen, setChosen] = useState<Way | null>(null);
  const way = chosen ?? ways[0] ?? 'recovery';
  const ended = (thrown: unknown) => {
    if (asApiError(thrown).code === 'second_step_over') onOver('over');
  };
  return (
    <>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">One more step</h1>
      <p className="mt-2 text-muted">{words[way].text}</p>
      <div className="mt-8">
        {way === 'passkey' ? (
          <PasskeyWay challenge={step.challenge} onSignedIn={onSignedIn} onError={ended} />
        ) : (
          <CodeWay key={way} way={way} challenge={step.challenge} onSignedIn={onSignedIn} onError={ended} />
        )}
      </div>
      <ul aria-label="Other ways" className="mt-8 space-y-3 text-sm">
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <li key={other}>
              <Button variant="link" size="inline" onClick={() => setChosen(other)}>
                {words[other].choose}
              </Button>
            </li>
          ))}
        <li>
          <Button variant="link" size="inline" onClick={() => onOver('asked')}>
            Start over
          </Button>
        </li>
      </ul>
      <p className="mt-6 text-muted text-sm">
        Nothing of these at hand? Ask an owner of your account to have whoever runs this Switchboard reset it.
      </p>
    </>
  );
}

interface WayProps {
  challenge: string;
  onSignedIn: (reply: SignedInReply) => void;
  onError: (thrown: unknown) => void;
}

function PasskeyWay({ challenge, onSignedIn, onError }: WayProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const finish = useMutation({ mutationFn: () => finishWithPasskey(challenge), onSuccess: onSignedIn, onError });
  return (
    <div className="space-y-5">
      {finish.isError ? <ErrorNotice error={finish.error} /> : null}
      <Button
        ref={button}
        variant="primary"
        size="lg"
        className="w-full"
        pending={finish.isPending || finish.isSuccess}
        pendingLabel="Waiting for your device…"
        onClick={() => finish.mutate()}
      >
        Confirm with a passkey
      </Button>
    </div>
  );
}

const fields = {
  totp: { label: 'Code', schema: totpCode, inputMode: 'numeric', autoComplete: 'one-time-code', maxLength: 7 },
  recovery: { label: 'Recovery code', schema: recoveryCode, inputMode: 'text', autoComplete: 'off', maxLength: 40 },
} as const;

function CodeWay({ way, challenge, onSignedIn, onError }: WayProps & { way: 'totp' | 'recovery' }) {
  const { label, schema, inputMode, autoComplete, maxLength } = fields[way];
  const field = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  const [incomplete, setIncomplete] = useState<string | null>(null);
  useEffect(() => field.current?.focus(), []);
  const finish = useMutation({
    mutationFn: (given: string) => finishSecondStep(challenge, { kind: way, code: given }),
    onSuccess: onSignedIn,
    onError: (thrown) => {
      onError(thrown);
      field.current?.select();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    finish.reset();
    const parsed = schema.safeParse(code);
    setIncomplete(parsed.success ? null : (parsed.error.issues[0]?.message ?? null));
    if (parsed.success) finish.mutate(parsed.data);
    else field.current?.focus();
  };
  const problem = finish.isError ? asApiError(finish.error) : null;
  const atField = problem?.code === 'factor_code_wrong' || problem?.code === 'recovery_code_wrong';
  return (
    <form method="post" onSubmit={submit} noValidate className="space-y-5">
      {problem && !atField ? <ErrorNotice error={problem} /> : null}
      <TextField
        ref={field}
        label={label}
        inputMode={inputMode}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={maxLength}
        className="num h-12 text-lg tracking-[0.12em]"
        value={code}
        onChange={(event) => setCode(event.target.value)}
        error={incomplete ?? (problem && atField ? readMessage(problem) : undefined)}
      />
      <SubmitButton
        size="lg"
        className="w-full"
        pending={finish.isPending || finish.isSuccess}
        pendingLabel="Checking…"
      >
        Log in
      </SubmitButton>
    </form>
  );
}
