/**
 * Runs at most one at a time for each key; calls meanwhile, however many, cause one more run afterwards.
 *
 * @returns a promise of the last run of the key; settled at once for a call meanwhile.
 */
export function oneAtATime(run: (key: string) => Promise<unknown>): (key: string) => Promise<void> {
  /** By key under way: whether it is to run once more. */
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
