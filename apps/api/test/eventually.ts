import { vi } from 'vitest';

/**
 * Waits until an assertion holds, for as long as a busy machine may need. Vitest's own wait gives up after a second.
 *
 * @returns what the assertion returned.
 * @throws what it threw last.
 */
export const eventually = <T>(assertion: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(assertion, { timeout: 15_000, interval: 20 });
