'use client';

import { resetSecondFactorRequest } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { resetSecondFactor } from './operatorApi';

export function ResetSecondFactor({ token }: { token: string }) {
  const [email, setEmail] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const reset = useMutation({
    mutationFn: (address: string) => resetSecondFactor(token, address),
    onSuccess: () => {
      toast.success('The second factors were reset');
      setEmail('');
    },
    onSettled: () => setAsking(null),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = resetSecondFactorRequest.safeParse({ email });
    setWrong(parsed.success ? null : (parsed.error.issues[0]?.message ?? null));
    if (parsed.success) setAsking(parsed.data.email);
  };
  return (
    <Card aria-labelledby="reset-title">
      <CardHeader
        id="reset-title"
        title="Reset a second factor"
        description="For somebody who has lost phone, keys and recovery codes. First be sure who it is, by another way than e-mail."
      />
      <CardBody>
        <form method="post" onSubmit={submit} noValidate className="max-w-md space-y-4">
          {reset.isError ? <ErrorNotice error={reset.error} title="Nothing was reset" /> : null}
          <TextField
            label="E-mail address of the person"
            type="email"
            inputMode="email"
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={wrong ?? undefined}
          />
          <SubmitButton variant="dangerOutline">Reset their second factor</SubmitButton>
        </form>
      </CardBody>
      <Dialog
        open={asking !== null}
        onClose={() => setAsking(null)}
        title="Reset their second factor?"
        description={`${asking ?? ''} is signed out everywhere and logs in with the password alone from then on. The person and the owners of the account are told.`}
      >
        <DialogFooter>
          <Button onClick={() => setAsking(null)}>Cancel</Button>
          <Button
            variant="danger"
            pending={reset.isPending}
            pendingLabel="Resetting…"
            onClick={() => (asking === null ? undefined : reset.mutate(asking))}
          >
            Reset it
          </Button>
        </DialogFooter>
      </Dialog>
    </Card>
  );
}
