'use client';

import type { NumberDto, TestMessageDto } from '@switchboard/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleHelp, SendHorizontal } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { z } from 'zod';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Dialog, DialogFooter } from '@/components/ui/Dialog';
import { TextField } from '@/components/ui/Field';
import { Spinner } from '@/components/ui/Spinner';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { cn } from '@/lib/cn';
import type { NumberDialogProps } from '@/lib/numberDialog';
import { loadTestMessage, sendTestMessage } from '@/lib/numbersApi';
import { queryKeys } from '@/lib/queryClient';
import { sealedValue } from '@/lib/storedValue';
import { useNumberCache } from '@/lib/useNumberCache';
import { isTestOver, testWords } from './testMessageWords';

const WATCH_MS = 1_500;

const ownPhone = () => sealedValue('switchboard.ownPhone', z.string().max(30), '');

export function TestMessageDialog({ number, open, onClose }: NumberDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Send a test message"
      description={`From ${number.displayPhone} to a phone of yours. Meta counts it like any other message.`}
    >
      <Test number={number} onClose={onClose} />
    </Dialog>
  );
}

function Test({ number, onClose }: { number: NumberDto; onClose: () => void }) {
  const queryClient = useQueryClient();
  const cache = useNumberCache();
  const [to, setTo] = useState(() => ownPhone().get());
  const [sent, setSent] = useState<TestMessageDto | null>(null);
  const key = queryKeys.testMessage(number.phoneNumberId);
  const send = useMutation({
    mutationFn: () => sendTestMessage(number.phoneNumberId, to.trim()),
    onSuccess: (test) => {
      ownPhone().set(to.trim());
      queryClient.setQueryData(key, test);
      setSent(test);
    },
  });
  const watched = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => loadTestMessage(number.phoneNumberId, signal),
    enabled: sent !== null,
    refetchInterval: ({ state }) => {
      if (!state.data || !isTestOver(state.data)) return WATCH_MS;
      cache.renew();
      return false;
    },
  });
  const test = watched.data?.testId === sent?.testId ? (watched.data ?? sent) : sent;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to.trim().length >= 5) send.mutate();
  };
  if (test) {
    return (
      <>
        <TestState test={test} />
        <DialogFooter>
          {isTestOver(test) && test.state !== 'delivered' ? (
            <Button onClick={() => setSent(null)}>Try again</Button>
          ) : null}
          <Button variant={isTestOver(test) ? 'primary' : 'outline'} onClick={onClose}>
            {isTestOver(test) ? 'Done' : 'Close'}
          </Button>
        </DialogFooter>
      </>
    );
  }
  return (
    <form method="post" onSubmit={submit} noValidate className="mt-4 space-y-4">
      <TextField
        label="Your own phone number"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        placeholder="+44 7700 900123"
        value={to}
        maxLength={30}
        onChange={(event) => setTo(event.target.value)}
        hint="With the country code. It is remembered in this browser only."
      />
      {send.isError ? <ErrorNotice error={send.error} /> : null}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <SubmitButton pending={send.isPending} pendingLabel="Sending…" disabled={to.trim().length < 5}>
          <SendHorizontal aria-hidden="true" />
          Send test message
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}

const marks = {
  waiting: { icon: Spinner, box: 'bg-sunken', mark: 'text-accent' },
  good: { icon: CircleCheck, box: 'bg-good-soft', mark: 'text-good-ink' },
  bad: { icon: CircleAlert, box: 'bg-bad-soft', mark: 'text-bad-ink' },
  unknown: { icon: CircleHelp, box: 'bg-idle-soft', mark: 'text-idle-ink' },
};

function TestState({ test }: { test: TestMessageDto }) {
  const { title, text, verdict } = testWords(test);
  const { icon: Icon, box, mark } = marks[verdict];
  return (
    <div role="status" data-test-state={test.state} className={cn('mt-5 flex gap-3 rounded-control p-4', box)}>
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4.5 shrink-0', mark)} />
      <div className="min-w-0 text-sm">
        <p className="font-semibold text-ink">{title}</p>
        <p className="text-ink/80">{text}</p>
        {test.next ? <p className="mt-1 text-ink">{test.next}</p> : null}
      </div>
    </div>
  );
}
