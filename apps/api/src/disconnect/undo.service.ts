import type { ReceiptDto } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import { leaseMs } from '../platform/backoff.js';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { updateAccountWaba } from './accountWaba.js';
import type { DisconnectLog, Requester } from './disconnectLog.js';
import { createReceipts, disconnectWords, type Receipts, resubscribeWords } from './disconnectWords.js';
import { resubscribeSoonMs } from './lifetimes.js';
import type { PendingUnsubscribes } from './pendingUnsubscribes.js';
import type { ResubscribeOutcome, ResubscribeService, WabaHere } from './resubscribe.service.js';

export interface UndoDeps {
  accounts: Pick<AccountService, 'setWaba'>;
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'restore'>;
  unsubscribes: Pick<PendingUnsubscribes, 'cancel'>;
  resubscribes: ResubscribeService;
  log: DisconnectLog;
  events: DomainEvents;
  clock: Clock;
}

function wabasOf(records: readonly PhoneNumberRecord[]): WabaHere[] {
  const here = records.map(({ accountId, wabaId, wabaName }) => [wabaId, { accountId, wabaId, wabaName }] as const);
  return [...new Map(here).values()];
}

/** Brings numbers back, without a login, that were disconnected minutes ago. */
export function createUndoService(deps: UndoDeps) {
  const { accounts, numbers, connections, unsubscribes, resubscribes, log, events, clock } = deps;

  async function restore(records: readonly PhoneNumberRecord[], now: Date, add: Receipts['add']) {
    const restored: PhoneNumberRecord[] = [];
    let refusal: unknown = null;
    for (const record of records) {
      try {
        const outcome = await connections.restore(record.accountId, record.phoneNumberId, now);
        if (outcome === 'late') throw new AppError('nothing_to_undo');
        if (outcome === 'done') restored.push(record);
        add('restore_token', outcome, record, disconnectWords.restored(record.displayPhone));
      } catch (error) {
        // The others are brought back all the same, with their webhooks.
        refusal ??= error;
      }
    }
    return { restored, refusal };
  }

  async function subscribe(waba: WabaHere): Promise<ResubscribeOutcome> {
    const { accountId, wabaId } = waba;
    const wasRunning = await unsubscribes.cancel(accountId, wabaId);
    let outcome = await resubscribes.attempt(accountId, wabaId);
    if (outcome === null) {
      // A job that looked before the numbers were back has found nothing to do, and dropped the row.
      await resubscribes.plan(waba, later(clock.now(), resubscribeSoonMs));
      outcome = (await resubscribes.attempt(accountId, wabaId)) ?? 'pending';
    }
    // A call that switches the webhooks off was under way: whichever Meta gets last, ours is to come after it.
    if (wasRunning) await resubscribes.plan(waba, later(clock.now(), leaseMs));
    return outcome;
  }

  return {
    /**
     * @throws AppError `nothing_to_undo` when the access of one of them is gone, and then none is brought back;
     *   `number_in_use` when another account has taken one meanwhile.
     */
    async undo(by: Requester, phoneNumberIds: readonly string[]): Promise<ReceiptDto[]> {
      const { accountId } = by;
      const records = await numbers.known(accountId, phoneNumberIds);
      const now = clock.now();
      const isLate = (record: PhoneNumberRecord) => !record.isActive && (!record.undoUntil || record.undoUntil <= now);
      if (records.some(isLate)) throw new AppError('nothing_to_undo');
      // Durable before a number comes back: should this process die in between, its webhooks are switched on all the same.
      for (const waba of wabasOf(records.filter((record) => !record.isActive))) {
        await resubscribes.plan(waba, later(now, resubscribeSoonMs));
      }
      const { receipts, add } = createReceipts(clock);
      const { restored, refusal } = await restore(records, now, add);
      if (restored.length > 0) {
        await log.note('undone', by, restored);
        await updateAccountWaba({ accounts, numbers }, accountId);
        const outcomes = new Map<string, ResubscribeOutcome>();
        for (const waba of wabasOf(restored)) outcomes.set(waba.wabaId, await subscribe(waba));
        for (const [wabaId, outcome] of outcomes) {
          const about = { phoneNumberId: null, wabaId };
          add('subscribe', outcome === 'refused' ? 'kept' : outcome, about, resubscribeWords[outcome]);
        }
        events.emit('numbers.changed', { accountId });
      }
      if (refusal) throw refusal;
      return receipts;
    },
  };
}
export type UndoService = ReturnType<typeof createUndoService>;
