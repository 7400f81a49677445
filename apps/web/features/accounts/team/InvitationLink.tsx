'use client';

import type { CreateInvitationReply } from '@switchboard/contracts';
import { useId } from 'react';
import { Foreign } from '@/components/Foreign';
import { CopyButton } from '@/components/ui/CopyButton';
import { toDay } from '@/lib/time';
import { roleWords } from '../roleWords';

export function InvitationLink({ made }: { made: Omit<CreateInvitationReply, 'success'> }) {
  const id = useId();
  const { url, role, email, expiresAt } = made;
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
        <CopyButton value={url} what="invitation link" label="Copy link" variant="outline" size="md" />
      </div>
      <p className="mt-2 text-muted text-sm [overflow-wrap:anywhere]">
        {email ? (
          <>
            It is on its way to <Foreign text={email} className="text-ink" />.{' '}
          </>
        ) : (
          'Shown only now, so copy it. '
        )}
        Good until {toDay(expiresAt)}. Whoever has the link can join.
      </p>
    </div>
  );
}
