'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { accountEndpoints, handOverAccountRequest, isolated, type MemberDto } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { PasswordField, SelectField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { api } from '@/lib/api';
import type { ApiError } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';
import { renewSession } from '@/lib/session';
import { formProblem } from '../formProblem';
import { ProofDismissed, useProof } from '../secondFactor/useProof';

/** Gives the account to a colleague. Behind a button, because nobody can undo it for themselves. */
export function HandOverSection({ others }: { others: readonly MemberDto[] }) {
  const [open, setOpen] = useState(false);
  if (others.length === 0) return null;
  return (
    <Card aria-labelledby="hand-over-account-title">
      <CardHeader
        id="hand-over-account-title"
        title="Hand the account over"
        description="A colleague becomes an owner, and you become support staff. Only an owner can make you one again."
      />
      <CardBody>
        {open ? (
          <HandOverForm others={others} onClose={() => setOpen(false)} />
        ) : (
          <Button onClick={() => setOpen(true)}>Hand over…</Button>
        )}
      </CardBody>
    </Card>
  );
}

function HandOverForm({ others, onClose }: { others: readonly MemberDto[]; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const proof = useProof();
  const form = useForm({
    resolver: zodResolver(handOverAccountRequest),
    defaultValues: { userId: others[0]?.userId ?? '', currentPassword: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    setProblem(null);
    try {
      await proof.run(() => api.call(accountEndpoints.handOver, { body: input }), input.currentPassword);
      toast.success('The account was handed over. You are support staff now.');
      onClose();
      await renewSession();
      await queryClient.invalidateQueries({ queryKey: queryKeys.members });
    } catch (thrown) {
      if (thrown instanceof ProofDismissed) return;
      const refused = formProblem(thrown, { wrong_password: 'currentPassword' });
      if (refused.field === null) setProblem(refused.error);
      else form.setError(refused.field, { message: refused.message }, { shouldFocus: true });
    }
  });
  return (
    <>
      <form method="post" onSubmit={submit} noValidate className="max-w-md space-y-5">
        {problem ? <ErrorNotice error={problem} title="The account was not handed over" /> : null}
        <SelectField label="New owner" error={errors.userId?.message} {...form.register('userId')}>
          {others.map(({ userId, name, email }) => (
            <option key={userId} value={userId}>
              {isolated(name)} ({isolated(email)})
            </option>
          ))}
        </SelectField>
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          error={errors.currentPassword?.message}
          {...form.register('currentPassword')}
        />
        <div className="flex flex-wrap gap-2">
          <SubmitButton pending={isSubmitting} pendingLabel="Handing over…">
            Hand the account over
          </SubmitButton>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
      {proof.dialog}
    </>
  );
}
