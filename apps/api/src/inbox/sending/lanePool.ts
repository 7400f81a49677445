import type { Lane } from './outbox.types.js';

/** How many conversations are sent from at the same time, in this process. */
const maxRunning = 32;

/**
 * Runs lanes beside each other, each of them one run at a time, in the order in which they came.
 *
 * @param run must not reject.
 */
export function createLanePool(run: (lane: Lane) => Promise<void>) {
  /** A lane that is running may wait for another run. */
  const waiting = new Map<string, Lane>();
  const running = new Map<string, Promise<void>>();
  let stopping = false;

  function pump(): void {
    for (const [key, lane] of waiting) {
      if (running.size >= maxRunning) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      const one = run(lane).finally(() => {
        running.delete(key);
        if (!stopping) pump();
      });
      running.set(key, one);
    }
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values());
  }

  return {
    add(lane: Lane): void {
      waiting.set(lane.conversationId, lane);
      pump();
    },
    /** Waits until nothing runs. */
    idle,
    /** Drops what waits, and waits for what runs. */
    async stop(): Promise<void> {
      stopping = true;
      waiting.clear();
      await idle();
    },
  };
}
