'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { acceptInvitationRequest, type InvitationReply, invitationEndpoints } from '@switchboard/contracts';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { PasswordField, TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { publicApi } from '@/lib/api';
import type { ApiError } from '@/lib/apiError';
import { signIn } from '@/lib/session';
import { toDay } from '@/lib/time';
import { formProblem } from './formProblem';
import { passwordHint } from './passwordHint';
import { roleWords } from './roleWords';

export function JoinForm({ token, invitation }: { token: string; invitation: InvitationReply }) {
  const router = useRouter();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const form = useForm({
    resolver: zodResolver(acceptInvitationRequest),
    defaultValues: { token, ...(invitation.email === null ? {} : { email: invitation.email }) },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      signIn(await publicApi.call(invitationEndpoints.accept, { body: input }));
      router.replace('/dashboard');
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
      <h1 className="font-semibold text-[1.75rem] text-ink leading-tight">
        Join <Foreign text={invitation.accountName} />
      </h1>
      <p className="mt-2 text-muted">
        {invitation.invitedBy} invited you as <strong className="text-ink">{roleWords[invitation.role].name}</strong>:{' '}
        {roleWords[invitation.role].can} The invitation is good until {toDay(invitation.expiresAt)}.
      </p>
      <form method="post" onSubmit={submit} noValidate className="mt-8 space-y-5">
        {problem ? <ErrorNotice error={problem} /> : null}
        <TextField label="Your name" autoComplete="name" error={errors.name?.message} {...form.register('name')} />
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
        <SubmitButton size="lg" className="w-full" pending={isSubmitting || isSubmitSuccessful} pendingLabel="Joining…">
          Join the team
        </SubmitButton>
      </form>
    </>
  );
}
