import { z } from 'zod';
import { storedValue } from '@/lib/storedValue';

/** An attempt lives ten minutes and a selection an hour. */
const KEPT_MS = 2 * 60 * 60_000;

const remembered = z.object({ attemptId: z.string(), until: z.number() }).nullable();

const store = () => storedValue('switchboard:handover', remembered, null);

export function rememberHandover(attemptId: string): void {
  store().set({ attemptId, until: Date.now() + KEPT_MS });
}

export function isHandoverAttempt(attemptId: string | null): boolean {
  if (typeof window === 'undefined') return false;
  const known = store().get();
  return known !== null && known.attemptId === attemptId && known.until > Date.now();
}
