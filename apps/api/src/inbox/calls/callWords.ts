import type { CallContent } from './call.js';

const words: Record<CallContent['state'], string> = {
  ringing: 'Call',
  answered: 'Call',
  missed: 'Missed call',
  unanswered: 'Call, not answered',
  failed: 'Call that did not connect',
};

/** "Missed call", "Call, 3 min". */
export function callPreview({ state, durationSeconds }: CallContent): string {
  if (durationSeconds === null) return words[state];
  return `${words[state]}, ${durationSeconds < 60 ? `${durationSeconds} s` : `${Math.round(durationSeconds / 60)} min`}`;
}
