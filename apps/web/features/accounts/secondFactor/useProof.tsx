'use client';

import { type ReactNode, useCallback, useState } from 'react';
import { asApiError } from '@/lib/apiError';
import { ProofDialog } from './ProofDialog';

/** The person closed the proof dialog; nothing was done. */
export class ProofDismissed extends Error {}

/** The error of a failed action; null where the person cancelled. */
export const shownError = (error: unknown): unknown => (error instanceof ProofDismissed ? null : error);

export type RunProved = <T>(action: () => Promise<T>, password?: string) => Promise<T>;

interface Waiting {
  password: string | undefined;
  resolve: () => void;
  reject: (reason: ProofDismissed) => void;
}

/**
 * Runs actions that need a fresh proof: where the API asks for one, the person proves it and the action is repeated.
 * @returns `run`, and the dialog, which the caller draws once.
 */
export function useProof(): { run: RunProved; dialog: ReactNode } {
  const [waiting, setWaiting] = useState<Waiting | null>(null);

  const run = useCallback(async <T,>(action: () => Promise<T>, password?: string): Promise<T> => {
    try {
      return await action();
    } catch (thrown) {
      if (asApiError(thrown).code !== 'proof_needed') throw thrown;
      await new Promise<void>((resolve, reject) => setWaiting({ password, resolve, reject }));
      return action();
    }
  }, []);

  const end = (proved: boolean) => {
    setWaiting(null);
    if (proved) waiting?.resolve();
    else waiting?.reject(new ProofDismissed());
  };
  const dialog = waiting ? (
    <ProofDialog password={waiting.password} onProved={() => end(true)} onClose={() => end(false)} />
  ) : null;
  return { run, dialog };
}
