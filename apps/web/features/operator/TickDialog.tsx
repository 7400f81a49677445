'use client';

import { mostInAName, type ReadinessFinding, tickRequest } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { PageAtMeta } from './MetaAppFinding';
import { readinessKey, tickReadiness } from './operatorApi';

interface TickDialogProps {
  token: string;
  finding: ReadinessFinding;
  /** Who looked the last time. */
  name: string;
  onTicked: (name: string) => void;
  onClose: () => void;
}

/** Asks who looked: the operator's token names no person. */
export function TickDialog({ token, finding, name, onTicked, onClose }: TickDialogProps) {
  const queryClient = useQueryClient();
  const [by, setBy] = useState(name);
  const [isWrong, setWrong] = useState(false);
  const tick = useMutation({
    mutationFn: (who: string) => tickReadiness(token, finding.check, who),
    onSuccess: async (_reply, who) => {
      onTicked(who);
      await queryClient.invalidateQueries({ queryKey: readinessKey });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = tickRequest.safeParse({ by });
    setWrong(!parsed.success);
    if (parsed.success) tick.mutate(parsed.data.by);
  };
  return (
    <Dialog open onClose={onClose} title={finding.title} description={finding.next}>
      <form method="post" onSubmit={submit} noValidate className="mt-4 space-y-4">
        <PageAtMeta page={finding.page} className="text-sm" />
        {tick.error ? <ErrorNotice error={tick.error} title="It was not ticked" /> : null}
        <TextField
          label="Your name"
          autoComplete="name"
          maxLength={mostInAName}
          value={by}
          onChange={(event) => setBy(event.target.value)}
          hint="It is shown here with the time, so that others know who looked."
          error={isWrong ? 'Enter your name' : undefined}
        />
        <DialogFooter>
          <Button onClick={onClose}>Cancel</Button>
          <SubmitButton pending={tick.isPending} pendingLabel="Ticking…">
            I looked, it is so
          </SubmitButton>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
