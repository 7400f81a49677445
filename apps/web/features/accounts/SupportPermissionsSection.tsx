'use client';

import { type AccountPermissions, accountEndpoints } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { Switch } from '@/components/ui/Switch';
import { api } from '@/lib/api';
import { asApiError, readMessage } from '@/lib/apiError';
import { queryKeys } from '@/lib/queryClient';

const rows: { name: keyof AccountPermissions; label: string; hint: string }[] = [
  {
    name: 'supportMayHandOver',
    label: 'Make links to connect on another device',
    hint: 'Whoever opens such a link can connect a number to this account.',
  },
  {
    name: 'supportMayRevoke',
    label: 'Remove Switchboard’s access at Meta',
    hint: 'It cannot be undone: coming back needs a new login.',
  },
];

export function SupportPermissionsSection() {
  const queryClient = useQueryClient();
  const permissions = useQuery({
    queryKey: queryKeys.permissions,
    queryFn: async ({ signal }) => (await api.call(accountEndpoints.permissions, {}, { signal })).permissions,
  });
  const change = useMutation({
    mutationFn: async (next: Partial<AccountPermissions>) =>
      (await api.call(accountEndpoints.changePermissions, { body: next })).permissions,
    onSuccess: (next) => {
      queryClient.setQueryData(queryKeys.permissions, next);
      toast.success('Saved');
    },
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  return (
    <Card aria-labelledby="support-title">
      <CardHeader
        id="support-title"
        title="What support may do"
        description="Support staff see every number, and may reconnect, pause and disconnect them."
      />
      <CardBody className="max-w-xl">
        {permissions.isError ? (
          <ErrorNotice
            error={permissions.error}
            title="What support may do could not be loaded"
            onRetry={() => permissions.refetch()}
            retrying={permissions.isFetching}
          />
        ) : permissions.data ? (
          <div className="space-y-5">
            {rows.map(({ name, label, hint }) => (
              <Switch
                key={name}
                label={label}
                hint={hint}
                // A switch shows its new state at once, and the old one again when the API refused it.
                checked={change.isPending ? (change.variables[name] ?? permissions.data[name]) : permissions.data[name]}
                disabled={change.isPending}
                onChange={(on) => change.mutate({ [name]: on })}
              />
            ))}
          </div>
        ) : (
          <div role="status" className="space-y-4">
            <span className="sr-only">Loading what support may do</span>
            <Skeleton className="h-10 w-full" />
            <Skeleton className="h-10 w-full" />
          </div>
        )}
      </CardBody>
    </Card>
  );
}
