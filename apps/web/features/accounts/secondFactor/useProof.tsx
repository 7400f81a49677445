'use client';

import { type ReactNode, useCallback, useState } from 'react';
import { asApiError } from '@/lib/apiError';
import { ProofDialog } from './ProofDialog';

/** The person closed the question; nothing was done. */
export class ProofDismissed extends Error {}

/** What to show of a failed action: nothing where the person themselves took it back. */
export const shownError = (error: unknown): unknown => (error instanceof ProofDismissed ? null : error);

/** Runs what needs a fresh proof, and asks for it. @param password what was typed for the action itself, if anything was. */
export type RunProved = <T>(action: () => Promise<T>, password?: string) => Promise<T>;

interface Waiting {
  password: string | undefined;
  resolve: () => void;
  reject: (reason: ProofDismissed) => void;
}

/**
 * Runs what needs a fresh proof. Where the API asks for one, the person is asked for it, and the action is tried again.
 *
 * @returns `run`, and the dialog, to be drawn once.
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
