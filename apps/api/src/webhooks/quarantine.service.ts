import type { NotUnderstood, QuarantineReason, QuarantineReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { LiveAccounts } from '../numbers/liveAccounts.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { Logger } from '../platform/logger.js';
import { createNotUnderstood, type Held } from './notUnderstood.js';
import type { QuarantineRecord } from './quarantine.model.js';
import { createQuarantineReplay, endedByConnecting } from './quarantineReplay.js';
import type { UpdateRouter } from './updateRouter.js';

export interface QuarantineDeps {
  quarantine: Model<QuarantineRecord>;
  numbers: NumberRepository;
  liveAccounts: Pick<LiveAccounts, 'find'>;
  route: UpdateRouter;
  logger: Logger;
}

/** What waits in quarantine: counted for its account, and replayed when a number can take it. */
export function createQuarantineService({ quarantine, numbers, liveAccounts, route, logger }: QuarantineDeps) {
  const notUnderstood = createNotUnderstood({ quarantine, route, logger });
  const replayAccount = createQuarantineReplay({ quarantine, numbers, liveAccounts, route });
  const runs = createSharedRuns();

  const findHeld = async (accountId: string): Promise<Held> => {
    const [known, live] = await Promise.all([numbers.findKnownIds(accountId), numbers.active(accountId)]);
    return { accountId, known, live };
  };

  const replay = (accountId: string): Promise<number> => runs.join(accountId, () => replayAccount(accountId));

  return {
    replay,

    /** What waits for numbers that this account has or had, or that are on its WhatsApp accounts. */
    async summary(accountId: string): Promise<Omit<QuarantineReply, 'success' | 'replayed'>> {
      const held = await findHeld(accountId);
      const [waiting, unclear] = await Promise.all([countWaiting(quarantine, held), notUnderstood.summary(held)]);
      return {
        waiting: [...waiting, ...unclear].reduce((sum, one) => sum + one.waiting, 0),
        numbers: [...waiting, ...sumByNumber(unclear)],
        ...(unclear.length > 0 ? { notUnderstood: unclear } : {}),
      };
    },

    /** Reads what was not understood again: this may be a newer Switchboard. @returns how many have left quarantine. */
    replayNotUnderstood: (accountId: string): Promise<number> =>
      runs.join(`${accountId} not understood`, async () => {
        const held = await findHeld(accountId);
        return notUnderstood.replay({ ...held, live: held.live.filter((number) => !number.pausedAt) });
      }),

    /** Replays for every account that something can be waiting for: what a crash or a race left behind. */
    async replayAll(): Promise<void> {
      const ids = await quarantine.distinct('phoneNumberId', { reason: { $in: endedByConnecting } });
      if (ids.length === 0) return;
      const holders = await liveAccounts.find(ids.filter((id): id is string => typeof id === 'string'));
      const accountIds = new Set([...holders.values()].filter((one) => one.isActive).map((one) => one.accountId));
      for (const accountId of accountIds) {
        try {
          const replayed = await replay(accountId);
          if (replayed > 0) logger.info({ accountId, replayed }, 'updates of Meta left quarantine');
        } catch (error) {
          // The other accounts go on; this one is tried again in a minute.
          logger.error({ err: error, accountId }, 'replaying from quarantine failed; it will be tried again');
        }
      }
    },

    drain: () => runs.drain(),
  };
}

/** Whoever asks for a run that is under way gets its result. */
function createSharedRuns() {
  const running = new Map<string, Promise<number>>();
  return {
    join(key: string, begin: () => Promise<number>): Promise<number> {
      const underway = running.get(key);
      if (underway) return underway;
      const run = begin().finally(() => running.delete(key));
      running.set(key, run);
      return run;
    },
    drain: () => Promise.allSettled(running.values()),
  };
}

async function countWaiting(
  quarantine: Model<QuarantineRecord>,
  { accountId, known, live }: Held,
): Promise<QuarantineReply['numbers']> {
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

function sumByNumber(unclear: readonly NotUnderstood[]): QuarantineReply['numbers'] {
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
