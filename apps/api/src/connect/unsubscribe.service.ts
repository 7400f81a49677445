import type { PendingAtMetaDto, ProblemDto } from '@switchboard/contracts';
import type { GraphClient, GraphResult } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { NumberEvidence } from '../numbers/numberEvidence.js';
import { isUnopened, type OnMoved, type TokenVault } from '../numbers/tokenVault.js';
import { type Clock, later, minutes, seconds } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { DurableJob, type DurableJobDeps } from '../platform/durableJob.js';
import type { Ended } from '../platform/durableJob.types.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { isClearAnswer, problemOfFailure } from '../platform/graphProblem.js';
import { newId } from '../platform/ids.js';
import { problemOf } from './attempt.js';
import type { OnGaveUp } from './gaveUp.js';
import { asked, leftAtMetaJob, stillTried, toPendingDto } from './leftAtMeta.js';
import type { PendingUnsubscribeRecord } from './pendingUnsubscribe.model.js';

/** How soon a process that lacks the key of a token, or another that has it, looks at it again. */
const keyWaitMs = minutes(1);

export interface UnsubscribeDeps extends DurableJobDeps {
  pending: Model<PendingUnsubscribeRecord>;
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'dropUndo'>;
  evidence: Pick<NumberEvidence, 'recordEvidence'>;
  vault: TokenVault;
  graph: GraphClient;
  clock: Clock;
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
  const { pending, numbers, connections, evidence, vault, graph, clock, onGaveUp, events } = deps;
  const placeOf = (accountId: string, wabaId: string) => ({ purpose: 'unsubscribe' as const, accountId, wabaId });
  const free = (now: Date) => ({ $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] });

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
    for (const id of await connections.dropUndo({ metaUserId: revoke.metaUserId }, at))
      events.emit('numbers.changed', { accountId: id });
    for (const record of await numbers.grantedBy(revoke.metaUserId)) {
      if (record.accountId !== accountId) continue;
      const expiresAt = record.token?.expiresAt ?? null;
      const token = { valid: false, at, expiresAt, problem: { code: 'token_invalid' as const, event: 'REVOKED_HERE' } };
      await evidence.recordEvidence(record, at, { token }, false);
    }
  }

  type Tried = Ended<PendingUnsubscribeRecord, AtMeta>;
  const again = (problem: ProblemDto, result: AtMeta, at?: Date): Tried => ({
    ...{ kind: 'again', set: { problem }, result },
    ...(at ? { at } : {}),
  });

  async function work(row: PendingUnsubscribeRecord): Promise<Tried> {
    const { accountId, wabaId, askId } = row;
    // Unless somebody has asked for it again meanwhile: theirs is still to be done.
    const done = { kind: 'done', still: { askId } } as const;
    const isNeeded = await numbers.isWabaNeeded(wabaId);
    if (isNeeded && !row.revoke) return { ...done, result: { unsubscribe: 'kept', revoke: null } };
    const nothingYet: AtMeta = { unsubscribe: 'pending', revoke: row.revoke ? 'pending' : null };
    const accessToken = opened(row);
    if (accessToken instanceof AppError) {
      // Another process may have the key; a text that was changed opens nowhere.
      const at = accessToken.code === 'key_missing' ? later(clock.now(), keyWaitMs) : row.giveUpAt;
      return again(problemOf(accessToken.code), nothingYet, at);
    }
    if (!isNeeded) {
      const answer = await graph.unsubscribeApp(wabaId, accessToken);
      if (!answer.ok && !isOver(answer)) return again(problemOfFailure(answer.failure), nothingYet);
    }
    const unsubscribe = isNeeded ? 'kept' : 'done';
    const revoked = row.revoke ? await revokeOf(row, accessToken) : null;
    if (revoked?.failure) return again(problemOfFailure(revoked.failure), { unsubscribe, revoke: 'pending' });
    return { ...done, result: { unsubscribe, revoke: revoked?.outcome ?? null } };

    function opened({ accessToken: sealed }: PendingUnsubscribeRecord): string | AppError {
      try {
        return vault.open(sealed, placeOf(accountId, wabaId));
      } catch (error) {
        if (error instanceof AppError && isUnopened(error)) return error;
        throw error;
      }
    }
  }

  const job = new DurableJob<PendingUnsubscribeRecord, AtMeta>(
    leftAtMetaJob({
      ...{ name: 'unsubscribe', model: pending, select: '+accessToken', work, onGaveUp, events },
      whatOf: ({ revoke }) => (revoke ? 'revoke' : 'unsubscribe'),
    }),
    deps,
  );

  return {
    job,

    /**
     * Stores the intention. Must be durable before the number's own token is destroyed. While somebody is at it already,
     * theirs goes on, and it is looked at once more afterwards. Storing it again never makes `askedAt` later.
     */
    async plan({ accountId, wabaId, wabaName, accessToken, revoke }: ToDoAtMeta): Promise<void> {
      const key = { accountId, wabaId };
      for (;;) {
        const now = clock.now();
        const wish = { askId: newId('ask'), ...(revoke ? { 'revoke.metaUserId': revoke.metaUserId } : {}) };
        const $min = revoke ? { 'revoke.askedAt': revoke.askedAt } : {};
        try {
          await pending.updateOne(
            { ...key, ...free(now) },
            {
              $min,
              $set: {
                wabaName,
                accessToken: vault.seal(accessToken, placeOf(accountId, wabaId)),
                ...asked(now, later(now, seconds(30))),
                ...wish,
              },
              $unset: { leaseUntil: 1, gaveUpAt: 1 },
            },
            { upsert: true },
          );
          return;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        // Somebody is at it. Finished and dropped in between: then it is stored anew.
        if ((await pending.updateOne(key, { $min, $set: wish })).matchedCount > 0) return;
      }
    },

    /** Tries at once. Never throws for what Meta answers. */
    async attempt(accountId: string, wabaId: string): Promise<AtMeta> {
      // Somebody else is at it: whether the app is removed as well is theirs to say.
      return (await job.runNow({ accountId, wabaId })) ?? { unsubscribe: 'pending', revoke: null };
    },

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
    isPending: async (wabaId: string): Promise<boolean> => (await pending.exists({ wabaId, ...stillTried })) !== null,

    async list(accountId: string): Promise<PendingAtMetaDto[]> {
      const rows = await pending
        .find({ accountId, ...stillTried })
        .sort({ createdAt: 1 })
        .lean<PendingUnsubscribeRecord[]>();
      return rows.map((row) => toPendingDto(row, row.revoke ? 'revoke' : 'unsubscribe'));
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
  };
}
export type UnsubscribeService = ReturnType<typeof createUnsubscribeService>;
