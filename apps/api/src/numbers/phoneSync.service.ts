import { metaCode } from '@switchboard/contracts';
import type { GraphClient, GraphResult } from '@switchboard/graph';
import { type AccountUpdate, readPhoneSync } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { type Clock, hours, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { phoneSyncLeaseMs } from './lifetimes.js';
import type { LiveAccounts } from './liveAccounts.js';
import type { NumberRepository } from './number.repository.js';
import type { PhoneNumberRecord, SyncKind, SyncRecord } from './phoneNumber.model.js';
import { syncKinds } from './phoneSync.js';

/** Meta takes each request within this time after onboarding, once. */
const askableForMs = hours(24);
const wordAtMeta = { contacts: 'smb_app_state_sync', history: 'history' } as const;

export interface PhoneSyncDeps {
  model: Model<PhoneNumberRecord>;
  numbers: Pick<NumberRepository, 'open'>;
  liveAccounts: Pick<LiveAccounts, 'find'>;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
  events: DomainEvents;
}

type Key = Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>;

/**
 * Contacts and history of numbers that stay on the phone: each is asked for once, contacts first. The wish is written
 * down before Meta is asked, so that two processes ask once and a crash is made up for.
 */
export function createPhoneSyncService({ model, numbers, liveAccounts, graph, clock, logger, events }: PhoneSyncDeps) {
  let asking: Promise<unknown> = Promise.resolve();
  const at = (what: SyncKind, field: keyof SyncRecord) => `sync.${what}.${field}`;

  /** Takes the asking over: not asked yet, failed before, or begun by a process that is gone. */
  async function claim(key: Key, what: SyncKind): Promise<boolean> {
    const now = clock.now();
    const result = await model.updateOne(
      {
        ...key,
        isActive: true,
        'registration.isOnBizApp': true,
        connectedAt: { $gt: later(now, -askableForMs) },
        $or: [
          { [`sync.${what}`]: { $exists: false } },
          { [at(what, 'state')]: 'failed' },
          { [at(what, 'state')]: 'requested', [at(what, 'askingUntil')]: { $lte: now } },
        ],
      },
      {
        $set: {
          [`sync.${what}`]: { state: 'requested', progress: 0, at: now, askingUntil: later(now, phoneSyncLeaseMs) },
        },
      },
    );
    return result.modifiedCount > 0;
  }

  function stateAfter(answer: GraphResult<unknown>): SyncRecord['state'] {
    if (answer.ok || answer.failure.code === metaCode.syncAskedBefore) return 'requested';
    if (answer.failure.code === metaCode.historyNotShared) return 'refused';
    return answer.failure.code === metaCode.syncTooLate ? 'too_late' : 'failed';
  }

  async function ask(record: PhoneNumberRecord, what: SyncKind): Promise<void> {
    const { accountId, phoneNumberId } = record;
    if (!(await claim({ accountId, phoneNumberId }, what))) return;
    const { accessToken } = await numbers.open(record);
    const state = stateAfter(await graph.requestSync(phoneNumberId, wordAtMeta[what], accessToken));
    // A webhook may have come before the answer: then it is further already.
    await model.updateOne(
      { accountId, phoneNumberId, [at(what, 'state')]: 'requested' },
      { $set: { [at(what, 'state')]: state, [at(what, 'at')]: clock.now() }, $unset: { [at(what, 'askingUntil')]: 1 } },
    );
    events.emit('numbers.activity', { accountId });
  }

  async function askAll(
    filter: { accountId: string; phoneNumberId: { $in: string[] } } | Record<string, never>,
  ): Promise<void> {
    const now = clock.now();
    const rows = await model
      .find({
        ...filter,
        isActive: true,
        'registration.isOnBizApp': true,
        connectedAt: { $gt: later(now, -askableForMs) },
      })
      .lean<PhoneNumberRecord[]>();
    for (const row of rows) {
      for (const what of syncKinds) {
        try {
          await ask(row, what);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          logger.warn({ err: error, phoneNumberId: row.phoneNumberId, what }, 'the phone could not be asked for');
        }
      }
    }
  }

  return {
    /** Asks for what these numbers have to give, beside whatever else goes on. What fails is tried again by `runDue`. */
    request(accountId: string, phoneNumberIds: readonly string[]): void {
      asking = asking
        .then(() => askAll({ accountId, phoneNumberId: { $in: [...phoneNumberIds] } }))
        .catch((error: unknown) => logger.warn({ err: error }, 'asking for phones failed; it will be tried again'));
    },

    /** Asks for what was not asked for yet, and gives up what Meta takes no more. */
    async runDue(): Promise<void> {
      await askAll({});
      const now = clock.now();
      for (const what of syncKinds) {
        await model.updateMany(
          {
            isActive: true,
            'registration.isOnBizApp': true,
            connectedAt: { $lte: later(now, -askableForMs) },
            $or: [{ [`sync.${what}`]: { $exists: false } }, { [at(what, 'state')]: 'failed' }],
          },
          { $set: { [`sync.${what}`]: { state: 'too_late', progress: 0, at: now } } },
        );
      }
    },

    /** Notes how far a phone's contacts or history have come. Said again, or in another order, it changes nothing. */
    async note(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
      const sync = readPhoneSync(update);
      const { phoneNumberId } = update;
      if (!sync || !phoneNumberId) return false;
      const holder = (await liveAccounts.find([phoneNumberId])).get(phoneNumberId);
      if (!holder?.isActive) return false;
      const { accountId } = holder;
      const { what, error, progress = 0 } = sync;
      const open = { accountId, phoneNumberId, isActive: true, [at(what, 'state')]: { $nin: ['done', 'refused'] } };
      const state: SyncRecord['state'] = error
        ? error.code === metaCode.historyNotShared
          ? 'refused'
          : 'failed'
        : 'running';
      const found = await model.updateOne(open, {
        $max: { [at(what, 'progress')]: progress },
        $set: {
          [at(what, 'state')]: !error && progress === 100 ? 'done' : state,
          [at(what, 'at')]: receivedAt,
        },
        $unset: { [at(what, 'askingUntil')]: 1 },
      });
      if (found.modifiedCount > 0) events.emit('numbers.activity', { accountId });
      return true;
    },

    async drain(): Promise<void> {
      await asking;
    },
  };
}
export type PhoneSyncService = ReturnType<typeof createPhoneSyncService>;
