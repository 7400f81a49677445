const running = new Map<string, Promise<unknown>>();

/**
 * Concurrent calls with one key share a request.
 * @param key What is asked of what: `register 700100200300`.
 */
export function shareInFlight<Reply>(key: string, ask: () => Promise<Reply>): Promise<Reply> {
  const known = running.get(key);
  if (known) return known as Promise<Reply>;
  const asked = ask().finally(() => running.delete(key));
  running.set(key, asked);
  return asked;
}
