'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { authEndpoints, loginRequest, type SecondStepReply } from '@switchboard/contracts';
import Link from 'next/link';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { PasswordField, TextField } from '@/components/ui/Field';
import { Notice } from '@/components/ui/Notice';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { publicApi } from '@/lib/api';
import { ApiError } from '@/lib/apiError';
import { HOME_PATH } from '@/lib/safeNextPath';
import { useSession } from '@/lib/useSession';
import { formProblem } from './formProblem';
import { PasskeyLogin } from './secondFactor/PasskeyLogin';
import { SecondStep } from './secondFactor/SecondStep';
import { useEnter } from './useEnter';

export function LoginForm({ next }: { next: string }) {
  const enter = useEnter(next);
  const session = useSession();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [step, setStep] = useState<SecondStepReply | null>(null);
  const form = useForm({ resolver: zodResolver(loginRequest) });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      const reply = await publicApi.call(authEndpoints.logIn, { body: input });
      if ('step' in reply) setStep(reply);
      else enter(reply);
    } catch (thrown) {
      const refused = formProblem(thrown, { invalid_credentials: 'password' });
      if (refused.field === null) {
        setProblem(refused.error);
        form.setError('root', {});
      } else form.setError('password', { message: refused.message }, { shouldFocus: true });
    }
  });

  const startOver = (why: 'asked' | 'over') => {
    setStep(null);
    form.reset({ email: form.getValues('email'), password: '' });
    setProblem(why === 'over' ? new ApiError({ code: 'second_step_over' }) : null);
  };
  if (step) return <SecondStep step={step} onSignedIn={enter} onOver={startOver} />;

  const ended = session.status === 'signed_out' && session.why === 'ended';
  return (
    <>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">Log in</h1>
      <p className="mt-2 text-muted">
        New to Switchboard?{' '}
        <Button asChild variant="link" size="inline">
          <Link href="/signup">Create an account</Link>
        </Button>
      </p>
      <form method="post" onSubmit={submit} noValidate className="mt-8 space-y-5">
        {ended ? (
          <Notice tone="info" role="status" title="You are signed out">
            <p>Your session has ended. Log in again to go on{next === HOME_PATH ? '' : ' where you were'}.</p>
          </Notice>
        ) : null}
        {problem ? <ErrorNotice error={problem} /> : null}
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          inputMode="email"
          error={errors.email?.message}
          {...form.register('email')}
        />
        <PasswordField
          label="Password"
          autoComplete="current-password"
          error={errors.password?.message}
          {...form.register('password')}
        />
        <p className="text-sm">
          <Button asChild variant="link" size="inline">
            <Link href="/forgot-password">Forgot your password?</Link>
          </Button>
        </p>
        <SubmitButton
          size="lg"
          className="w-full"
          pending={isSubmitting || isSubmitSuccessful}
          pendingLabel="Logging in…"
        >
          Log in
        </SubmitButton>
      </form>
      <PasskeyLogin onSignedIn={enter} />
    </>
  );
}
