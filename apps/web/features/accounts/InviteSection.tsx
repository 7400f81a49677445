'use client';

import { createInvitationReply, type Role, roles } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { CopyButton } from '@/components/ui/CopyButton';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { api } from '@/lib/api';
import { dayOf } from '@/lib/time';
import { roleWords } from './roleWords';

/** Makes a link that lets one person join the team. */
export function InviteSection() {
  const name = useId();
  const [role, setRole] = useState<Role>('support');
  const invitation = useMutation({
    mutationFn: () => api.post('/account/invitations', createInvitationReply, { role }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invitation.mutate();
  };
  return (
    <Card aria-labelledby="invite-title">
      <CardHeader
        id="invite-title"
        title="Invite a colleague"
        description="You get a link to hand over. It works once, within seven days."
      />
      <CardBody>
        <form method="post" onSubmit={submit} className="space-y-5">
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
          <SubmitButton pending={invitation.isPending} pendingLabel="Making a link…">
            Create invitation link
          </SubmitButton>
        </form>
        {invitation.data ? (
          <InvitationLink url={invitation.data.url} role={invitation.data.role} expiresAt={invitation.data.expiresAt} />
        ) : null}
      </CardBody>
    </Card>
  );
}

function InvitationLink({ url, role, expiresAt }: { url: string; role: Role; expiresAt: string }) {
  const id = useId();
  return (
    <div role="status" className="mt-5 rounded-control border border-accent/30 bg-accent-soft/60 p-4">
      <label htmlFor={id} className="font-medium text-ink text-sm">
        Invitation link, role {roleWords[role].name}
      </label>
      <div className="mt-2 flex flex-col gap-2 sm:flex-row">
        <input
          id={id}
          value={url}
          readOnly
          onFocus={(event) => event.target.select()}
          className="num h-10 w-full min-w-0 rounded-control border border-field/70 bg-surface px-3 text-ink text-sm"
        />
        <CopyButton value={url} what="invitation link" label="Copy link" look="outline" size="md" />
      </div>
      <p className="mt-2 text-muted text-sm">
        Shown only now, so copy it. Good until {dayOf(expiresAt)}. Whoever has the link can join.
      </p>
    </div>
  );
}
