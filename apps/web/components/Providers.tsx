'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider, useTheme } from 'next-themes';
import { type ReactNode, useEffect, useState } from 'react';
import { Toaster } from 'sonner';
import { TooltipProvider } from '@/components/ui/Tooltip';
import { createQueryClient } from '@/lib/queryClient';
import { type RuntimeConfig, RuntimeConfigProvider } from '@/lib/runtimeConfig';
import { sessionState, subscribeSession } from '@/lib/session';

function ThemedToaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Toaster
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      // At the top, where no buttons are: the lower edge belongs to the composer.
      position="top-center"
      // Below the phone's bar with the bell and the menu.
      mobileOffset={{ top: '4.25rem' }}
      toastOptions={{
        classNames: { toast: '!rounded-xl !border-line !bg-surface !text-ink !font-sans !shadow-lifted' },
      }}
    />
  );
}

/** The person to whom the cached answers belong. */
function sessionOwner(): string | null {
  const state = sessionState();
  return state.status === 'signed_in' ? `${state.account.accountId}/${state.user.userId}` : null;
}

interface ProvidersProps {
  config: RuntimeConfig;
  nonce: string | undefined;
  children: ReactNode;
}

export function Providers({ config, nonce, children }: ProvidersProps) {
  const [queryClient] = useState(createQueryClient);
  useEffect(() => {
    let owner = sessionOwner();
    return subscribeSession(() => {
      const next = sessionOwner();
      // Nobody sees what another person saw.
      if (owner !== null && next !== owner) queryClient.clear();
      owner = next;
    });
  }, [queryClient]);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <RuntimeConfigProvider config={config}>
        <QueryClientProvider client={queryClient}>
          <TooltipProvider delayDuration={250}>{children}</TooltipProvider>
          <ThemedToaster />
        </QueryClientProvider>
      </RuntimeConfigProvider>
    </ThemeProvider>
  );
}
