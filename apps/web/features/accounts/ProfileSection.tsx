'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { authEndpoints, updateProfileRequest } from '@switchboard/contracts';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { api } from '@/lib/api';
import { type ApiError, asApiError } from '@/lib/apiError';
import { updateSession } from '@/lib/session';
import { useSignedIn } from '@/lib/useSession';

export function ProfileSection() {
  const user = useSignedIn()?.user;
  const [problem, setProblem] = useState<ApiError | null>(null);
  const form = useForm({ resolver: zodResolver(updateProfileRequest), values: { name: user?.name ?? '' } });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      updateSession(await api.call(authEndpoints.updateProfile, { body: input }));
      toast.success('Your name was saved');
    } catch (thrown) {
      setProblem(asApiError(thrown));
    }
  });
  return (
    <Card aria-labelledby="profile-title">
      <CardHeader id="profile-title" title="Profile" description="How your colleagues see you." />
      <CardBody>
        <form method="post" onSubmit={submit} noValidate className="max-w-md space-y-5">
          {problem ? <ErrorNotice error={problem} title="Your name was not saved" /> : null}
          <TextField label="Name" autoComplete="name" error={errors.name?.message} {...form.register('name')} />
          <SubmitButton pending={isSubmitting} pendingLabel="Saving…" disabled={!isDirty}>
            Save name
          </SubmitButton>
        </form>
      </CardBody>
    </Card>
  );
}
