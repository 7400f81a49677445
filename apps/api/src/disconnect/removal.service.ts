import type { AccountUpdate } from '@switchboard/graph';
import type { ConnectionState } from '../numbers/connectionState.js';
import { phoneNamedBy, samePhone } from '../numbers/namedPhone.js';
import type { EvidenceProblem, NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { NumberEvidence } from '../numbers/numberEvidence.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { type AccessEvent, readAccessEvent, toMoment } from './accessEvents.js';
import type { RemovalLog } from './removalLog.js';

export interface RemovalDeps {
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'dropUndo'>;
  evidence: Pick<NumberEvidence, 'recordEvidence'>;
  checks: Pick<NumberCheckService, 'check'>;
  log: RemovalLog;
  logger: Logger;
  events: DomainEvents;
}

/**
 * Follows access that ends, or comes back, at Meta's side. The numbers stay active, so that nothing that still comes in
 * is lost. Good news is checked by asking Meta.
 */
export function createRemovalService(deps: RemovalDeps) {
  const { numbers, connections, evidence, checks, log, logger, events } = deps;
  const running = new Set<Promise<void>>();

  async function keepEvidence(record: PhoneNumberRecord, { event, meaning }: AccessEvent, at: Date): Promise<void> {
    const problem: EvidenceProblem = { code: meaning === 'lost' ? 'token_invalid' : 'meta_refused', event };
    const token = { valid: false, at, expiresAt: record.token?.expiresAt ?? null, problem };
    const found =
      meaning === 'lost'
        ? { token, subscription: { subscribed: false, at, problem } }
        : { registration: { ...record.registration, at, problem } };
    await evidence.recordEvidence(record, at, found, false);
  }

  /** Not awaited, because the projection must not wait for Meta. Where the process dies, the daily check does it. */
  function checkSoon(accountId: string, phoneNumberIds: string[]): void {
    const run = checks
      .check({ accountId }, phoneNumberIds, 'watch')
      .then(() => undefined)
      .catch((error: unknown) => {
        const level = error instanceof AppError ? 'info' : 'warn';
        logger[level]({ err: error, accountId }, 'numbers could not be checked after an event of Meta’s');
      })
      .finally(() => running.delete(run));
    running.add(run);
  }

  async function notice(records: readonly PhoneNumberRecord[], what: AccessEvent, at: Date): Promise<void> {
    for (const accountId of new Set(records.map((record) => record.accountId))) {
      const here = records.filter((record) => record.accountId === accountId);
      for (const record of here) {
        if (what.meaning !== 'back') await keepEvidence(record, what, at);
        await log(record, what, at);
      }
      events.emit('numbers.changed', { accountId });
    }
    if (what.meaning === 'back') askAbout(records);
  }

  /** Destroys tokens kept for undoing: they would bring back an access that is gone. @returns whether there were any. */
  async function dropUndo(of: Parameters<ConnectionState['dropUndo']>[0], at: Date): Promise<boolean> {
    const accountIds = await connections.dropUndo(of, at);
    for (const accountId of accountIds) events.emit('numbers.changed', { accountId });
    return accountIds.length > 0;
  }

  async function dropUndoOn(
    wabaId: string,
    isMeant: (number: Pick<PhoneNumberRecord, 'displayPhone'>) => boolean,
    at: Date,
  ): Promise<boolean> {
    const phoneNumberIds = (await numbers.findUndoableOnWaba(wabaId))
      .filter(isMeant)
      .map((record) => record.phoneNumberId);
    return phoneNumberIds.length > 0 && dropUndo({ wabaId, phoneNumberIds }, at);
  }

  function askAbout(records: readonly PhoneNumberRecord[]): void {
    for (const accountId of new Set(records.map((record) => record.accountId))) {
      const here = records.filter((record) => record.accountId === accountId);
      checkSoon(
        accountId,
        here.map((record) => record.phoneNumberId),
      );
    }
  }

  return {
    /** Takes an event of Meta's about a WhatsApp account. @returns whether it was about anybody's access here. */
    async onAccountUpdate(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
      const what = readAccessEvent(update);
      if (!what) return false;
      const at = toMoment(update.at, receivedAt);
      const phone = phoneNamedBy(update);
      const isMeant = ({ displayPhone }: Pick<PhoneNumberRecord, 'displayPhone'>) =>
        phone === null || samePhone(displayPhone, phone);
      // The event says nothing about the access of numbers that were connected after it.
      const records = (await numbers.findActiveOnWabas([update.wabaId])).filter((record) => record.connectedAt <= at);
      const hadUndo = what.meaning === 'lost' && (await dropUndoOn(update.wabaId, isMeant, at));
      if (records.length === 0) return hadUndo;
      await notice(records.filter(isMeant), what, at);
      // One phone of several has left: only Meta knows what that means for the others.
      askAbout(records.filter((record) => !isMeant(record)));
      return true;
    },

    /** A person has removed the app, which ends every access they gave. @returns how many numbers lose it. */
    async onDeauthorized(metaUserId: string, issuedAt: Date, receivedAt: Date): Promise<number> {
      const at = toMoment(issuedAt, receivedAt);
      const records = (await numbers.findActiveGrantedBy(metaUserId)).filter((record) => record.connectedAt <= at);
      const what: AccessEvent = {
        event: 'DEAUTHORIZED',
        meaning: 'lost',
        title: 'Access removed at Meta',
        text: 'The person who connected it removed the app at Meta, so the access is gone. Reconnect to go on; chats and settings are kept.',
      };
      await dropUndo({ metaUserId }, at);
      await notice(records, what, at);
      return records.length;
    },

    async drain(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
export type RemovalService = ReturnType<typeof createRemovalService>;
