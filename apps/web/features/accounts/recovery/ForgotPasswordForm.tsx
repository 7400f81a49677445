'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { authEndpoints, forgotPasswordRequest } from '@switchboard/contracts';
import Link from 'next/link';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { publicApi } from '@/lib/api';
import { type ApiError, asApiError } from '@/lib/apiError';
import { WelcomeMessage } from './WelcomeMessage';

export function ForgotPasswordForm() {
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({ resolver: zodResolver(forgotPasswordRequest) });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      await publicApi.call(authEndpoints.forgotPassword, { body: input });
      setSentTo(input.email);
    } catch (thrown) {
      setProblem(asApiError(thrown));
    }
  });

  if (sentTo !== null) {
    return (
      <WelcomeMessage
        role="status"
        title="Look into your mailbox"
        actions={
          <>
            <Button asChild>
              <Link href="/login">Back to the log-in</Link>
            </Button>
            <Button variant="ghost" onClick={() => setSentTo(null)}>
              Use another address
            </Button>
          </>
        }
      >
        <p>
          If somebody has signed up with <Foreign text={sentTo} className="text-ink" />, a link is on its way there. It
          works once, for half an hour.
        </p>
        <p>Nothing there after a few minutes? Look among the spam, and check how the address is written.</p>
      </WelcomeMessage>
    );
  }
  return (
    <>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">Forgot your password?</h1>
      <p className="mt-2 text-muted">
        You get a link by e-mail to choose a new one.{' '}
        <Button asChild variant="link" size="inline">
          <Link href="/login">Back to the log-in</Link>
        </Button>
      </p>
      <form method="post" onSubmit={submit} noValidate className="mt-8 space-y-5">
        {problem ? <ErrorNotice error={problem} /> : null}
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          inputMode="email"
          error={errors.email?.message}
          {...form.register('email')}
        />
        <SubmitButton size="lg" className="w-full" pending={isSubmitting} pendingLabel="Sending…">
          Send me a link
        </SubmitButton>
      </form>
    </>
  );
}
