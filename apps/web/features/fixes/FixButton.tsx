'use client';

import type { Fix, NumberDto } from '@switchboard/contracts';
import { useMutation } from '@tanstack/react-query';
import { BadgeCheck, KeyRound, MessageCircle, Play, QrCode } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/Button';
import { ConnectButton } from '@/features/metaLogin/ConnectButton';
import { useCheckNumbers, useSubscribeNumbers } from '@/features/status/useNumberActions';
import { asApiError, readMessage } from '@/lib/apiError';
import type { NumberDialogName } from '@/lib/numberDialog';
import { resumeNumbers } from '@/lib/numbersApi';
import { fixWords } from '@/lib/numberWords';
import { useNumberCache } from '@/lib/useNumberCache';

interface FixButtonProps {
  fix: Fix;
  number: NumberDto;
  /** The dialog belongs to the card, because this button may be gone when it ends. */
  onOpen: (dialog: NumberDialogName) => void;
  onDone?: (() => void) | undefined;
}

const dialogOf: Partial<Record<Fix, { name: NumberDialogName; icon: typeof QrCode }>> = {
  register: { name: 'register', icon: KeyRound },
  verify_number: { name: 'verify', icon: BadgeCheck },
  write_to_number: { name: 'prove', icon: QrCode },
  send_test: { name: 'test', icon: MessageCircle },
};

export function FixButton({ fix, number, onOpen, onDone }: FixButtonProps) {
  if (fix === 'reconnect')
    return <ConnectButton size="sm" label={fixWords.reconnect} reconnect={[number.phoneNumberId]} />;
  if (fix === 'check_again') return <CheckButton number={number} onDone={onDone} />;
  if (fix === 'retry_subscription') return <SubscribeButton number={number} onDone={onDone} />;
  if (fix === 'resume') return <ResumeButton number={number} onDone={onDone} />;
  const dialog = dialogOf[fix];
  if (!dialog) return null;
  const { name, icon: Icon } = dialog;
  return (
    <Button size="sm" onClick={() => onOpen(name)}>
      <Icon aria-hidden="true" />
      {fixWords[fix]}
    </Button>
  );
}

type DirectProps = Pick<FixButtonProps, 'number' | 'onDone'>;

function CheckButton({ number, onDone }: DirectProps) {
  const check = useCheckNumbers();
  const run = () => check.mutateAsync([number.phoneNumberId]).then(onDone, onDone);
  return (
    <Button size="sm" pending={check.isPending} pendingLabel="Asking Meta…" onClick={run}>
      {fixWords.check_again}
    </Button>
  );
}

function SubscribeButton({ number, onDone }: DirectProps) {
  const subscribe = useSubscribeNumbers();
  const run = () => subscribe.mutateAsync([number.phoneNumberId]).then(onDone, onDone);
  return (
    <Button size="sm" pending={subscribe.isPending} pendingLabel="Asking Meta…" onClick={run}>
      {fixWords.retry_subscription}
    </Button>
  );
}

/** Resumes a paused number: it sends again, and what came in meanwhile is put in its place. */
export function ResumeButton({ number, onDone }: DirectProps) {
  const cache = useNumberCache();
  const resume = useMutation({
    mutationFn: () => resumeNumbers([number.phoneNumberId]),
    onSuccess: () => toast.success(`${number.displayPhone} goes on`),
    onError: (error) => toast.error(readMessage(asApiError(error))),
    onSettled: () => {
      cache.renew();
      onDone?.();
    },
  });
  return (
    <Button
      size="sm"
      variant="primary"
      pending={resume.isPending}
      pendingLabel="Resuming…"
      onClick={() => resume.mutate()}
    >
      <Play aria-hidden="true" />
      {fixWords.resume}
      <span className="sr-only"> {number.displayPhone}</span>
    </Button>
  );
}
