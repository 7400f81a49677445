'use client';

import type { Fix } from '@switchboard/contracts';
import { Button } from '@/components/ui/Button';
import { ConnectButton } from '@/features/connect/ConnectButton';
import { useCheckNumbers, useSubscribeNumbers } from '@/features/connect/useNumberActions';

/** The one press that mends a rung. */
export function FixButton({ fix, phoneNumberId }: { fix: Fix; phoneNumberId: string }) {
  const check = useCheckNumbers();
  const subscribe = useSubscribeNumbers();
  if (fix === 'reconnect') return <ConnectButton size="sm" label="Reconnect" />;
  const { run, pending } =
    fix === 'check_again'
      ? { run: () => check.mutate([phoneNumberId]), pending: check.isPending }
      : { run: () => subscribe.mutate([phoneNumberId]), pending: subscribe.isPending };
  return (
    <Button size="sm" pending={pending} pendingLabel="Asking Meta…" onClick={run}>
      {fix === 'check_again' ? 'Check again' : 'Subscribe again'}
    </Button>
  );
}
