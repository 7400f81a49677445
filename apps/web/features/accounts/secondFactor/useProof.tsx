'use client';

import { type ReactNode, useCallback, useRef, useState } from 'react';
import { asApiError } from '@/lib/apiError';
import { ProofDialog } from './ProofDialog';

/** The person closed the question; nothing was done. */
export class ProofDismissed extends Error {}

/** What to show of a failed action: nothing where the person themselves took it back. */
export const shownError = (error: unknown): unknown => (error instanceof ProofDismissed ? null : error);

interface Waiting {
  resolve: () => void;
  reject: (reason: ProofDismissed) => void;
}

/**
 * Runs what needs a fresh proof. Where the API asks for one, the person is asked for it, and the action is tried again.
 *
 * @returns `run`, and the dialog, to be drawn once.
 */
export function useProof(): { run: <T>(action: () => Promise<T>) => Promise<T>; dialog: ReactNode } {
  const waiting = useRef<Waiting | null>(null);
  const [open, setOpen] = useState(false);

  const run = useCallback(async <T,>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (thrown) {
      if (asApiError(thrown).code !== 'proof_needed') throw thrown;
      await new Promise<void>((resolve, reject) => {
        waiting.current = { resolve, reject };
        setOpen(true);
      });
      return action();
    }
  }, []);

  const end = (proved: boolean) => {
    setOpen(false);
    const { resolve, reject } = waiting.current ?? {};
    waiting.current = null;
    if (proved) resolve?.();
    else reject?.(new ProofDismissed());
  };
  return { run, dialog: open ? <ProofDialog onProved={() => end(true)} onClose={() => end(false)} /> : null };
}
