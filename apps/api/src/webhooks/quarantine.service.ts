import type { NotUnderstood, QuarantineReason, QuarantineReply } from '@switchboard/contracts';
import { type Model, mongo } from 'mongoose';
import type { LiveAccounts } from '../numbers/liveAccounts.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import { areOnlyDuplicates } from '../platform/databaseErrors.js';
import type { Logger } from '../platform/logger.js';
import { createNotUnderstood, type Held } from './notUnderstood.js';
import type { ReadUpdate, ToQuarantine } from './projection.types.js';
import type { QuarantineRecord } from './quarantine.model.js';
import { fromQuarantined, toQuarantined, typeOf } from './quarantinedUpdate.js';

export interface QuarantineDeps {
  quarantine: Model<QuarantineRecord>;
  numbers: NumberRepository;
  liveAccounts: Pick<LiveAccounts, 'holdersOf'>;
  /** Puts updates in their place; what still has none comes back here. @returns the ids of those. */
  place: (updates: readonly ReadUpdate[], again: boolean) => Promise<ReadonlySet<string>>;
  logger: Logger;
}

/** Reasons that a number at work does away with. The others wait for a newer Switchboard. */
const endedByConnecting: readonly QuarantineReason[] = ['number_unknown', 'number_disconnected', 'number_paused'];
const replayedAtOnce = 500;

/** What Meta said and has no place yet: kept with the reason, counted, and put in its place when there is one. */
export function createQuarantineService({ quarantine, numbers, liveAccounts, place, logger }: QuarantineDeps) {
  const notUnderstood = createNotUnderstood({ quarantine, place, logger });

  /** Of these numbers, what this account may have: what came while it held them, or while nobody did. */
  const waitingFor = (accountId: string, phoneNumberIds: readonly string[]) => ({
    phoneNumberId: { $in: [...phoneNumberIds] },
    reason: { $in: endedByConnecting },
    $or: [{ accountId }, { accountId: { $exists: false } }],
  });

  /** News of whole WhatsApp accounts that nobody held when they came. */
  const newsOf = (wabaIds: readonly string[]) => ({
    wabaId: { $in: [...wabaIds] },
    phoneNumberId: { $exists: false },
    reason: 'number_unknown' as const,
  });

  async function replay(accountId: string): Promise<number> {
    const live = (await numbers.active(accountId)).filter((number) => !number.pausedAt);
    if (live.length === 0) return 0;
    const waiting = {
      $or: [
        waitingFor(
          accountId,
          live.map((number) => number.phoneNumberId),
        ),
        newsOf([...new Set(live.map((number) => number.wabaId))]),
      ],
    };
    let replayed = 0;
    for (;;) {
      const rows = await quarantine.find(waiting).sort({ _id: 1 }).limit(replayedAtOnce).lean<QuarantineRecord[]>();
      if (rows.length === 0) return replayed;
      const updates = rows.flatMap(({ _id, receivedAt, place: index, update }) =>
        update ? [{ id: _id, receivedAt, place: index, update: fromQuarantined(update), onlyFor: accountId }] : [],
      );
      // As if for the second time: this run may be the one after a crash.
      await place(updates, true);
      // Those that were sent back (the number went away meanwhile) have been kept under the same id: they stay.
      const still = new Set(await stillHomeless(accountId, rows));
      const done = rows.map((row) => row._id).filter((id) => !still.has(id));
      if (done.length === 0) return replayed;
      replayed += (await quarantine.deleteMany({ _id: { $in: done } })).deletedCount;
    }
  }

  async function stillHomeless(accountId: string, rows: readonly QuarantineRecord[]): Promise<string[]> {
    const holders = await liveAccounts.holdersOf([...new Set(rows.flatMap((row) => row.phoneNumberId ?? []))]);
    const wabaIds = new Set((await numbers.active(accountId)).map((number) => number.wabaId));
    return rows
      .filter(({ phoneNumberId, wabaId }) => {
        if (!phoneNumberId) return !wabaId || !wabaIds.has(wabaId);
        const holder = holders.get(phoneNumberId);
        return !holder?.isActive || holder.pausedAt || holder.accountId !== accountId;
      })
      .map((row) => row._id);
  }

  /** What waits for a number of this account to be at work, by number. */
  async function waitingForNumbers({ accountId, known, live }: Held): Promise<QuarantineReply['numbers']> {
    const rows = await quarantine.aggregate<{ _id: string; waiting: number; since: Date; reason: QuarantineReason }>([
      {
        $match: {
          reason: { $in: endedByConnecting },
          $or: [
            { accountId, phoneNumberId: { $in: [...known] } },
            // A number that was never connected, on a WhatsApp account that is.
            {
              accountId: { $exists: false },
              wabaId: { $in: [...new Set(live.map(({ wabaId }) => wabaId))] },
              phoneNumberId: { $exists: true },
            },
          ],
        },
      },
      { $sort: { _id: 1 } },
      {
        $group: {
          _id: '$phoneNumberId',
          waiting: { $sum: 1 },
          since: { $min: '$receivedAt' },
          reason: { $last: '$reason' },
        },
      },
      { $sort: { _id: 1 } },
    ]);
    return rows.map(({ _id, waiting, since, reason }) => ({
      phoneNumberId: _id,
      waiting,
      since: since.toISOString(),
      reason,
    }));
  }

  const heldBy = async (accountId: string): Promise<Held> => {
    const [known, live] = await Promise.all([numbers.knownIds(accountId), numbers.active(accountId)]);
    return { accountId, known, live };
  };

  /** Of the replays of an account, one of a kind at a time in this process. */
  const running = new Map<string, Promise<number>>();
  function once(key: string, begin: () => Promise<number>): Promise<number> {
    const underway = running.get(key);
    if (underway) return underway;
    const run = begin().finally(() => running.delete(key));
    running.set(key, run);
    return run;
  }

  return {
    async keep(items: readonly ToQuarantine[]): Promise<void> {
      const rows = items.map(({ body, update, ...row }) => ({
        ...row,
        ...(update ? { update: toQuarantined(update), type: typeOf(update) } : {}),
        ...(body ? { body: new mongo.Binary(body) } : {}),
      }));
      try {
        // What an update does not have is not there when it is read again, and not null.
        await quarantine.collection.insertMany(rows as never[], { ordered: false, ignoreUndefined: true });
      } catch (error) {
        if (!areOnlyDuplicates(error)) throw error;
      }
    },

    /** What waits for numbers that this account has or had, or that are on its WhatsApp accounts. */
    async summary(accountId: string): Promise<Omit<QuarantineReply, 'success' | 'replayed'>> {
      const held = await heldBy(accountId);
      const [waitingNumbers, unclear] = await Promise.all([waitingForNumbers(held), notUnderstood.summary(held)]);
      return {
        waiting: [...waitingNumbers, ...unclear].reduce((sum, { waiting }) => sum + waiting, 0),
        numbers: [...waitingNumbers, ...unclearNumbers(unclear)],
        ...(unclear.length > 0 ? { notUnderstood: unclear } : {}),
      };
    },

    /** Puts what waits for the account's live numbers in its place. @returns how many. */
    replay: (accountId: string): Promise<number> => once(accountId, () => replay(accountId)),

    /** Reads what was not understood once more: this Switchboard may be a newer one. @returns how many have their place. */
    replayNotUnderstood: (accountId: string): Promise<number> =>
      once(`${accountId} not understood`, async () => {
        const held = await heldBy(accountId);
        return notUnderstood.replay({ ...held, live: held.live.filter((number) => !number.pausedAt) });
      }),

    /** The same for every account that something can be waiting for: what a crash or a race left behind. */
    async replayAll(): Promise<void> {
      const ids = await quarantine.distinct('phoneNumberId', { reason: { $in: endedByConnecting } });
      if (ids.length === 0) return;
      const holders = await liveAccounts.holdersOf(ids.filter((id): id is string => typeof id === 'string'));
      const accountIds = new Set([...holders.values()].filter((one) => one.isActive).map((one) => one.accountId));
      for (const accountId of accountIds) {
        try {
          const replayed = await this.replay(accountId);
          if (replayed > 0) logger.info({ accountId, replayed }, 'updates of Meta left quarantine');
        } catch (error) {
          // The others do not wait for this one; it has its next turn in a minute.
          logger.error({ err: error, accountId }, 'replaying from quarantine failed; it will be tried again');
        }
      }
    },

    /** Waits for replays that are under way. */
    drain: () => Promise.allSettled(running.values()),

    async removeBefore(at: Date): Promise<void> {
      // However long a number rests: what came meanwhile is still there when it is resumed.
      const resting = await numbers.pausedIds();
      await quarantine.deleteMany({ receivedAt: { $lt: at }, phoneNumberId: { $nin: resting } });
    },
  };
}
/** What was not understood of numbers, a number once. */
function unclearNumbers(unclear: readonly NotUnderstood[]): QuarantineReply['numbers'] {
  const byNumber = new Map<string, QuarantineReply['numbers'][number]>();
  for (const { phoneNumberId, waiting, since } of unclear) {
    if (phoneNumberId === null) continue;
    const known = byNumber.get(phoneNumberId);
    byNumber.set(phoneNumberId, {
      phoneNumberId,
      reason: 'not_understood',
      waiting: waiting + (known?.waiting ?? 0),
      since: known && known.since < since ? known.since : since,
    });
  }
  return [...byNumber.values()];
}

export type QuarantineService = ReturnType<typeof createQuarantineService>;
