import { type PresenceEvent, presenceReport } from '@switchboard/contracts';

/** What one socket said last, for telling whether it says something new. */
export interface PresenceState {
  conversationId: string | null;
  typing: boolean;
}

export const nowhere: PresenceState = { conversationId: null, typing: false };

/** One report every so often is listened to; the others are dropped. */
const mostReports = 20;
const perMs = 10_000;

/** Limits how often a socket is listened to. */
export function createReportLimit(now: () => number): () => boolean {
  let windowBegan = now();
  let count = 0;
  return () => {
    if (now() - windowBegan >= perMs) {
      windowBegan = now();
      count = 0;
    }
    count += 1;
    return count <= mostReports;
  };
}

/** What a browser said, or null when it is not what browsers of ours say. */
export function readReport(report: unknown): PresenceState | null {
  const parsed = presenceReport.safeParse(report);
  return parsed.success ? parsed.data : null;
}

export const toPresenceEvent = (
  socketId: string,
  person: { userId: string; name: string },
  { conversationId, typing }: PresenceState,
): PresenceEvent => ({ socketId, userId: person.userId, name: person.name, conversationId, typing });
