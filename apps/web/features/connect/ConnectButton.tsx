'use client';

import { ArrowUpRight } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '@/components/ui/Button';
import { useStartConnect } from './useStartConnect';

interface ConnectButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick' | 'pending' | 'children'> {
  label?: string;
}

/** Leaves for Meta's login. */
export function ConnectButton({ label = 'Connect WhatsApp', ...button }: ConnectButtonProps) {
  const { start, leaving } = useStartConnect();
  return (
    <Button look="primary" {...button} pending={leaving} pendingLabel="Opening Meta…" onClick={start}>
      {label}
      <ArrowUpRight aria-hidden="true" />
    </Button>
  );
}

/** What pressing the button does. */
export function ConnectHint() {
  return (
    <p className="text-muted text-sm">You go to Meta’s own login and come straight back. It takes about two minutes.</p>
  );
}
