'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { authEndpoints, type ErrorCode, resetPasswordRequest } from '@switchboard/contracts';
import Link from 'next/link';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { PasswordField } from '@/components/ui/Field';
import { Skeleton } from '@/components/ui/Skeleton';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { publicApi } from '@/lib/api';
import { type ApiError, findEnding } from '@/lib/apiError';
import { sessionEnded } from '@/lib/session';
import { useFragment } from '@/lib/useFragment';
import { formProblem } from '../formProblem';
import { passwordHint } from '../passwordHint';
import { forgetFragment, isLinkToken } from './linkToken';
import { WelcomeMessage } from './WelcomeMessage';

const linkCodes: readonly string[] = ['link_invalid', 'link_used', 'link_expired'] satisfies ErrorCode[];

export function ResetPasswordScreen() {
  const token = useFragment();
  // Another link in the same tab changes only what stands behind the `#`.
  const [dead, setDead] = useState<{ token: string; code: ErrorCode } | null>(null);
  const [doneWith, setDoneWith] = useState<string | null>(null);

  if (doneWith !== null && (token === '' || token === doneWith)) {
    return (
      <WelcomeMessage
        role="status"
        title="Your password was changed"
        actions={
          <Button asChild variant="primary">
            <Link href="/login">Log in</Link>
          </Button>
        }
      >
        <p>You are signed out everywhere. Log in with the new one.</p>
      </WelcomeMessage>
    );
  }
  if (token === null) return <Skeleton className="h-9 w-64" />;
  if (!isLinkToken(token)) return <DeadLink code="link_invalid" />;
  if (dead?.token === token) return <DeadLink code={dead.code} />;
  const finished = () => {
    forgetFragment();
    setDoneWith(token);
    sessionEnded();
  };
  return <ResetPasswordForm key={token} token={token} onDone={finished} onDead={(code) => setDead({ token, code })} />;
}

function DeadLink({ code }: { code: ErrorCode }) {
  const { title, message } = findEnding(code);
  return (
    <WelcomeMessage
      role="alert"
      title={title}
      actions={
        <>
          <Button asChild variant="primary">
            <Link href="/forgot-password">Send me a new link</Link>
          </Button>
          <Button asChild>
            <Link href="/login">Log in</Link>
          </Button>
        </>
      }
    >
      <p>{message}</p>
    </WelcomeMessage>
  );
}

interface ResetPasswordFormProps {
  token: string;
  onDone: () => void;
  onDead: (code: ErrorCode) => void;
}

function ResetPasswordForm({ token, onDone, onDead }: ResetPasswordFormProps) {
  const [problem, setProblem] = useState<ApiError | null>(null);
  const form = useForm({ resolver: zodResolver(resetPasswordRequest), defaultValues: { token, newPassword: '' } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      await publicApi.call(authEndpoints.resetPassword, { body: input });
      onDone();
    } catch (thrown) {
      const refused = formProblem(thrown, { weak_password: 'newPassword' });
      if (refused.field !== null) form.setError(refused.field, { message: refused.message }, { shouldFocus: true });
      else if (linkCodes.includes(refused.error.code)) onDead(refused.error.code as ErrorCode);
      else setProblem(refused.error);
    }
  });

  return (
    <>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">Choose a new password</h1>
      <p className="mt-2 text-muted">It signs you out everywhere, on this device too.</p>
      <form method="post" onSubmit={submit} noValidate className="mt-8 space-y-5">
        {problem ? <ErrorNotice error={problem} title="Your password was not changed" /> : null}
        <PasswordField
          label="New password"
          autoComplete="new-password"
          hint={passwordHint}
          error={errors.newPassword?.message}
          {...form.register('newPassword')}
        />
        <SubmitButton size="lg" className="w-full" pending={isSubmitting} pendingLabel="Saving…">
          Save new password
        </SubmitButton>
      </form>
    </>
  );
}
