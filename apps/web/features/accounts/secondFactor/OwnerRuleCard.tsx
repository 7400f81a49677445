'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Skeleton } from '@/components/ui/Skeleton';
import { Switch } from '@/components/ui/Switch';
import { queryKeys } from '@/lib/queryClient';
import { ActionError } from './ActionError';
import { loadSecurity, setSecurity } from './secondFactorApi';
import { useProof } from './useProof';

export function OwnerRuleCard() {
  const queryClient = useQueryClient();
  const proof = useProof();
  const security = useQuery({ queryKey: queryKeys.security, queryFn: ({ signal }) => loadSecurity(signal) });
  const change = useMutation({
    mutationFn: (on: boolean) => proof.run(() => setSecurity(on)),
    onSuccess: (next) => {
      queryClient.setQueryData(queryKeys.security, next);
      void queryClient.invalidateQueries({ queryKey: queryKeys.secondFactor });
      toast.success('Saved');
    },
  });
  return (
    <Card aria-labelledby="rule-title">
      <CardHeader
        id="rule-title"
        title="For every owner"
        description="Owners can connect numbers, see the audit log and invite people."
      />
      <CardBody className="max-w-xl">
        <ActionError error={change.error} title="It was not changed" />
        {security.data && security.data.installationAsks !== 'accounts' ? (
          <p className="text-ink text-sm">
            Whoever runs this Switchboard asks{' '}
            {security.data.installationAsks === 'owners' ? 'every owner' : 'everybody'} for a second factor.
          </p>
        ) : security.data ? (
          <Switch
            label="Owners need a second factor"
            hint="Owners without one are signed out, and set one up before anything else when they log in again."
            checked={change.isPending ? change.variables : security.data.ownersNeedSecondFactor}
            disabled={change.isPending}
            onChange={(on) => change.mutate(on)}
          />
        ) : security.isError ? (
          <ErrorNotice
            error={security.error}
            title="It could not be loaded"
            onRetry={() => security.refetch()}
            retrying={security.isFetching}
          />
        ) : (
          <div role="status">
            <span className="sr-only">Loading what owners need</span>
            <Skeleton className="h-10 w-full" />
          </div>
        )}
      </CardBody>
      {proof.dialog}
    </Card>
  );
}
