const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next try, in milliseconds: doubling, at most half a minute, spread over the upper half
 * so that browsers cut off together do not come back together.
 *
 * @param failures Tries that failed in a row before this one.
 * @param chance A number from 0 to 1.
 */
export function reconnectDelayMs(failures: number, chance: number): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS);
  return Math.round(longest / 2 + (longest / 2) * chance);
}
