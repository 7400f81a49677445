import { leaseMs } from '../platform/backoff.js';
import { type Clock, later } from '../platform/clock.js';
import { resubscribeSoonMs } from './lifetimes.js';
import type { PendingUnsubscribes } from './pendingUnsubscribes.js';
import type { ResubscribeOutcome, ResubscribeService, WabaHere } from './resubscribe.service.js';

export interface WebhooksOnUndoDeps {
  unsubscribes: Pick<PendingUnsubscribes, 'cancel'>;
  resubscribes: ResubscribeService;
  clock: Clock;
}

/** Switches the webhooks of a WABA on again, of which numbers come back. */
export function createWebhooksOnUndo({ unsubscribes, resubscribes, clock }: WebhooksOnUndoDeps) {
  /** Durable before a number comes back: should this process die in between, the job switches them on all the same. */
  const plan = (waba: WabaHere): Promise<void> => resubscribes.plan(waba, later(clock.now(), resubscribeSoonMs));

  return {
    plan,

    async switchOn(waba: WabaHere): Promise<ResubscribeOutcome> {
      const { accountId, wabaId } = waba;
      const wasRunning = await unsubscribes.cancel(accountId, wabaId);
      let outcome = await resubscribes.attempt(accountId, wabaId);
      if (outcome === null) {
        // A job that looked before the numbers were back has found nothing to do, and dropped the row.
        await plan(waba);
        outcome = (await resubscribes.attempt(accountId, wabaId)) ?? 'pending';
      }
      // A call that switches the webhooks off was under way: whichever Meta gets last, ours is to come after it.
      if (wasRunning) await resubscribes.plan(waba, later(clock.now(), leaseMs));
      return outcome;
    },
  };
}
export type WebhooksOnUndo = ReturnType<typeof createWebhooksOnUndo>;
