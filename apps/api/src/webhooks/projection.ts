import { setImmediate as breathe } from 'node:timers/promises';
import type { WebhookUpdate } from '@switchboard/graph';
import type { Metrics } from '../platform/metrics.js';
import { type Delivery, readOnce, toUpdateId } from './delivery.js';
import type { ReadUpdate, ToQuarantine } from './projection.types.js';
import type { UpdateRouter } from './updateRouter.js';

export interface ProjectionDeps {
  route: UpdateRouter;
  quarantine: { keep: (items: readonly ToQuarantine[]) => Promise<void> };
  /** Collects what the dictionary has no words for. */
  noteUnknown: (update: WebhookUpdate) => void;
  metrics: Pick<Metrics, 'updates'>;
}

/** Requests are answered after this many deliveries. */
const readAtOnce = 500;

/** Turns stored deliveries into messages, statuses and news of numbers, outside the request. Every part may be done again. */
export function createProjection({ route, quarantine, noteUnknown, metrics }: ProjectionDeps) {
  /** The updates in the deliveries, in order. What cannot be read goes to quarantine as it came. */
  async function read(deliveries: readonly Delivery[]): Promise<ReadUpdate[]> {
    const updates: ReadUpdate[] = [];
    const unread: ToQuarantine[] = [];
    for (const [position, delivery] of deliveries.entries()) {
      if (position % readAtOnce === readAtOnce - 1) await breathe();
      const { id, receivedAt, body, isReplayed } = delivery;
      const content = readOnce(delivery);
      if (content.result !== 'read') {
        metrics.updates.inc({ kind: 'delivery', result: content.result });
        if (content.result === 'other_object') continue;
        unread.push({ _id: `${id}.0`, reason: content.result, receivedAt, place: 0, body });
        continue;
      }
      if (content.over) {
        metrics.updates.inc({ kind: 'delivery', result: content.over });
        unread.push({ _id: `${id}.whole`, reason: 'not_understood', receivedAt, place: 0, body });
      }
      for (const [index, update] of content.updates.entries()) {
        updates.push({ id: toUpdateId(id, index), receivedAt, index, update, ...(isReplayed ? { isReplayed } : {}) });
      }
    }
    if (unread.length > 0) await quarantine.keep(unread);
    return updates;
  }

  return {
    /** @param again whether a part of the deliveries may have been projected before. */
    async project(deliveries: readonly Delivery[], again: boolean): Promise<void> {
      const updates = await read(deliveries);
      await route(updates, again);
      // After routing, so that what is projected again after a fault is counted once.
      for (const { update } of updates) noteUnknown(update);
    },
  };
}
export type Projection = ReturnType<typeof createProjection>;
