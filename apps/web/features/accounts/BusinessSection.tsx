'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { accountEndpoints, updateAccountRequest } from '@switchboard/contracts';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { CopyButton } from '@/components/ui/CopyButton';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { api } from '@/lib/api';
import { type ApiError, asApiError } from '@/lib/apiError';
import { updateSession } from '@/lib/session';
import { useMay, useSignedIn } from '@/lib/useSession';

export function BusinessSection() {
  const account = useSignedIn()?.account;
  const mayRename = useMay('account.rename');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const form = useForm({ resolver: zodResolver(updateAccountRequest), values: { name: account?.name ?? '' } });
  const { errors, isSubmitting, isDirty } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      updateSession(await api.call(accountEndpoints.rename, { body: input }));
      toast.success('The business name was saved');
    } catch (thrown) {
      setProblem(asApiError(thrown));
    }
  });
  return (
    <Card aria-labelledby="business-title">
      <CardHeader
        id="business-title"
        title="Business"
        description="The name of this account in Switchboard. What customers see is set at Meta, for each number."
      />
      <CardBody>
        <form method="post" onSubmit={submit} noValidate className="max-w-md space-y-5">
          {problem ? <ErrorNotice error={problem} title="The name was not saved" /> : null}
          <TextField
            label="Business name"
            autoComplete="organization"
            readOnly={!mayRename}
            hint={mayRename ? undefined : 'Only an owner can change it.'}
            error={errors.name?.message}
            {...form.register('name')}
          />
          {mayRename ? (
            <SubmitButton pending={isSubmitting} pendingLabel="Saving…" disabled={!isDirty}>
              Save business name
            </SubmitButton>
          ) : null}
        </form>
        {account ? (
          <p className="mt-6 flex items-center gap-1 border-line border-t pt-4 text-muted text-sm">
            Account ID <span className="num ml-1 break-all text-ink">{account.accountId}</span>
            <CopyButton value={account.accountId} what="account ID" />
          </p>
        ) : null}
      </CardBody>
    </Card>
  );
}
