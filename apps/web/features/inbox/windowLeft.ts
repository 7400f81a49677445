const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Below this the row shows the time left. */
export const SOON_MS = 4 * HOUR_MS;

/**
 * What is left of the 24 hours for free messages. `never`: the customer has not written yet. `closed`: the time is
 * over.
 */
export type WindowLeft =
  | { state: 'never' | 'closed' }
  | { state: 'open'; leftMs: number; words: string; tone: 'calm' | 'soon' | 'urgent' };

/** "23 h left", "40 min left"; rounded down, so that no time is promised that is not there. */
function leftWords(leftMs: number): string {
  if (leftMs >= HOUR_MS) return `${Math.floor(leftMs / HOUR_MS)} h left`;
  const minutes = Math.floor(leftMs / MINUTE_MS);
  return minutes < 1 ? 'less than 1 min left' : `${minutes} min left`;
}

export function windowLeft(closesAt: string | null, nowMs: number): WindowLeft {
  if (closesAt === null) return { state: 'never' };
  const leftMs = Date.parse(closesAt) - nowMs;
  if (!(leftMs > 0)) return { state: 'closed' };
  const tone = leftMs < HOUR_MS ? 'urgent' : leftMs < SOON_MS ? 'soon' : 'calm';
  return { state: 'open', leftMs, words: leftWords(leftMs), tone };
}
