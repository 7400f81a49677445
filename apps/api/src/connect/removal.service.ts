import type { AccountUpdate } from '@switchboard/graph';
import type { AuditService } from '../accounts/audit.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import { phoneNamedBy, samePhone } from '../numbers/namedPhone.js';
import type { EvidenceProblem, NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { NumberEvidence } from '../numbers/numberEvidence.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { type AccessEvent, accessEventOf, momentOf } from './accessEvents.js';
import type { StoryService } from './story.service.js';

export interface RemovalDeps {
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'dropUndo'>;
  evidence: Pick<NumberEvidence, 'recordEvidence'>;
  checks: Pick<NumberCheckService, 'check'>;
  audit: AuditService;
  story: StoryService;
  logger: Logger;
  events: DomainEvents;
}

/**
 * Access that ends, or comes back, at Meta's side. What Meta says is kept as evidence of its own time, so that it never
 * overwrites something newer; the numbers stay active, so that nothing that still comes in is lost and reconnecting is
 * offered. Good news is not believed blindly: Meta is asked.
 */
export function createRemovalService(deps: RemovalDeps) {
  const { numbers, connections, evidence, checks, audit, story, logger, events } = deps;
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

  /**
   * Once a change and number, however often Meta repeats it and whoever hears it. People are told by who watches the
   * numbers, from the evidence.
   */
  async function writeDown(
    record: PhoneNumberRecord,
    { event, meaning, title, text }: AccessEvent,
    at: Date,
  ): Promise<void> {
    const { accountId, phoneNumberId, displayPhone } = record;
    const key = `meta:${event}:${phoneNumberId}:${at.toISOString().slice(0, 19)}`;
    const words = `${displayPhone}: ${text}`;
    if (meaning !== 'back') {
      await audit.record({ accountId, action: 'meta.access_removed', text: words, phoneNumberId, key });
    }
    const kind = meaning === 'back' ? 'reconnected' : 'removed_at_meta';
    if (event === 'ACCOUNT_RESTRICTION') return;
    await story.tell({ accountId, kind, at, by: 'Meta', title, text: words, phoneNumberIds: [phoneNumberId], key });
  }

  /** Beside the projection, which must not wait for Meta. A process that dies meanwhile leaves it to the daily check. */
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
        await writeDown(record, what, at);
      }
      events.emit('numbers.changed', { accountId });
    }
    if (what.meaning === 'back') askAbout(records);
  }

  /** What is kept for undoing would bring back an access that is gone. @returns whether anything was kept. */
  async function dropUndo(of: Parameters<ConnectionState['dropUndo']>[0], at: Date): Promise<boolean> {
    const accountIds = await connections.dropUndo(of, at);
    for (const accountId of accountIds) events.emit('numbers.changed', { accountId });
    return accountIds.length > 0;
  }

  /** The same for the numbers of a WhatsApp account that an event speaks of. */
  async function dropUndoOn(
    wabaId: string,
    isMeant: (number: Pick<PhoneNumberRecord, 'displayPhone'>) => boolean,
    at: Date,
  ): Promise<boolean> {
    const phoneNumberIds = (await numbers.undoableOn(wabaId)).filter(isMeant).map((record) => record.phoneNumberId);
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
    /** Listens to what Meta says about accounts. @returns whether it concerned anybody's access here. */
    async onAccountUpdate(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
      const what = accessEventOf(update);
      if (!what) return false;
      const at = momentOf(update.at, receivedAt);
      const phone = phoneNamedBy(update);
      const isMeant = ({ displayPhone }: Pick<PhoneNumberRecord, 'displayPhone'>) =>
        phone === null || samePhone(displayPhone, phone);
      // Connected again since: the event speaks of an access that is no more.
      const records = (await numbers.activeOnWabas([update.wabaId])).filter((record) => record.connectedAt <= at);
      const hadUndo = what.meaning === 'lost' && (await dropUndoOn(update.wabaId, isMeant, at));
      if (records.length === 0) return hadUndo;
      await notice(records.filter(isMeant), what, at);
      // One phone of several has left, or one that is not held here: what that means for the others Meta alone knows.
      askAbout(records.filter((record) => !isMeant(record)));
      return true;
    },

    /** A person has removed the app: every access that they gave is over. @returns how many numbers that concerns. */
    async onDeauthorized(metaUserId: string, issuedAt: Date, receivedAt: Date): Promise<number> {
      const at = momentOf(issuedAt, receivedAt);
      const records = (await numbers.grantedBy(metaUserId)).filter((record) => record.connectedAt <= at);
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

    /** Waits for checks that are under way. */
    async drain(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
export type RemovalService = ReturnType<typeof createRemovalService>;
