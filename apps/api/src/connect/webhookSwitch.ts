import type { GraphClient, GraphResult } from '@switchboard/graph';
import type { PendingUnsubscribes } from '../disconnect/pendingUnsubscribes.js';
import type { NumberAtMeta, WabaAtMeta } from '../numbers/graphNumber.mapper.js';
import type { Clock } from '../platform/clock.js';
import type { ReadWaba } from './wabaReader.js';

export interface SwitchedOn {
  subscribed: GraphResult<void>;
  askedAt: Date;
  subscribeAgain: boolean;
}

export type FoundWaba = ReadWaba & SwitchedOn;

export interface Candidate {
  found: FoundWaba;
  waba: WabaAtMeta;
  number: NumberAtMeta;
}

export interface WebhookSwitchDeps {
  graph: Pick<GraphClient, 'subscribeApp'>;
  unsubscribes: Pick<PendingUnsubscribes, 'cancel' | 'isPending'>;
  clock: Clock;
}

export function createWebhookSwitch({ graph, unsubscribes, clock }: WebhookSwitchDeps) {
  async function subscribe(wabaId: string, accessToken: string, subscribeAgain: boolean): Promise<SwitchedOn> {
    const askedAt = clock.now();
    return { subscribed: await graph.subscribeApp(wabaId, accessToken), askedAt, subscribeAgain };
  }

  return {
    subscribe,

    /** For a WABA that the token's own inspection lists: drops what was to switch its webhooks off. */
    async switchOn({ accountId }: { accountId: string }, wabaId: string, accessToken: string): Promise<SwitchedOn> {
      return subscribe(wabaId, accessToken, await unsubscribes.cancel(accountId, wabaId));
    },

    /**
     * For a WABA that only a browser has named so far, whose word must not change what is stored.
     *
     * @returns null where an unsubscribe is pending: it has to be done after the inspection.
     */
    async switchOnEarly(wabaId: string, accessToken: string): Promise<SwitchedOn | null> {
      return (await unsubscribes.isPending(wabaId)) ? null : subscribe(wabaId, accessToken, false);
    },
  };
}
export type WebhookSwitch = ReturnType<typeof createWebhookSwitch>;
