import { setTimeout as pause } from 'node:timers/promises';
import type { createModels } from './models.js';
import { type Clock, seconds } from './platform/clock.js';
import { createReplays, type Replays } from './webhooks/replay.js';

export interface ReplayDeps {
  models: ReturnType<typeof createModels>;
  clock: Clock;
  say: (line: string) => void;
}

const lookedAtEveryMs = seconds(1);

/**
 * Has what Meta delivered since a time projected once more, and waits for it where instances run. It may be stopped meanwhile: the
 * instances go on.
 *
 * @throws Error where an instance of an earlier version has taken it for nothing.
 */
export async function replayDeliveries({ models, clock, say }: ReplayDeps, since: Date): Promise<void> {
  const replays = createReplays({ ...models.webhooks, clock });
  const { messages } = models.inbox;
  const before = await messages.estimatedDocumentCount();
  const { ids, deliveries, firstAt } = await replays.request(since);
  if (!firstAt) return say(`no delivery since ${since.toISOString()} is kept`);
  say(`${deliveries} deliveries since ${firstAt.toISOString()}, kept by ${ids.length} processes`);
  if (!(await replays.isAnybodyThere())) return say('no instance runs: the first one to start replays them');
  if ((await awaitDone(replays, ids, say)) > 0) {
    throw new Error('an instance of an earlier version took part, which knows no replays: run this again without it');
  }
  say(`replayed; there were ${before} messages, and now there are ${await messages.estimatedDocumentCount()}`);
}

/** @returns how many of the rows nobody has replayed. */
async function awaitDone(replays: Replays, ids: readonly string[], say: ReplayDeps['say']): Promise<number> {
  let said = 0;
  for (;;) {
    const { done, passedOver } = await replays.look(ids);
    if (done === ids.length) return passedOver;
    if (done > said) say(`${done} of ${ids.length} processes are done`);
    said = done;
    await pause(lookedAtEveryMs);
  }
}
