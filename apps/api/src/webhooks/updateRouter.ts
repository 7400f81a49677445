import type { QuarantineReason } from '@switchboard/contracts';
import type { AccountUpdate, MessageStatusUpdate } from '@switchboard/graph';
import { readReplyPrice } from '../inbox/receiving/freeReplies.js';
import type { LiveAccounts, NumberAccount } from '../numbers/liveAccounts.js';
import type { Metrics } from '../platform/metrics.js';
import type { InboxIntake } from './inboxIntake.js';
import type { NumberActivity } from './numberActivity.js';
import type { AccountListener, OwnStatusListener, ReadUpdate, ToQuarantine } from './projection.types.js';
import {
  emptyRoutes,
  findHolder,
  findPhoneNumberId,
  isNumberUpdate,
  isOfAnEarlierHolder,
  routeUpdate,
  toWaiting,
} from './updateRouting.js';

export interface UpdateRouterDeps {
  liveAccounts: Pick<LiveAccounts, 'find'>;
  intake: InboxIntake;
  accountListeners: readonly AccountListener[];
  ownStatus: OwnStatusListener;
  quarantine: { keep: (items: readonly ToQuarantine[]) => Promise<void> };
  activity: NumberActivity;
  metrics: Pick<Metrics, 'updates'>;
}

/** Routes updates: about live numbers to the inbox, about WhatsApp accounts to the listeners, the rest to quarantine. */
export function createUpdateRouter(deps: UpdateRouterDeps) {
  const { liveAccounts, intake, accountListeners, ownStatus, quarantine, activity, metrics } = deps;

  async function findHolders(updates: readonly ReadUpdate[]): Promise<ReadonlyMap<string, NumberAccount>> {
    const ids = new Set<string>();
    for (const { update } of updates) {
      const id = findPhoneNumberId(update);
      if (id) ids.add(id);
    }
    return ids.size > 0 ? liveAccounts.find([...ids]) : new Map();
  }

  async function notifyListeners(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
    metrics.updates.inc({ kind: 'account', result: 'kept' });
    let isConcerned = false;
    for (const listen of accountListeners) isConcerned = (await listen(update, receivedAt)) || isConcerned;
    return isConcerned;
  }

  /** Whether a status needs no routing: it is of a test message, and says nothing of a price, which counts for the number. */
  async function isTaken(read: ReadUpdate, update: MessageStatusUpdate, found: NumberAccount | undefined) {
    const holder = findHolder(read, found);
    return holder?.isActive === true && (await ownStatus(holder.accountId, update)) && !readReplyPrice(update);
  }

  /** @param again whether a part may have been routed before. @returns the ids of the updates in quarantine. */
  return async function route(updates: readonly ReadUpdate[], again: boolean): Promise<ReadonlySet<string>> {
    const holders = await findHolders(updates);
    const routes = emptyRoutes();
    const heard = new Map<string, Date>();
    const waiting: ToQuarantine[] = [];
    for (const read of updates) {
      const { update, receivedAt } = read;
      const holder = holders.get(findPhoneNumberId(update) ?? '');
      if (isOfAnEarlierHolder(read, holder)) {
        metrics.updates.inc({ kind: update.kind, result: 'of_earlier_holder' });
        continue;
      }
      // What a phone tells of its past says nothing about today.
      if (holder?.isActive && update.field !== 'history') heard.set(holder.phoneNumberId, receivedAt);
      let reason: QuarantineReason | null;
      if (update.kind === 'account') reason = (await notifyListeners(update, receivedAt)) ? null : 'number_unknown';
      else if (update.kind === 'status' && (await isTaken(read, update, holder))) reason = null;
      else reason = isNumberUpdate(read) ? routeUpdate(read, holder, routes) : null;
      if (!reason) continue;
      metrics.updates.inc({ kind: update.kind, result: reason });
      waiting.push(toWaiting(read, holder, reason));
    }
    await intake(routes, holders, again);
    if (waiting.length > 0) await quarantine.keep(waiting);
    await activity.record('heard', heard, holders);
    return new Set(waiting.map(({ _id }) => _id));
  };
}
export type UpdateRouter = ReturnType<typeof createUpdateRouter>;
