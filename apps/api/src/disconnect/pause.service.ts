import type { ReceiptDto } from '@switchboard/contracts';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { DisconnectLog, Requester } from './disconnectLog.js';
import { createReceipts, disconnectWords } from './disconnectWords.js';

export interface PauseDeps {
  numbers: Pick<NumberRepository, 'active'>;
  connections: Pick<ConnectionState, 'pause' | 'resume'>;
  log: DisconnectLog;
  events: DomainEvents;
  clock: Clock;
}

/** Lets numbers rest, and ends their rest. Both give a receipt for each number. */
export function createPauseService({ numbers, connections, log, events, clock }: PauseDeps) {
  return {
    async pause(by: Requester, phoneNumberIds: readonly string[] | undefined): Promise<ReceiptDto[]> {
      const records = await numbers.active(by.accountId, phoneNumberIds);
      const { receipts, add } = createReceipts(clock);
      const changed: PhoneNumberRecord[] = [];
      for (const record of records) {
        const isNew = await connections.pause(record);
        if (isNew) changed.push(record);
        add('pause', isNew ? 'done' : 'already', record, disconnectWords.paused(record.displayPhone));
      }
      await log.note('paused', by, changed);
      return receipts;
    },

    /** Messages that came in during the rest are put in their place afterwards. @throws AppError `number_not_found`. */
    async resume(by: Requester, phoneNumberIds: readonly string[]): Promise<ReceiptDto[]> {
      const { accountId } = by;
      const records = await numbers.active(accountId, phoneNumberIds);
      const { receipts, add } = createReceipts(clock);
      const changed: PhoneNumberRecord[] = [];
      for (const record of records) {
        const isNew = await connections.resume(record);
        if (isNew) changed.push(record);
        add('resume', isNew ? 'done' : 'already', record, disconnectWords.resumed(record.displayPhone));
      }
      await log.note('resumed', by, changed);
      events.emit('numbers.changed', { accountId });
      events.emit('numbers.resumed', { accountId, phoneNumberIds: changed.map((record) => record.phoneNumberId) });
      return receipts;
    },
  };
}
export type PauseService = ReturnType<typeof createPauseService>;
