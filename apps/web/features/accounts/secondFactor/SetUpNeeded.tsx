'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Button } from '@/components/ui/Button';
import { Wordmark } from '@/components/Wordmark';
import { queryKeys } from '@/lib/queryClient';
import { signOut } from '@/lib/session';
import { FactorCards } from './FactorCards';
import { loadSecondFactor, lookAgain } from './secondFactorApi';

/** Replaces the product for a person who must set up a second factor first. */
export function SetUpNeeded() {
  const factors = useQuery({ queryKey: queryKeys.secondFactor, queryFn: ({ signal }) => loadSecondFactor(signal) });
  const goOn = useMutation({ mutationFn: lookAgain });
  const leave = useMutation({ mutationFn: signOut });
  const isSetUp = factors.data !== undefined && (factors.data.totp !== null || factors.data.passkeys.length > 0);
  return (
    <div className="min-h-page">
      <header className="flex items-center justify-between border-line border-b bg-surface px-4 py-4 sm:px-8">
        <Wordmark />
        <Button size="sm" pending={leave.isPending} onClick={() => leave.mutate()}>
          Log out
        </Button>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-2xl px-4 py-7 outline-none sm:px-8 sm:py-10">
        <h1 className="font-semibold text-2xl text-ink">Set up a second factor first</h1>
        <p className="mt-2 text-muted">
          A password alone is not enough here. Choose one of these: it takes a minute, and you set it up once.
        </p>
        <div className="mt-6 space-y-5">
          <FactorCards />
          {goOn.isError ? <ErrorNotice error={goOn.error} /> : null}
          {leave.isError ? <ErrorNotice error={leave.error} title="You are still signed in" /> : null}
          <Button
            variant="primary"
            size="lg"
            disabled={!isSetUp}
            pending={goOn.isPending}
            onClick={() => goOn.mutate()}
          >
            Go on to Switchboard
          </Button>
        </div>
      </main>
    </div>
  );
}
