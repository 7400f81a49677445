'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { authEndpoints, signupRequest } from '@switchboard/contracts';
import Link from 'next/link';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { PasswordField, TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { publicApi } from '@/lib/api';
import type { ApiError } from '@/lib/apiError';
import { formProblem } from './formProblem';
import { passwordHint } from './passwordHint';
import { useEnter } from './useEnter';

export function SignupForm({ next }: { next: string }) {
  const enter = useEnter(next);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const form = useForm({ resolver: zodResolver(signupRequest) });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      enter(await publicApi.call(authEndpoints.signUp, { body: input }));
    } catch (thrown) {
      const refused = formProblem(thrown, { email_taken: 'email', weak_password: 'password' });
      if (refused.field === null) {
        setProblem(refused.error);
        form.setError('root', {});
      } else form.setError(refused.field, { message: refused.message }, { shouldFocus: true });
    }
  });

  return (
    <>
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">Create your account</h1>
      <p className="mt-2 text-muted">
        Have one already?{' '}
        <Button asChild variant="link" size="inline">
          <Link href="/login">Log in</Link>
        </Button>
      </p>
      <form method="post" onSubmit={submit} noValidate className="mt-8 space-y-5">
        {problem ? <ErrorNotice error={problem} /> : null}
        <TextField label="Your name" autoComplete="name" error={errors.name?.message} {...form.register('name')} />
        <TextField
          label="Business name"
          autoComplete="organization"
          error={errors.accountName?.message}
          {...form.register('accountName')}
        />
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
          autoComplete="new-password"
          hint={passwordHint}
          error={errors.password?.message}
          {...form.register('password')}
        />
        <SubmitButton
          size="lg"
          className="w-full"
          pending={isSubmitting || isSubmitSuccessful}
          pendingLabel="Creating your account…"
        >
          Create account
        </SubmitButton>
      </form>
    </>
  );
}
