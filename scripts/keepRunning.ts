import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from './service.js';

/** How the API ends when it does not find its database any more, and wants to be started anew (`apps/api/src/main.ts`). */
const startAnew = 'exit code 75';

export interface KeepRunningOptions {
  /** Starts it again. */
  launch: () => Service;
  /** Resolves when it answers. */
  whenHealthy: (service: Service) => Promise<void>;
  /** Whether it is to end now. */
  isStopping: () => boolean;
  /** Told of every new start, in words for the person at the terminal. */
  onNotice: (text: string) => void;
  /** Milliseconds before each new start. */
  backoff?: () => number;
}

/**
 * Milliseconds to wait before each of several starts in a row: a second, then twice as long each time, half a minute at
 * most. After five calm minutes it begins anew.
 *
 * @param now milliseconds.
 */
export function createBackoff(now: () => number = Date.now): () => number {
  let [waitMs, lastAt] = [0, Number.NEGATIVE_INFINITY];
  return () => {
    const isCalm = now() - lastAt > 5 * 60_000;
    waitMs = isCalm ? 1_000 : Math.min(waitMs * 2, 30_000);
    lastAt = now();
    return waitMs;
  };
}

/**
 * Starts a program again whenever it asks for it by its exit code, as a supervisor does it in production.
 *
 * @returns the one that ended in another way, and how.
 */
export async function keepRunning(
  first: Service,
  { launch, whenHealthy, isStopping, onNotice, backoff = createBackoff() }: KeepRunningOptions,
): Promise<{ service: Service; how: string }> {
  for (let service = first; ; ) {
    const how = await service.exited;
    if (how !== startAnew || isStopping()) return { service, how };
    const waitMs = backoff();
    onNotice(`The ${service.name} does not find its database any more. It is started again in ${waitMs / 1_000} s.`);
    await delay(waitMs);
    if (isStopping()) return { service, how };
    service = launch();
    const started = service;
    whenHealthy(started).then(
      () => onNotice(`The ${started.name} is back.`),
      (error: Error) => onNotice(error.message),
    );
  }
}
