import { maxSendingConversations } from '../limits.js';
import type { Partition } from './outbox.types.js';

/** Runs partitions beside each other, and each of them one run at a time. @param run must not reject. */
export function createPartitionPool(run: (partition: Partition) => Promise<void>) {
  const waiting = new Map<string, Partition>();
  const running = new Map<string, Promise<void>>();
  let stopping = false;

  function pump(): void {
    for (const [key, partition] of waiting) {
      if (running.size >= maxSendingConversations) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      const one = run(partition).finally(() => {
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
    add(partition: Partition): void {
      waiting.set(partition.conversationId, partition);
      pump();
    },
    idle,
    async stop(): Promise<void> {
      stopping = true;
      waiting.clear();
      await idle();
    },
  };
}
