'use client';

import type { AttemptDto } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { ArrowUpRight } from 'lucide-react';
import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import type { ComponentProps } from 'react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/Button';
import { useStatus } from '@/features/status/useStatus';
import { showAttempt } from '@/lib/attemptCache';
import { accountClient } from '@/lib/connectApi';
import { resultPath } from './callbackPath';
import { type Login, type LoginOptions, useLogin } from './useLogin';

interface ConnectButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick' | 'pending' | 'children'> {
  label?: string;
  reconnect?: readonly string[];
  /** Shares the number of the WhatsApp Business app on the phone. */
  coexistence?: boolean;
  /** Shows the attempt of a popup that has ended; by default the result page does. */
  onAttempt?: LoginOptions['onAttempt'];
}

export function ConnectButton({ reconnect, coexistence, onAttempt, ...button }: ConnectButtonProps) {
  const router = useRouter();
  const status = useStatus();
  const queryClient = useQueryClient();
  const onClosed = (attempt: AttemptDto) => {
    showAttempt(queryClient, attempt);
    toast.info('Meta’s window was closed. Nothing was changed.');
  };
  const login = useLogin({
    client: accountClient,
    signup: status.data?.signup,
    request: { ...(reconnect ? { reconnect: [...reconnect] } : {}), ...(coexistence ? { coexistence } : {}) },
    onAttempt: onAttempt ?? ((attemptId) => router.push(resultPath(attemptId) as Route)),
    // A closed window leaves the person where the button is.
    ...(onAttempt ? {} : { onClosed }),
  });
  return <LoginButton login={login} {...button} />;
}

type LoginButtonProps = Omit<ConnectButtonProps, 'reconnect' | 'coexistence' | 'onAttempt'> & { login: Login };

export function LoginButton({ login, label = 'Connect WhatsApp', ...button }: LoginButtonProps) {
  return (
    <Button
      variant="primary"
      {...button}
      pending={login.state !== 'idle'}
      pendingLabel={login.state === 'popup' ? 'Waiting for Meta…' : 'Opening Meta…'}
      onClick={login.press}
    >
      {label}
      <ArrowUpRight aria-hidden="true" />
    </Button>
  );
}

export function ConnectHint({ popup = false }: { popup?: boolean }) {
  return (
    <p className="text-muted text-sm">
      {popup
        ? 'Meta’s own login opens in a window of its own. It takes about two minutes.'
        : 'You go to Meta’s own login and come straight back. It takes about two minutes.'}
    </p>
  );
}
