'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { authEndpoints, changePasswordRequest } from '@switchboard/contracts';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { PasswordField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { api } from '@/lib/api';
import type { ApiError } from '@/lib/apiError';
import { useSignedIn } from '@/lib/useSession';
import { formProblem } from './formProblem';
import { passwordHint } from './passwordHint';
import { ProofDismissed, useProof } from './secondFactor/useProof';

const empty = { currentPassword: '', newPassword: '' };

export function PasswordSection() {
  const email = useSignedIn()?.user.email ?? '';
  const [problem, setProblem] = useState<ApiError | null>(null);
  const proof = useProof();
  const form = useForm({ resolver: zodResolver(changePasswordRequest), defaultValues: empty });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      await proof.run(() => api.call(authEndpoints.changePassword, { body: input }), input.currentPassword);
      form.reset(empty);
      toast.success('Your password was changed');
    } catch (thrown) {
      if (thrown instanceof ProofDismissed) return;
      const refused = formProblem(thrown, { wrong_password: 'currentPassword', weak_password: 'newPassword' });
      if (refused.field === null) setProblem(refused.error);
      else form.setError(refused.field, { message: refused.message }, { shouldFocus: true });
    }
  });
  return (
    <Card aria-labelledby="password-title">
      <CardHeader id="password-title" title="Password" description="Changing it signs you out everywhere else." />
      <CardBody>
        <form method="post" onSubmit={submit} noValidate className="max-w-md space-y-5">
          {problem ? <ErrorNotice error={problem} title="Your password was not changed" /> : null}
          {/* Lets password managers know whose password this is. */}
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <PasswordField
            label="Current password"
            autoComplete="current-password"
            error={errors.currentPassword?.message}
            {...form.register('currentPassword')}
          />
          <PasswordField
            label="New password"
            autoComplete="new-password"
            hint={passwordHint}
            error={errors.newPassword?.message}
            {...form.register('newPassword')}
          />
          <SubmitButton pending={isSubmitting} pendingLabel="Changing…">
            Change password
          </SubmitButton>
        </form>
      </CardBody>
      {proof.dialog}
    </Card>
  );
}
