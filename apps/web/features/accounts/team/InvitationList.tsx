'use client';

import { accountEndpoints, type InvitationDto, isolated } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Foreign } from '@/components/Foreign';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { api } from '@/lib/api';
import { asApiError, readMessage } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';
import { toDay } from '@/lib/time';
import { roleWords } from '../roleWords';
import { InvitationLink } from './InvitationLink';

export const useInvitations = () =>
  useQuery({
    queryKey: queryKeys.invitations,
    queryFn: ({ signal }) => api.call(accountEndpoints.invitations, {}, { signal }),
  });

/** Invitations that are open: whom they are for, until when, and what can be done about them. */
export function InvitationList() {
  const queryClient = useQueryClient();
  const invitations = useInvitations();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: queryKeys.invitations });
  const onError = (error: Error) => toast.error(readMessage(asApiError(error)));
  const withdrawal = useMutation({
    mutationFn: ({ invitationId }: InvitationDto) =>
      api.call(accountEndpoints.withdrawInvitation, { params: { invitationId } }),
    onSuccess: () => toast.success('The invitation was withdrawn: its link does not work any more'),
    ...{ onError, onSettled },
  });
  const renewal = useMutation({
    mutationFn: ({ invitationId }: InvitationDto) =>
      api.call(accountEndpoints.inviteAgain, { params: { invitationId } }),
    ...{ onError, onSettled },
  });

  if (invitations.isError) {
    return (
      <ErrorNotice
        error={invitations.error}
        title="The open invitations could not be loaded"
        onRetry={() => invitations.refetch()}
        retrying={invitations.isFetching}
      />
    );
  }
  const open = invitations.data?.invitations ?? [];
  if (open.length === 0) return null;
  return (
    <div className="mt-6 border-line border-t pt-5">
      <h3 className="font-medium text-ink text-sm">Open invitations</h3>
      <ul className="divide-y divide-line">
        {open.map((one) => (
          <li key={one.invitationId} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5 last:pb-0">
            <div className="min-w-0 flex-1 basis-52">
              <p className="truncate font-medium text-ink text-sm">
                {one.email ? <Foreign text={one.email} /> : 'A link that was handed over'}
              </p>
              <p className="text-muted text-sm">
                by <Foreign text={one.invitedBy} />, until {toDay(one.expiresAt)}
              </p>
            </div>
            <Badge tone={roleWords[one.role].tone}>{roleWords[one.role].name}</Badge>
            <div className="flex gap-2">
              <Button
                size="sm"
                pending={renewal.isPending && renewal.variables.invitationId === one.invitationId}
                pendingLabel={one.email ? 'Sending…' : 'Making…'}
                aria-label={one.email ? `Send again to ${isolated(one.email)}` : 'Make a new link'}
                onClick={() => renewal.mutate(one)}
              >
                {one.email ? 'Send again' : 'New link'}
              </Button>
              <Button
                size="sm"
                variant="dangerOutline"
                pending={withdrawal.isPending && withdrawal.variables.invitationId === one.invitationId}
                pendingLabel="Withdrawing…"
                aria-label={one.email ? `Withdraw the invitation of ${isolated(one.email)}` : 'Withdraw this link'}
                onClick={() => withdrawal.mutate(one)}
              >
                Withdraw
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {renewal.data ? <InvitationLink made={renewal.data} /> : null}
    </div>
  );
}
