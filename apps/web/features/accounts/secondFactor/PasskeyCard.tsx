'use client';

import { isolated, type PasskeyDto, passkeyName } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { toDay } from '@/lib/time';
import { ActionError } from './ActionError';
import { ConfirmButton } from './ConfirmButton';
import type { FactorCardProps } from './factorCard';
import { usePasskeySupport } from './passkeys';
import { addPasskey, removePasskey, renamePasskey } from './secondFactorApi';

export function PasskeyCard({ passkeys, run, onChanged }: FactorCardProps & { passkeys: readonly PasskeyDto[] }) {
  const supported = usePasskeySupport();
  const [naming, setNaming] = useState<PasskeyDto | 'new' | null>(null);
  const remove = useMutation({
    mutationFn: (passkeyId: string) => run(() => removePasskey(passkeyId)),
    onSuccess: () => onChanged('The passkey was removed'),
  });
  return (
    <Card aria-labelledby="passkeys-title">
      <CardHeader
        id="passkeys-title"
        title="Passkeys"
        description="Confirm with a finger, a face, a PIN or a security key. A passkey also logs you in without your password, and works on this site alone."
      />
      <CardBody>
        <ActionError error={remove.error} title="The passkey was not removed" />
        {passkeys.length > 0 ? (
          <ul aria-label="Your passkeys" className="mb-5 divide-y divide-line">
            {passkeys.map((passkey) => (
              <li key={passkey.passkeyId} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5 first:pt-0">
                <div className="min-w-0 flex-1">
                  <Foreign as="p" text={passkey.name} className="truncate text-left font-medium text-ink text-sm" />
                  <p className="text-muted text-sm">
                    Added {toDay(passkey.createdAt)}
                    {passkey.lastUsedAt ? `, last used ${toDay(passkey.lastUsedAt)}` : ', not used yet'}
                  </p>
                </div>
                <div className="flex gap-2">
                  <Button size="sm" aria-label={`Rename ${isolated(passkey.name)}`} onClick={() => setNaming(passkey)}>
                    Rename
                  </Button>
                  <ConfirmButton
                    label="Remove"
                    size="sm"
                    name={`Remove ${isolated(passkey.name)}`}
                    title="Remove this passkey?"
                    text="It does not let you in any more. On the device itself it stays until you delete it there."
                    action="Remove the passkey"
                    pending={remove.isPending && remove.variables === passkey.passkeyId}
                    onConfirm={() => remove.mutate(passkey.passkeyId)}
                  />
                </div>
              </li>
            ))}
          </ul>
        ) : null}
        {supported ? (
          <Button onClick={() => setNaming('new')}>Add a passkey</Button>
        ) : (
          <p className="text-muted text-sm">This browser knows no passkeys.</p>
        )}
      </CardBody>
      {naming ? (
        <NameDialog
          passkey={naming === 'new' ? null : naming}
          run={run}
          onClose={() => setNaming(null)}
          onChanged={(words, codes) => {
            setNaming(null);
            onChanged(words, codes);
          }}
        />
      ) : null}
    </Card>
  );
}

interface NameDialogProps extends FactorCardProps {
  passkey: PasskeyDto | null;
  onClose: () => void;
}

function NameDialog({ passkey, run, onClose, onChanged }: NameDialogProps) {
  const [name, setName] = useState(passkey?.name ?? '');
  const [missing, setMissing] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: async (given: string) => {
      if (!passkey) return (await run(() => addPasskey(given))).recoveryCodes;
      await renamePasskey(passkey.passkeyId, given);
      return null;
    },
    onSuccess: (codes) => onChanged(passkey ? 'The passkey was renamed' : 'The passkey was added', codes),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = passkeyName.safeParse(name);
    setMissing(parsed.success ? null : (parsed.error.issues[0]?.message ?? null));
    if (parsed.success) save.mutate(parsed.data);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={passkey ? 'Rename the passkey' : 'Add a passkey'}
      description={
        passkey ? undefined : 'Your browser asks next where to keep it: on this device, on your phone, or on a key.'
      }
    >
      <form method="post" onSubmit={submit} noValidate className="mt-5">
        <ActionError error={save.error} title={passkey ? 'It was not renamed' : 'No passkey was added'} />
        <TextField
          label="Name"
          hint="So that you know it again, such as the device it is on."
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={missing ?? undefined}
        />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton pending={save.isPending} pendingLabel={passkey ? 'Saving…' : 'Waiting for your device…'}>
            {passkey ? 'Save' : 'Go on'}
          </SubmitButton>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
