import { type PresenceEvent, presenceReport } from '@switchboard/contracts';
import { reportsCountedMs } from './lifetimes.js';
import { maxReports } from './limits.js';

export interface PresenceState {
  conversationId: string | null;
  typing: boolean;
}

export const nowhere: PresenceState = { conversationId: null, typing: false };

export function createReportLimit(now: () => number): () => boolean {
  let windowBegan = now();
  let count = 0;
  return () => {
    if (now() - windowBegan >= reportsCountedMs) {
      windowBegan = now();
      count = 0;
    }
    count += 1;
    return count <= maxReports;
  };
}

/** Null for what our browsers do not send. */
export function readReport(report: unknown): PresenceState | null {
  const parsed = presenceReport.safeParse(report);
  return parsed.success ? parsed.data : null;
}

export const toPresenceEvent = (
  socketId: string,
  person: { userId: string; name: string },
  { conversationId, typing }: PresenceState,
): PresenceEvent => ({ socketId, userId: person.userId, name: person.name, conversationId, typing });
