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
      // Nothing to press is there, on any page: the lower edge belongs to the message one writes.
      position="top-center"
      // On a phone the bar with the bell and the menu is there.
      mobileOffset={{ top: '4.25rem' }}
      toastOptions={{
        classNames: { toast: '!rounded-xl !border-line !bg-surface !text-ink !font-sans !shadow-lifted' },
      }}
    />
  );
}

/** Who the cached answers belong to. */
function sessionOwner(): string | null {
  const state = sessionState();
  return state.status === 'signed_in' ? `${state.account.accountId}/${state.user.userId}` : null;
}

interface ProvidersProps {
  config: RuntimeConfig;
  /** The nonce of this page view, for the script that sets the theme before the first paint. */
  nonce: string | undefined;
  children: ReactNode;
}

export function Providers({ config, nonce, children }: ProvidersProps) {
  const [queryClient] = useState(createQueryClient);
  useEffect(() => {
    let owner = sessionOwner();
    return subscribeSession(() => {
      const next = sessionOwner();
      // What one person saw is never shown to the next.
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
