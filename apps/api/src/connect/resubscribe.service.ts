import { endings, type PendingAtMetaDto, type ProblemDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { NumberService } from '../numbers/number.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import { isPassing } from './attempt.js';
import type { OnGaveUp } from './gaveUp.js';
import type { PendingSubscribeRecord } from './pendingSubscribe.model.js';
import { giveUpMs, leaseMs, retryDelayMs } from './retryDelay.js';

export interface ResubscribeDeps {
  pending: Model<PendingSubscribeRecord>;
  numbers: NumberService;
  checks: Pick<NumberCheckService, 'subscribe'>;
  clock: Clock;
  logger: Logger;
  onGaveUp: OnGaveUp;
  events: DomainEvents;
}

/** `pending`: tried again by itself. `refused`: Meta clearly said no, and the numbers show it with a button. */
export type ResubscribeOutcome = 'done' | 'pending' | 'refused';

/** A WABA of an account. */
export interface WabaHere {
  accountId: string;
  wabaId: string;
  wabaName?: string | undefined;
}

/**
 * Switching webhooks on again for numbers that have come back, however long Meta takes to be there. The intention is
 * stored before the numbers come back, so neither a crash nor Meta being away leaves them without messages.
 */
export function createResubscribeService(deps: ResubscribeDeps) {
  const { pending, numbers, checks, events, clock, logger, onGaveUp } = deps;
  const free = (now: Date) => ({ $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] });

  async function tryAgain({ accountId, wabaId, tries }: PendingSubscribeRecord, problem: ProblemDto): Promise<void> {
    const nextTryAt = later(clock.now(), retryDelayMs(tries + 1));
    await pending.updateOne(
      { accountId, wabaId },
      { $set: { tries: tries + 1, nextTryAt, problem }, $unset: { leaseUntil: 1 } },
    );
  }

  /** @returns why the webhooks are not known to be on; null when Meta has said that they are. */
  async function subscribe(accountId: string, phoneNumberIds: readonly string[]): Promise<ProblemDto | null> {
    try {
      const { unclear } = await checks.subscribe({ accountId }, phoneNumberIds, 'watch');
      return unclear[0] ? { code: unclear[0].code, message: unclear[0].message } : null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, message: endings[error.code].message };
    }
  }

  /** Worth another try: the moment was at fault, or somebody else was at it, or a number left meanwhile. */
  const isWorthIt = ({ code }: ProblemDto) =>
    isPassing(code) || code === 'fix_under_way' || code === 'number_not_found';

  /** The WABAs of an account with a number whose webhooks are not known to be on. */
  async function waitingIn(accountId: string): Promise<Set<string>> {
    const here = await numbers.active(accountId);
    return new Set(here.flatMap((record) => (record.subscription?.subscribed ? [] : [record.wabaId])));
  }

  async function attemptOne(accountId: string, wabaId: string): Promise<ResubscribeOutcome | null> {
    const now = clock.now();
    const key = { accountId, wabaId };
    const row = await pending
      .findOneAndUpdate(
        { ...key, ...free(now) },
        { $set: { leaseUntil: later(now, leaseMs) } },
        { returnDocument: 'after' },
      )
      .lean<PendingSubscribeRecord>();
    if (!row) return (await pending.exists(key)) ? 'pending' : null;
    const here = (await numbers.active(accountId)).filter((record) => record.wabaId === wabaId);
    const problem =
      here.length === 0
        ? null
        : await subscribe(
            accountId,
            here.map((record) => record.phoneNumberId),
          );
    if (problem && isWorthIt(problem)) {
      await tryAgain(row, problem);
      return 'pending';
    }
    await pending.deleteOne({ ...key, leaseUntil: row.leaseUntil });
    return problem ? 'refused' : 'done';
  }

  return {
    /**
     * Stores the intention. Must be durable before the numbers come back.
     *
     * @param dueAt when it is tried by itself, unless somebody does before.
     */
    async plan({ accountId, wabaId, wabaName }: WabaHere, dueAt: Date): Promise<void> {
      const $set = { wabaName, tries: 0, nextTryAt: dueAt, giveUpAt: later(clock.now(), giveUpMs), problem: null };
      try {
        await pending.updateOne({ accountId, wabaId }, { $set, $unset: { leaseUntil: 1 } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** Tries at once. Never throws for what Meta answers. @returns null when there is nothing stored to try. */
    attempt: attemptOne,

    /** What was tried and has not come through yet, neither by itself nor by the button of a number. */
    async list(accountId: string): Promise<PendingAtMetaDto[]> {
      const [rows, waiting] = await Promise.all([
        pending
          .find({ accountId, tries: { $gt: 0 } })
          .sort({ createdAt: 1 })
          .lean<PendingSubscribeRecord[]>(),
        waitingIn(accountId),
      ]);
      const open = rows.filter(({ wabaId }) => waiting.has(wabaId));
      return open.map(({ wabaId, wabaName, createdAt, nextTryAt, tries, problem }) => ({
        wabaId,
        wabaName: wabaName ?? null,
        what: 'subscribe',
        since: createdAt.toISOString(),
        nextTryAt: nextTryAt.toISOString(),
        tries,
        problem,
      }));
    },

    /** Gives it up: the numbers leave, or are deleted. */
    async forget(accountId: string, wabaId: string): Promise<number> {
      return (await pending.deleteMany({ accountId, wabaId })).deletedCount;
    },

    /** Tries what is due, and gives up what was tried for a week: people are told. Safe in several processes: each row is claimed. */
    async runDue(): Promise<void> {
      const now = clock.now();
      const given = await pending.find({ giveUpAt: { $lte: now } }).lean<PendingSubscribeRecord[]>();
      for (const row of given) {
        const { accountId, wabaId, tries } = row;
        logger.warn({ accountId, wabaId, tries }, 'gave up switching webhooks on');
        if ((await waitingIn(accountId)).has(wabaId)) await onGaveUp('subscribe', row);
        await pending.deleteOne({ accountId, wabaId, giveUpAt: { $lte: now } });
        events.emit('numbers.changed', { accountId });
      }
      const due = await pending
        .find({ nextTryAt: { $lte: now } })
        .sort({ nextTryAt: 1 })
        .limit(50)
        .lean();
      for (const { accountId, wabaId } of due) {
        await attemptOne(accountId, wabaId);
        events.emit('numbers.changed', { accountId });
      }
    },
  };
}
export type ResubscribeService = ReturnType<typeof createResubscribeService>;
