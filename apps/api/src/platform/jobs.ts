import { Cron } from 'croner';
import type { Logger } from './logger.js';

export interface Jobs {
  /** @param pattern cron with seconds, in UTC. A run that is still going is never started a second time here. */
  every(name: string, pattern: string, run: () => Promise<void>): void;
  stop(): Promise<void>;
}

/**
 * Background work of this process. Every job must be safe to run in several processes at the same time: it claims its
 * work in the database, or only removes what has expired.
 */
export function createJobs(logger: Logger): Jobs {
  const crons: Cron[] = [];
  const running = new Set<Promise<void>>();
  return {
    every(name, pattern, run) {
      const once = async () => {
        try {
          await run();
        } catch (error) {
          logger.error({ err: error, job: name }, 'job failed');
        }
      };
      const job = new Cron(pattern, { protect: true, timezone: 'UTC', unref: true }, async () => {
        const work = once();
        running.add(work);
        await work;
        running.delete(work);
      });
      crons.push(job);
    },
    async stop() {
      for (const cron of crons) cron.stop();
      await Promise.all(running);
    },
  };
}
