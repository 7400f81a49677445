'use client';

import { accountEndpoints, createInvitationRequest, type Role, roles } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { api } from '@/lib/api';
import { queryKeys } from '@/lib/queryClient';
import { roleWords } from './roleWords';
import { InvitationLink } from './team/InvitationLink';
import { InvitationList, useInvitations } from './team/InvitationList';

/** Makes a link that lets one person join the team, sends it where an address is given, and lists what is open. */
export function InviteSection() {
  const name = useId();
  const queryClient = useQueryClient();
  const [role, setRole] = useState<Role>('support');
  const [email, setEmail] = useState('');
  const [emailProblem, setEmailProblem] = useState<string | null>(null);
  const emailWorks = useInvitations().data?.emailWorks ?? false;
  const invitation = useMutation({
    mutationFn: (asked: { role: Role; email?: string | undefined }) =>
      api.call(accountEndpoints.invite, { body: asked }),
    onSuccess: () => setEmail(''),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.invitations }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = createInvitationRequest.safeParse({ role, ...(email.trim() === '' ? {} : { email }) });
    setEmailProblem(asked.success ? null : (asked.error.issues[0]?.message ?? 'Enter an e-mail address'));
    if (asked.success) invitation.mutate(asked.data);
  };
  const byMail = email.trim() !== '';
  return (
    <Card aria-labelledby="invite-title">
      <CardHeader
        id="invite-title"
        title="Invite a colleague"
        description="They get a link by e-mail, or you hand it over. It works once, within seven days."
      />
      <CardBody>
        <form method="post" onSubmit={submit} noValidate className="space-y-5">
          {invitation.isError ? <ErrorNotice error={invitation.error} title="No link was made" /> : null}
          <fieldset>
            <legend className="mb-2 font-medium text-ink text-sm">Role</legend>
            <div className="grid gap-3 sm:grid-cols-2">
              {roles.map((value) => (
                <label
                  key={value}
                  className="flex cursor-pointer gap-3 rounded-control border border-line p-3.5 transition-colors hover:border-field has-checked:border-accent has-checked:bg-accent-soft/60"
                >
                  <input
                    type="radio"
                    name={name}
                    value={value}
                    checked={role === value}
                    onChange={() => setRole(value)}
                    className="mt-1 size-4 shrink-0 accent-accent"
                  />
                  <span>
                    <span className="block font-medium text-ink text-sm">{roleWords[value].name}</span>
                    <span className="block text-muted text-sm first-letter:uppercase">{roleWords[value].can}</span>
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
          {emailWorks ? (
            <div className="max-w-md">
              <TextField
                label="Their e-mail"
                type="email"
                autoComplete="off"
                inputMode="email"
                hint="Leave it empty to get a link that you hand over yourself."
                error={emailProblem}
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            </div>
          ) : null}
          <SubmitButton pending={invitation.isPending} pendingLabel={byMail ? 'Sending…' : 'Making a link…'}>
            {byMail ? 'Send invitation' : 'Create invitation link'}
          </SubmitButton>
        </form>
        {invitation.data ? <InvitationLink made={invitation.data} /> : null}
        <InvitationList />
      </CardBody>
    </Card>
  );
}
