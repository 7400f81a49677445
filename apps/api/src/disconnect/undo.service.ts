import type { ReceiptDto } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { updateAccountWaba } from './accountWaba.js';
import type { DisconnectLog, Requester } from './disconnectLog.js';
import { createReceipts, disconnectWords, type Receipts, resubscribeWords } from './disconnectWords.js';
import type { ResubscribeOutcome, WabaHere } from './resubscribe.service.js';
import type { WebhooksOnUndo } from './webhooksOnUndo.js';

export interface UndoDeps {
  accounts: Pick<AccountService, 'setWaba'>;
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'restore'>;
  webhooks: WebhooksOnUndo;
  log: DisconnectLog;
  events: DomainEvents;
  clock: Clock;
}

function groupByWaba(records: readonly PhoneNumberRecord[]): WabaHere[] {
  const here = records.map(({ accountId, wabaId, wabaName }) => [wabaId, { accountId, wabaId, wabaName }] as const);
  return [...new Map(here).values()];
}

/** Brings numbers back, without a login, that were disconnected minutes ago. */
export function createUndoService(deps: UndoDeps) {
  const { accounts, numbers, connections, webhooks, log, events, clock } = deps;

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
      for (const waba of groupByWaba(records.filter((record) => !record.isActive))) {
        await webhooks.plan(waba);
      }
      const { receipts, add } = createReceipts(clock);
      const { restored, refusal } = await restore(records, now, add);
      if (restored.length > 0) {
        await log.note('undone', by, restored);
        await updateAccountWaba({ accounts, numbers }, accountId);
        const outcomes = new Map<string, ResubscribeOutcome>();
        for (const waba of groupByWaba(restored)) outcomes.set(waba.wabaId, await webhooks.switchOn(waba));
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
