/**
 * Runs at most one at a time for each key. What is asked for meanwhile, however often, runs once more afterwards.
 *
 * @returns a promise of the last run for that key; at once when one is under way and will be followed by another.
 */
export function oneAtATime(run: (key: string) => Promise<unknown>): (key: string) => Promise<void> {
  /** Keys that are being run for, and whether once more. */
  const running = new Map<string, boolean>();
  return async (key) => {
    if (running.has(key)) {
      running.set(key, true);
      return;
    }
    let failed: { error: unknown } | null = null;
    do {
      running.set(key, false);
      failed = await run(key).then(
        () => null,
        (error: unknown) => ({ error }),
      );
    } while (running.get(key));
    running.delete(key);
    if (failed) throw failed.error;
  };
}
