import type { PendingAtMetaDto } from '@switchboard/contracts';
import type { GraphClient, GraphResult } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { NumberService } from '../numbers/number.service.js';
import { isUnopened, type OnMoved, type TokenVault } from '../numbers/tokenVault.js';
import { type Clock, later, minutes, seconds } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { isClearAnswer, problemOfFailure } from '../platform/graphProblem.js';
import { newId } from '../platform/ids.js';
import type { Logger } from '../platform/logger.js';
import { problemOf } from './attempt.js';
import type { OnGaveUp } from './gaveUp.js';
import type { PendingUnsubscribeRecord } from './pendingUnsubscribe.model.js';
import { giveUpMs, leaseMs, retryDelayMs } from './retryDelay.js';

/** How soon a process that lacks the key of a token, or another that has it, looks at it again. */
const keyWaitMs = minutes(1);

export interface UnsubscribeDeps {
  pending: Model<PendingUnsubscribeRecord>;
  numbers: NumberService;
  vault: TokenVault;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
  onGaveUp: OnGaveUp;
  events: DomainEvents;
}

/** `done`, `kept` because a number needs the webhooks after all, or `pending`: tried again by itself. */
export type UnsubscribeOutcome = 'done' | 'kept' | 'pending';
/** The same for removing the app. `refused`: Meta does not do that with this kind of access. */
export type RevokeOutcome = UnsubscribeOutcome | 'refused';

/** What became of one try. `revoke` null: it was not asked for. */
export interface AtMeta {
  unsubscribe: UnsubscribeOutcome;
  revoke: RevokeOutcome | null;
}

/** What is to be done for one WABA. */
export interface ToDoAtMeta {
  accountId: string;
  wabaId: string;
  wabaName: string | undefined;
  accessToken: string;
  /**
   * Remove the app for this person at Meta as well; null: Meta has not said who that is. With when somebody pressed: the
   * access of a later login is not what they meant. Absent: the webhooks only.
   */
  revoke?: { metaUserId: string | null; askedAt: Date } | undefined;
}

/**
 * What disconnecting leaves to do at Meta, however long Meta takes to be there: switching off a WABA's webhooks, and
 * removing the app. The intention is stored with its own sealed copy of the token before the number's token is
 * destroyed, so neither a crash nor Meta being away loses it.
 */
export function createUnsubscribeService(deps: UnsubscribeDeps) {
  const { pending, numbers, vault, graph, events, clock } = deps;
  const placeOf = (accountId: string, wabaId: string) => ({ purpose: 'unsubscribe' as const, accountId, wabaId });
  const free = (now: Date) => ({ $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] });

  async function claim(accountId: string, wabaId: string): Promise<PendingUnsubscribeRecord | null> {
    const now = clock.now();
    return pending
      .findOneAndUpdate(
        { accountId, wabaId, ...free(now) },
        { $set: { leaseUntil: later(now, leaseMs) } },
        { returnDocument: 'after' },
      )
      .select('+accessToken')
      .lean<PendingUnsubscribeRecord>();
  }

  /** A token that Meta no longer accepts can switch nothing off, and nothing is delivered for it any more. */
  const isOver = (answer: GraphResult<void>) =>
    answer.ok || (isClearAnswer(answer.failure) && answer.failure.kind === 'token_invalid');

  /**
   * Removing the app ends every grant of the person, the ones of other numbers and of a login made since included. So it
   * is not done when another account, or a later login, lives on one.
   */
  async function isGrantNeeded({ accountId, revoke }: PendingUnsubscribeRecord): Promise<boolean> {
    if (!revoke?.metaUserId) return false;
    const living = await numbers.grantedBy(revoke.metaUserId);
    return living.some((number) => number.accountId !== accountId || number.connectedAt > revoke.askedAt);
  }

  async function tryAgainLater(row: PendingUnsubscribeRecord, problem: PendingUnsubscribeRecord['problem']) {
    const tries = row.tries + 1;
    const now = clock.now();
    await pending.updateOne(
      { accountId: row.accountId, wabaId: row.wabaId, leaseUntil: row.leaseUntil },
      { $set: { tries, nextTryAt: later(now, retryDelayMs(tries)), problem }, $unset: { leaseUntil: 1 } },
    );
  }

  /** Removes the app. @returns the failure that is worth another try, beside the outcome. */
  async function revokeOf(row: PendingUnsubscribeRecord, accessToken: string) {
    if (await isGrantNeeded(row)) return { outcome: 'kept' as const, failure: null };
    const at = clock.now();
    const answer = await graph.revokeGrant(accessToken);
    if (!answer.ok && !isOver(answer)) {
      return isClearAnswer(answer.failure)
        ? { outcome: 'refused' as const, failure: null }
        : { outcome: 'pending' as const, failure: answer.failure };
    }
    await markLost(row, at);
    return { outcome: 'done' as const, failure: null };
  }

  /** The numbers that stay connected here and have lost their access with the same grant. */
  async function markLost({ accountId, revoke }: PendingUnsubscribeRecord, at: Date): Promise<void> {
    if (!revoke?.metaUserId) return;
    // What is kept for undoing came with the same grant, and is as dead.
    for (const id of await numbers.dropUndo({ metaUserId: revoke.metaUserId }, at))
      events.emit('numbers.changed', { accountId: id });
    for (const record of await numbers.grantedBy(revoke.metaUserId)) {
      if (record.accountId !== accountId) continue;
      const expiresAt = record.token?.expiresAt ?? null;
      const token = { valid: false, at, expiresAt, problem: { code: 'token_invalid' as const, event: 'REVOKED_HERE' } };
      await numbers.recordEvidence(record, at, { token }, false);
    }
  }

  async function attemptOne(accountId: string, wabaId: string): Promise<AtMeta> {
    const row = await claim(accountId, wabaId);
    // Somebody else is at it: whether the app is removed as well is theirs to say.
    if (!row) return { unsubscribe: 'pending', revoke: null };
    const isNeeded = await numbers.isWabaNeeded(wabaId);
    if (isNeeded && !row.revoke) {
      await finish(row);
      return { unsubscribe: 'kept', revoke: null };
    }
    const accessToken = vault.open(row.accessToken, placeOf(accountId, wabaId));
    if (!isNeeded) {
      const answer = await graph.unsubscribeApp(wabaId, accessToken);
      if (!answer.ok && !isOver(answer)) {
        await tryAgainLater(row, problemOfFailure(answer.failure));
        return { unsubscribe: 'pending', revoke: row.revoke ? 'pending' : null };
      }
    }
    const unsubscribe = isNeeded ? 'kept' : 'done';
    const revoked = row.revoke ? await revokeOf(row, accessToken) : null;
    if (revoked?.failure) {
      await tryAgainLater(row, problemOfFailure(revoked.failure));
      return { unsubscribe, revoke: 'pending' };
    }
    await finish(row);
    return { unsubscribe, revoke: revoked?.outcome ?? null };
  }

  /** Drops what is done, unless somebody has asked for it again since it was claimed: then it is due at once. */
  async function finish({ accountId, wabaId, askId, leaseUntil }: PendingUnsubscribeRecord): Promise<void> {
    const { deletedCount } = await pending.deleteOne({ accountId, wabaId, askId });
    if (deletedCount > 0) return;
    await pending.updateOne(
      { accountId, wabaId, leaseUntil },
      { $set: { nextTryAt: clock.now() }, $unset: { leaseUntil: 1 } },
    );
  }

  return {
    /**
     * Stores the intention. Must be durable before the number's own token is destroyed. While somebody is at it already,
     * theirs goes on, and it is looked at once more afterwards. Storing it again never makes `askedAt` later.
     */
    async plan({ accountId, wabaId, wabaName, accessToken, revoke }: ToDoAtMeta): Promise<void> {
      const key = { accountId, wabaId };
      for (;;) {
        const now = clock.now();
        const asked = { askId: newId('ask'), ...(revoke ? { 'revoke.metaUserId': revoke.metaUserId } : {}) };
        const $min = revoke ? { 'revoke.askedAt': revoke.askedAt } : {};
        try {
          await pending.updateOne(
            { ...key, ...free(now) },
            {
              $min,
              $set: {
                wabaName,
                accessToken: vault.seal(accessToken, placeOf(accountId, wabaId)),
                tries: 0,
                nextTryAt: later(now, seconds(30)),
                giveUpAt: later(now, giveUpMs),
                problem: null,
                ...asked,
              },
              $unset: { leaseUntil: 1 },
            },
            { upsert: true },
          );
          return;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        // Somebody is at it. Finished and dropped in between: then it is stored anew.
        if ((await pending.updateOne(key, { $min, $set: asked })).matchedCount > 0) return;
      }
    },

    /** Tries at once. Never throws for what Meta answers. */
    attempt: attemptOne,

    /**
     * Gives up the intention for a WABA that is being connected again. What another account has asked to remove at Meta
     * goes on: it is that account's own grant, and the webhooks stay on for whoever needs them.
     *
     * @returns whether a call to Meta was under way at that moment: the webhooks must then be switched on once more
     * after the numbers are saved.
     */
    async cancel(accountId: string, wabaId: string): Promise<boolean> {
      const rows = await pending.find({ wabaId }).lean<PendingUnsubscribeRecord[]>();
      if (rows.length === 0) return false;
      await pending.deleteMany({ wabaId, $or: [{ accountId }, { revoke: { $exists: false } }] });
      const now = clock.now();
      return rows.some((row) => row.leaseUntil !== undefined && row.leaseUntil > now);
    },

    /** Whether somebody's unsubscribe of a WABA is still to come. */
    isPending: async (wabaId: string): Promise<boolean> => (await pending.exists({ wabaId })) !== null,

    async list(accountId: string): Promise<PendingAtMetaDto[]> {
      const rows = await pending.find({ accountId }).sort({ createdAt: 1 }).lean<PendingUnsubscribeRecord[]>();
      return rows.map((row) => ({
        wabaId: row.wabaId,
        wabaName: row.wabaName ?? null,
        what: row.revoke ? 'revoke' : 'unsubscribe',
        since: row.createdAt.toISOString(),
        nextTryAt: row.nextTryAt.toISOString(),
        tries: row.tries,
        problem: row.problem,
      }));
    },

    /** Seals the tokens of what is pending again, under the active key. @returns how many it moved. */
    async resealTokens(onMoved: OnMoved): Promise<number> {
      const rows = pending
        .find({ accessToken: vault.isOlder })
        .select('+accessToken')
        .lean<PendingUnsubscribeRecord[]>()
        .cursor();
      return vault.resealEach(
        rows,
        ({ accountId, wabaId }) => placeOf(accountId, wabaId),
        ({ accountId, wabaId, accessToken }, resealed) =>
          pending.updateOne({ accountId, wabaId, accessToken }, { $set: { accessToken: resealed } }),
        onMoved,
      );
    },

    /**
     * Forgets what is left to do for a WABA of an account, and the token with it.
     *
     * @param metaUserId only where the app was to be removed for this person at Meta; left out: whoever it was for.
     * @returns how much there was.
     */
    async forget(accountId: string, wabaId: string, metaUserId?: string): Promise<number> {
      const ofPerson = metaUserId === undefined ? {} : { 'revoke.metaUserId': metaUserId };
      return (await pending.deleteMany({ accountId, wabaId, ...ofPerson })).deletedCount;
    },

    /** Switches webhooks off that came on while the last number left: stored first, so that Meta may be away. */
    async switchOff(waba: ToDoAtMeta): Promise<void> {
      await this.plan(waba);
      await this.attempt(waba.accountId, waba.wabaId);
    },

    /** Tries what is due, and gives up what was tried for a week: people are told. Safe in several processes: each row is claimed. */
    async runDue(): Promise<void> {
      const now = clock.now();
      const given = await pending.find({ giveUpAt: { $lte: now } }).lean<PendingUnsubscribeRecord[]>();
      for (const row of given) {
        const { accountId, wabaId, tries } = row;
        deps.logger.warn({ accountId, wabaId, tries }, 'gave up unsubscribing');
        // Before it is dropped: a process that dies in between leaves it to another one, and it is told once.
        await deps.onGaveUp(row.revoke ? 'revoke' : 'unsubscribe', row);
        await pending.deleteOne({ accountId, wabaId, giveUpAt: { $lte: now } });
        events.emit('numbers.changed', { accountId });
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
          if (!(error instanceof AppError) || !isUnopened(error)) throw error;
          // Another process may have the key; a text that was changed opens nowhere.
          const waitMs = error.code === 'key_missing' ? keyWaitMs : giveUpMs;
          await pending.updateOne(
            { accountId, wabaId },
            { $set: { nextTryAt: later(now, waitMs), problem: problemOf(error.code) }, $unset: { leaseUntil: 1 } },
          );
        }
        events.emit('numbers.changed', { accountId });
      }
    },
  };
}
export type UnsubscribeService = ReturnType<typeof createUnsubscribeService>;
