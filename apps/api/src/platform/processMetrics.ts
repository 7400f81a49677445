import { collectDefaultMetrics, Registry } from 'prom-client';

let collected: Registry | undefined;

/**
 * The figures of the process, which are not those of one of the apps in it: memory, processor, event loop, garbage
 * collection. Collected once, as what watches the last two cannot be stopped: it would go on for every app that has ended.
 *
 * @returns one registry for the whole process, to be merged into an app's own.
 */
export function collectProcessMetrics(): Registry {
  if (!collected) {
    collected = new Registry();
    collectDefaultMetrics({ register: collected });
  }
  return collected;
}
