'use client';

import type { RecoveryCodesReply, SecondFactorReply, TotpSetupReply } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Dialog } from '@/components/ui/Dialog';
import { Skeleton } from '@/components/ui/Skeleton';
import { queryKeys } from '@/lib/queryClient';
import { toDay } from '@/lib/time';
import { ActionError } from './ActionError';
import { ConfirmButton } from './ConfirmButton';
import type { FactorCardProps } from './factorCard';
import { PasskeyCard } from './PasskeyCard';
import { RecoveryCodes } from './RecoveryCodes';
import { beginTotp, loadSecondFactor, removeTotp, renewRecoveryCodes } from './secondFactorApi';
import { TotpDialog } from './TotpDialog';
import { useProof } from './useProof';

export function FactorCards() {
  const queryClient = useQueryClient();
  const factors = useQuery({ queryKey: queryKeys.secondFactor, queryFn: ({ signal }) => loadSecondFactor(signal) });
  const [codes, setCodes] = useState<string[] | null>(null);
  const proof = useProof();
  const changed = (words: string, recoveryCodes: RecoveryCodesReply['recoveryCodes'] = null) => {
    toast.success(words);
    setCodes(recoveryCodes);
    void queryClient.invalidateQueries({ queryKey: queryKeys.secondFactor });
  };
  if (factors.isError && !factors.data) {
    return (
      <ErrorNotice
        error={factors.error}
        title="How you sign in could not be loaded"
        onRetry={() => factors.refetch()}
        retrying={factors.isFetching}
      />
    );
  }
  if (!factors.data) {
    return (
      <div role="status" className="space-y-4">
        <span className="sr-only">Loading how you sign in</span>
        <Skeleton className="h-32 w-full" />
        <Skeleton className="h-32 w-full" />
      </div>
    );
  }
  const { totp, passkeys, recoveryCodesLeft } = factors.data;
  return (
    <>
      <TotpCard totp={totp} run={proof.run} onChanged={changed} />
      <PasskeyCard passkeys={passkeys} run={proof.run} onChanged={changed} />
      {totp || passkeys.length > 0 ? (
        <RecoveryCard left={recoveryCodesLeft} run={proof.run} onChanged={changed} />
      ) : null}
      {proof.dialog}
      {codes ? (
        <Dialog open onClose={() => setCodes(null)} title="Your recovery codes">
          <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
        </Dialog>
      ) : null}
    </>
  );
}

function TotpCard({ totp, run, onChanged }: FactorCardProps & { totp: SecondFactorReply['totp'] }) {
  const [setup, setSetup] = useState<TotpSetupReply | null>(null);
  const begin = useMutation({ mutationFn: () => run(beginTotp), onSuccess: setSetup });
  const remove = useMutation({
    mutationFn: () => run(removeTotp),
    onSuccess: () => onChanged('The authenticator app was removed'),
  });
  return (
    <Card aria-labelledby="totp-title">
      <CardHeader
        id="totp-title"
        title="Authenticator app"
        description="After your password, you are asked for a code that an app on your phone shows."
        action={totp ? <Badge tone="good">On since {toDay(totp.since)}</Badge> : <Badge>Off</Badge>}
      />
      <CardBody>
        <ActionError error={begin.error} title="Nothing was set up" />
        <ActionError error={remove.error} title="The app was not removed" />
        <div className="flex flex-wrap gap-2">
          <Button variant={totp ? 'outline' : 'primary'} pending={begin.isPending} onClick={() => begin.mutate()}>
            {totp ? 'Set up another app in its place' : 'Set up an app'}
          </Button>
          {totp ? (
            <ConfirmButton
              label="Remove"
              title="Remove the authenticator app?"
              text="You are no longer asked for its codes. Without another second factor, your password alone lets you in."
              action="Remove the app"
              pending={remove.isPending}
              onConfirm={() => remove.mutate()}
            />
          ) : null}
        </div>
      </CardBody>
      {setup ? (
        <TotpDialog
          setup={setup}
          onClose={() => setSetup(null)}
          onConfirmed={(recoveryCodes) => {
            setSetup(null);
            onChanged('The authenticator app is on', recoveryCodes);
          }}
        />
      ) : null}
    </Card>
  );
}

function RecoveryCard({ left, run, onChanged }: FactorCardProps & { left: number }) {
  const renew = useMutation({
    mutationFn: () => run(renewRecoveryCodes),
    onSuccess: ({ recoveryCodes }) => onChanged('New recovery codes were made', recoveryCodes),
  });
  return (
    <Card aria-labelledby="recovery-title">
      <CardHeader
        id="recovery-title"
        title="Recovery codes"
        description="For when your phone or key is not at hand. Each works once."
        action={<Badge tone={left > 2 ? 'good' : 'warn'}>{left === 1 ? 'One left' : `${left} left`}</Badge>}
      />
      <CardBody>
        <ActionError error={renew.error} title="No new codes were made" />
        <ConfirmButton
          label="Make new codes"
          title="Make new recovery codes?"
          text="The codes that you have now stop working."
          action="Make new codes"
          pending={renew.isPending}
          onConfirm={() => renew.mutate()}
        />
      </CardBody>
    </Card>
  );
}
