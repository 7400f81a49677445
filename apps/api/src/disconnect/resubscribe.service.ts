import type { PendingAtMetaDto, ProblemDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { DurableJob, type DurableJobDeps } from '../platform/durableJob.js';
import type { Ended } from '../platform/durableJob.types.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { isPassing, makeProblem } from '../platform/problem.js';
import { leftAtMetaJob, stillTried, toPendingDto, untried } from './leftAtMeta.js';
import type { PendingSubscribeRecord } from './pendingSubscribe.model.js';
import type { OnExhausted } from './retriesExhausted.js';

export interface ResubscribeDeps {
  pending: Model<PendingSubscribeRecord>;
  numbers: NumberRepository;
  checks: Pick<NumberCheckService, 'subscribe'>;
  onExhausted: OnExhausted;
  events: DomainEvents;
  job: DurableJobDeps;
}

/** `pending`: the job tries again. `refused`: Meta clearly said no, and the numbers show it with a button. */
export type ResubscribeOutcome = 'done' | 'pending' | 'refused';

export interface WabaHere {
  accountId: string;
  wabaId: string;
  wabaName?: string | undefined;
}

/** Switches webhooks on again for numbers that have come back, however long Meta is away. */
export function createResubscribeService(deps: ResubscribeDeps) {
  const { pending, numbers, checks, onExhausted, events, job: jobDeps } = deps;
  const { clock } = jobDeps;

  /** @returns why the webhooks are not known to be on; null when Meta has said that they are. */
  async function subscribe(accountId: string, phoneNumberIds: readonly string[]): Promise<ProblemDto | null> {
    try {
      const { unclear } = await checks.subscribe({ accountId }, phoneNumberIds, 'watch');
      return unclear[0] ? { code: unclear[0].code, message: unclear[0].message } : null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return makeProblem(error.code);
    }
  }

  /** Whether another try may work: the moment was at fault, or another fix was under way, or a number left meanwhile. */
  const isWorthIt = ({ code }: ProblemDto) =>
    isPassing(code) || code === 'fix_under_way' || code === 'number_not_found';

  async function waitingIn(accountId: string): Promise<Set<string>> {
    const here = await numbers.active(accountId);
    return new Set(here.flatMap((record) => (record.subscription?.subscribed ? [] : [record.wabaId])));
  }

  async function work({
    accountId,
    wabaId,
  }: PendingSubscribeRecord): Promise<Ended<PendingSubscribeRecord, ResubscribeOutcome>> {
    const here = (await numbers.active(accountId)).filter((record) => record.wabaId === wabaId);
    const ids = here.map((record) => record.phoneNumberId);
    const problem = ids.length === 0 ? null : await subscribe(accountId, ids);
    if (problem && isWorthIt(problem)) return { kind: 'again', set: { problem }, result: 'pending' };
    return { kind: 'done', result: problem ? 'refused' : 'done' };
  }

  const job = new DurableJob<PendingSubscribeRecord, ResubscribeOutcome>(
    leftAtMetaJob(
      {
        name: 'subscribe',
        model: pending,
        work,
        toPendingKind: () => 'subscribe',
        isNeeded: async ({ accountId, wabaId }) => (await waitingIn(accountId)).has(wabaId),
      },
      { onExhausted, events },
    ),
    jobDeps,
  );

  return {
    job,

    /** Must be durable before the numbers come back. @param dueAt when the job tries, unless `attempt` does before. */
    async plan({ accountId, wabaId, wabaName }: WabaHere, dueAt: Date): Promise<void> {
      const $set = { wabaName, ...untried(clock.now(), dueAt) };
      const $unset = { leaseUntil: 1 as const, gaveUpAt: 1 as const };
      try {
        await pending.updateOne({ accountId, wabaId }, { $set, $unset }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** Tries at once. Never throws for what Meta answers. @returns null when there is nothing stored to try. */
    async attempt(accountId: string, wabaId: string): Promise<ResubscribeOutcome | null> {
      const key = { accountId, wabaId, ...stillTried };
      return (await job.runNow(key)) ?? ((await pending.exists(key)) ? 'pending' : null);
    },

    /** What was tried and has not worked yet, neither by the job nor by the button of a number. */
    async list(accountId: string): Promise<PendingAtMetaDto[]> {
      const [rows, waiting] = await Promise.all([
        pending
          .find({ accountId, problem: { $ne: null }, ...stillTried })
          .sort({ createdAt: 1 })
          .lean<PendingSubscribeRecord[]>(),
        waitingIn(accountId),
      ]);
      return rows.filter(({ wabaId }) => waiting.has(wabaId)).map((row) => toPendingDto(row, 'subscribe'));
    },

    async forget(accountId: string, wabaId: string): Promise<number> {
      return (await pending.deleteMany({ accountId, wabaId })).deletedCount;
    },
  };
}
export type ResubscribeService = ReturnType<typeof createResubscribeService>;
