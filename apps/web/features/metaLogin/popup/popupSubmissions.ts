import type { AttemptDto } from '@switchboard/contracts';

/**
 * Results of popups on their way to the API, by attempt. The code is good for seconds, so the submission begins here
 * and the result page joins it; after a reload it asks for the attempt.
 */
const submissions = new Map<string, () => Promise<AttemptDto>>();

/** Submits at once. A later call gets that answer, or submits again when it was lost. */
export function keepSubmission(attemptId: string, send: () => Promise<AttemptDto>): void {
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
  submissions.set(attemptId, () => {
    if (lost) latest = sendNow();
    return latest;
  });
}

export const takeSubmission = (attemptId: string): (() => Promise<AttemptDto>) | null =>
  submissions.get(attemptId) ?? null;

export const forgetSubmission = (attemptId: string): boolean => submissions.delete(attemptId);
