'use client';

import { accountEndpoints, isolated, type MemberDto, type Role } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { api } from '@/lib/api';
import { asApiError, readMessage } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';
import { useMay, useSignedIn } from '@/lib/useSession';
import { InviteSection } from './InviteSection';
import { MemberRow } from './MemberRow';
import { roleWords } from './roleWords';
import { HandOverSection } from './team/HandOverSection';

export function TeamSection() {
  const me = useSignedIn();
  const mayChangeRole = useMay('team.changeRole');
  const mayRemove = useMay('team.remove');
  const mayInvite = useMay('team.invite');
  const mayHandOver = useMay('account.handOver');
  const queryClient = useQueryClient();
  const members = useQuery({
    queryKey: queryKeys.members,
    queryFn: ({ signal }) => api.call(accountEndpoints.members, {}, { signal }),
  });
  const removal = useMutation({
    mutationFn: ({ userId }: { userId: string; name: string }) =>
      api.call(accountEndpoints.removeMember, { params: { userId } }),
    onSuccess: (_reply, { name }) => toast.success(`${name} was removed from the team`),
    onError: (error) => toast.error(readMessage(asApiError(error))),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.members }),
  });
  const roleChange = useMutation({
    mutationFn: ({ member, role }: { member: MemberDto; role: Role }) =>
      api.call(accountEndpoints.changeRole, { params: { userId: member.userId }, body: { role } }),
    onSuccess: (_reply, { member, role }) => toast.success(`${isolated(member.name)}: ${roleWords[role].name}`),
    onError: (error) => toast.error(readMessage(asApiError(error))),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.members }),
  });

  return (
    <>
      <Card aria-labelledby="team-title">
        <CardHeader id="team-title" title="Team" description="Who can see and work with this account’s numbers." />
        <CardBody>
          {members.isError ? (
            <ErrorNotice
              error={members.error}
              title="The team could not be loaded"
              onRetry={() => members.refetch()}
              retrying={members.isFetching}
            />
          ) : members.data ? (
            <ul className="divide-y divide-line">
              {members.data.members.map((member) => (
                <MemberRow
                  key={member.userId}
                  member={member}
                  isMe={member.userId === me?.user.userId}
                  mayChangeRole={mayChangeRole && member.userId !== me?.user.userId}
                  mayRemove={mayRemove && member.userId !== me?.user.userId}
                  changing={roleChange.isPending && roleChange.variables.member.userId === member.userId}
                  onRole={(role) => roleChange.mutate({ member, role })}
                  removing={removal.isPending && removal.variables.userId === member.userId}
                  onRemove={() => removal.mutate({ userId: member.userId, name: member.name })}
                />
              ))}
            </ul>
          ) : (
            <div role="status" className="space-y-4">
              <span className="sr-only">Loading the team</span>
              <Skeleton className="h-10 w-full" />
              <Skeleton className="h-10 w-full" />
            </div>
          )}
        </CardBody>
      </Card>
      {mayInvite ? (
        <InviteSection />
      ) : (
        <p className="px-1 text-muted text-sm">Only an owner can invite or remove people.</p>
      )}
      {mayHandOver ? (
        <HandOverSection others={members.data?.members.filter(({ userId }) => userId !== me?.user.userId) ?? []} />
      ) : null}
    </>
  );
}
