'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { authEndpoints, changeEmailRequest } from '@switchboard/contracts';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { PasswordField, TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { api } from '@/lib/api';
import type { ApiError } from '@/lib/apiError';
import { updateSession } from '@/lib/session';
import { useSignedIn } from '@/lib/useSession';
import { formProblem } from './formProblem';
import { ProofDismissed, useProof } from './secondFactor/useProof';

const empty = { email: '', currentPassword: '' };

/** The address one logs in with, and changing it. */
export function EmailSection() {
  const user = useSignedIn()?.user;
  const [problem, setProblem] = useState<ApiError | null>(null);
  const proof = useProof();
  const form = useForm({ resolver: zodResolver(changeEmailRequest), defaultValues: empty });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      await proof.run(() => api.call(authEndpoints.changeEmail, { body: input }), input.currentPassword);
      form.reset(empty);
      const me = await api.call(authEndpoints.me);
      updateSession(me);
      if (me.user.newEmail) toast.success('Look into the new mailbox: a link is on its way');
      else toast.success('Your address stays as it is');
    } catch (thrown) {
      if (thrown instanceof ProofDismissed) return;
      const refused = formProblem(thrown, { wrong_password: 'currentPassword', email_taken: 'email' });
      if (refused.field === null) setProblem(refused.error);
      else form.setError(refused.field, { message: refused.message }, { shouldFocus: true });
    }
  });
  if (!user) return null;
  return (
    <Card aria-labelledby="email-title">
      <CardHeader
        id="email-title"
        title="E-mail"
        description="You log in with it, and get back in by it. A new one counts when you open the link sent there."
        action={
          <Badge tone={user.emailConfirmed ? 'good' : 'warn'}>
            {user.emailConfirmed ? 'Confirmed' : 'Not confirmed'}
          </Badge>
        }
      />
      <CardBody>
        <p className="mb-5 text-ink text-sm [overflow-wrap:anywhere]">
          <Foreign text={user.email} />
          {user.newEmail ? (
            <span className="block text-muted">
              Waits to be confirmed: <Foreign text={user.newEmail} />
            </span>
          ) : null}
        </p>
        <form method="post" onSubmit={submit} noValidate className="max-w-md space-y-5">
          {problem ? <ErrorNotice error={problem} title="Your e-mail was not changed" /> : null}
          <TextField
            label="New e-mail"
            type="email"
            autoComplete="email"
            inputMode="email"
            error={errors.email?.message}
            {...form.register('email')}
          />
          <PasswordField
            label="Your password"
            autoComplete="current-password"
            error={errors.currentPassword?.message}
            {...form.register('currentPassword')}
          />
          <SubmitButton pending={isSubmitting} pendingLabel="Sending a link…">
            Change e-mail
          </SubmitButton>
        </form>
      </CardBody>
      {proof.dialog}
    </Card>
  );
}
