const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * Milliseconds before the next try: doubling up to half a minute, with jitter over the upper half.
 * @param failures Tries in a row that failed before this one.
 * @param chance A number from 0 to 1.
 */
export function reconnectDelayMs(failures: number, chance: number): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS);
  return Math.round(longest / 2 + (longest / 2) * chance);
}
