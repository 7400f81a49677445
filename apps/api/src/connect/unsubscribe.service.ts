import type { PendingAtMetaDto } from '@switchboard/contracts';
import type { GraphClient } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberService } from '../numbers/number.service.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import { type Clock, days, later, minutes, seconds } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { isClearAnswer, problemOfFailure } from '../platform/graphProblem.js';
import type { Logger } from '../platform/logger.js';
import { problemOf } from './attempt.js';
import type { PendingUnsubscribeRecord } from './pendingUnsubscribe.model.js';

const leaseMs = minutes(1);
/** Meta itself stops retrying after a week; by then somebody has to look. */
const giveUpMs = days(7);

/** Doubles from one minute to six hours. Pure. */
export const retryDelayMs = (tries: number) => Math.min(minutes(1) * 2 ** Math.max(0, tries - 1), minutes(360));

export interface UnsubscribeDeps {
  pending: Model<PendingUnsubscribeRecord>;
  numbers: NumberService;
  vault: TokenVault;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
  onChanged: (accountId: string) => void;
}

/** `done`, `kept` because a number needs the webhooks after all, or `pending`: tried again by itself. */
export type UnsubscribeOutcome = 'done' | 'kept' | 'pending';

/**
 * Switching off a WABA's webhooks at Meta, however long Meta takes to be there. The intention is stored with its own
 * sealed copy of the token before the number's token is destroyed, so neither a crash nor Meta being away loses it.
 */
export function createUnsubscribeService(deps: UnsubscribeDeps) {
  const { pending, numbers, vault, graph, clock } = deps;
  const placeOf = (accountId: string, wabaId: string) => ({ purpose: 'unsubscribe' as const, accountId, wabaId });

  async function claim(accountId: string, wabaId: string): Promise<PendingUnsubscribeRecord | null> {
    const now = clock.now();
    return pending
      .findOneAndUpdate(
        { accountId, wabaId, $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] },
        { $set: { leaseUntil: later(now, leaseMs) } },
        { returnDocument: 'after' },
      )
      .select('+accessToken')
      .lean<PendingUnsubscribeRecord>();
  }

  async function attemptOne(accountId: string, wabaId: string): Promise<UnsubscribeOutcome> {
    const row = await claim(accountId, wabaId);
    if (!row) return 'pending';
    const key = { accountId, wabaId };
    if (await numbers.isWabaNeeded(wabaId)) {
      await pending.deleteOne(key);
      return 'kept';
    }
    const answer = await graph.unsubscribeApp(wabaId, vault.open(row.accessToken, placeOf(accountId, wabaId)));
    // A token that Meta no longer accepts can switch nothing off, and nothing is delivered for it any more.
    const over = answer.ok || (isClearAnswer(answer.failure) && answer.failure.kind === 'token_invalid');
    if (over) {
      await pending.deleteOne(key);
      return 'done';
    }
    const tries = row.tries + 1;
    const now = clock.now();
    await pending.updateOne(key, {
      $set: { tries, nextTryAt: later(now, retryDelayMs(tries)), problem: problemOfFailure(answer.failure) },
      $unset: { leaseUntil: 1 },
    });
    return 'pending';
  }

  return {
    /** Stores the intention. Must be durable before the number's own token is destroyed. */
    async plan(accountId: string, wabaId: string, wabaName: string | undefined, accessToken: string): Promise<void> {
      const now = clock.now();
      await pending.updateOne(
        { accountId, wabaId },
        {
          $set: {
            wabaName,
            accessToken: vault.seal(accessToken, placeOf(accountId, wabaId)),
            tries: 0,
            nextTryAt: later(now, seconds(30)),
            giveUpAt: later(now, giveUpMs),
            problem: null,
          },
          $unset: { leaseUntil: 1 },
        },
        { upsert: true },
      );
    },

    /** Tries at once. Never throws for what Meta answers. */
    attempt: attemptOne,

    /**
     * Gives up the intention for a WABA that is being connected again.
     *
     * @returns whether a call to Meta was under way at that moment: the webhooks must then be switched on once more
     * after the numbers are saved.
     */
    async cancel(wabaId: string): Promise<boolean> {
      const rows = await pending.find({ wabaId }).lean<PendingUnsubscribeRecord[]>();
      if (rows.length === 0) return false;
      await pending.deleteMany({ wabaId });
      const now = clock.now();
      return rows.some((row) => row.leaseUntil !== undefined && row.leaseUntil > now);
    },

    async list(accountId: string): Promise<PendingAtMetaDto[]> {
      const rows = await pending.find({ accountId }).sort({ createdAt: 1 }).lean<PendingUnsubscribeRecord[]>();
      return rows.map((row) => ({
        wabaId: row.wabaId,
        wabaName: row.wabaName ?? null,
        what: 'unsubscribe',
        since: row.createdAt.toISOString(),
        nextTryAt: row.nextTryAt.toISOString(),
        tries: row.tries,
        problem: row.problem,
      }));
    },

    /** Seals the tokens of what is pending again, under the active key. @returns how many it moved. */
    async resealTokens(): Promise<number> {
      const rows = pending.find().select('+accessToken').lean<PendingUnsubscribeRecord[]>().cursor();
      return vault.resealEach(
        rows,
        ({ accountId, wabaId }) => placeOf(accountId, wabaId),
        ({ accountId, wabaId, accessToken }, resealed) =>
          pending.updateOne({ accountId, wabaId, accessToken }, { $set: { accessToken: resealed } }),
      );
    },

    /** Tries what is due, and drops what was tried for a week. Safe in several processes: each row is claimed. */
    async runDue(): Promise<void> {
      const now = clock.now();
      const given = await pending.find({ giveUpAt: { $lte: now } }).lean<PendingUnsubscribeRecord[]>();
      for (const row of given) {
        deps.logger.warn({ accountId: row.accountId, wabaId: row.wabaId, tries: row.tries }, 'gave up unsubscribing');
        await pending.deleteOne({ accountId: row.accountId, wabaId: row.wabaId, giveUpAt: { $lte: now } });
      }
      const due = await pending
        .find({ nextTryAt: { $lte: now } })
        .sort({ nextTryAt: 1 })
        .limit(50)
        .lean();
      for (const { accountId, wabaId } of due) {
        try {
          await attemptOne(accountId, wabaId);
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'token_unreadable') throw error;
          await pending.updateOne(
            { accountId, wabaId },
            { $set: { nextTryAt: later(now, giveUpMs), problem: problemOf('token_unreadable') } },
          );
        }
        deps.onChanged(accountId);
      }
    },
  };
}
export type UnsubscribeService = ReturnType<typeof createUnsubscribeService>;
