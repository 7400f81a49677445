import type { AttemptDto } from '@switchboard/contracts';

/**
 * What a popup ended with, on its way to the API, by attempt. The page that shows the result begins with it, because
 * the code is good for seconds; after a reload the attempt itself tells how it went.
 */
const handIns = new Map<string, () => Promise<AttemptDto>>();

/** Hands in at once. Asked for it again, gives the same answer, or sends it again when that got lost. */
export function keepHandIn(attemptId: string, send: () => Promise<AttemptDto>): void {
  let lost = false;
  const sendNow = () => {
    lost = false;
    const request = send();
    request.catch(() => {
      lost = true;
    });
    return request;
  };
  let latest = sendNow();
  handIns.set(attemptId, () => {
    if (lost) latest = sendNow();
    return latest;
  });
}

export const handInOf = (attemptId: string): (() => Promise<AttemptDto>) | null => handIns.get(attemptId) ?? null;

/** The attempt has come to its end: there is nothing to hand in any more. */
export const forgetHandIn = (attemptId: string): boolean => handIns.delete(attemptId);
