import type { ProblemDto } from '@switchboard/contracts';
import type { GraphClient } from '@switchboard/graph';
import type { NumberRepository } from '../numbers/number.repository.js';
import { later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { DurableJob, type DurableJobDeps } from '../platform/durableJob.js';
import type { Ended } from '../platform/durableJob.types.js';
import { AppError } from '../platform/errors.js';
import { toProblem } from '../platform/graphProblem.js';
import { makeProblem } from '../platform/problem.js';
import { type AppRemoval, isAccessOver, type RevokeOutcome } from './appRemoval.js';
import { leftAtMetaJob } from './leftAtMeta.js';
import { keyWaitMs } from './lifetimes.js';
import type { PendingUnsubscribeRecord } from './pendingUnsubscribe.model.js';
import type { PendingUnsubscribes, ToDoAtMeta } from './pendingUnsubscribes.js';
import type { OnExhausted } from './retriesExhausted.js';

export interface UnsubscribeDeps {
  pending: PendingUnsubscribes;
  numbers: NumberRepository;
  graph: Pick<GraphClient, 'unsubscribeApp'>;
  appRemoval: AppRemoval;
  onExhausted: OnExhausted;
  events: DomainEvents;
  job: DurableJobDeps;
}

/** `kept`: a number needs the webhooks after all. `pending`: the job tries again. */
export type UnsubscribeOutcome = 'done' | 'kept' | 'pending';

/** What became of one try. `revoke` null: it was not asked for. */
export interface AtMeta {
  unsubscribe: UnsubscribeOutcome;
  revoke: RevokeOutcome | null;
}

type Tried = Ended<PendingUnsubscribeRecord, AtMeta>;

const tryAgain = (problem: ProblemDto, result: AtMeta, at?: Date): Tried => ({
  kind: 'again',
  set: { problem },
  result,
  ...(at ? { at } : {}),
});

/** Does what disconnecting leaves to do at Meta, however long Meta is away: webhooks off, and the app removed. */
export function createUnsubscribeService({
  pending,
  numbers,
  graph,
  appRemoval,
  onExhausted,
  events,
  job: jobDeps,
}: UnsubscribeDeps) {
  const { clock } = jobDeps;

  async function work(row: PendingUnsubscribeRecord): Promise<Tried> {
    const { wabaId, askId } = row;
    // A row that was asked for again meanwhile is still to be done.
    const done = { kind: 'done', still: { askId } } as const;
    const isNeeded = await numbers.isWabaNeeded(wabaId);
    if (isNeeded && !row.revoke) return { ...done, result: { unsubscribe: 'kept', revoke: null } };
    const nothingYet: AtMeta = { unsubscribe: 'pending', revoke: row.revoke ? 'pending' : null };
    const accessToken = pending.openToken(row);
    if (accessToken instanceof AppError) {
      // Another process may have the key; a text that was changed opens nowhere.
      const at = accessToken.code === 'key_missing' ? later(clock.now(), keyWaitMs) : row.giveUpAt;
      return tryAgain(makeProblem(accessToken.code), nothingYet, at);
    }
    if (!isNeeded) {
      const answer = await graph.unsubscribeApp(wabaId, accessToken);
      if (!answer.ok && !isAccessOver(answer)) return tryAgain(toProblem(answer.failure), nothingYet);
    }
    const unsubscribe = isNeeded ? 'kept' : 'done';
    const revoked = row.revoke ? await appRemoval.remove(row, accessToken) : null;
    if (revoked?.failure) return tryAgain(toProblem(revoked.failure), { unsubscribe, revoke: 'pending' });
    return { ...done, result: { unsubscribe, revoke: revoked?.outcome ?? null } };
  }

  const job = new DurableJob<PendingUnsubscribeRecord, AtMeta>(
    leftAtMetaJob(
      {
        name: 'unsubscribe',
        model: pending.model,
        select: '+accessToken',
        work,
        toPendingKind: ({ revoke }) => (revoke ? 'revoke' : 'unsubscribe'),
      },
      { onExhausted, events },
    ),
    jobDeps,
  );

  /** Tries at once. Never throws for what Meta answers. */
  async function attempt(accountId: string, wabaId: string): Promise<AtMeta> {
    // Where another process is at it, that one decides whether the app is removed as well.
    return (await job.runNow({ accountId, wabaId })) ?? { unsubscribe: 'pending', revoke: null };
  }

  return {
    job,
    plan: pending.plan,
    attempt,

    /** Switches webhooks off that came on while the last number left: stored first, so that Meta may be away. */
    async switchOff(waba: ToDoAtMeta): Promise<void> {
      await pending.plan(waba);
      await attempt(waba.accountId, waba.wabaId);
    },
  };
}
export type UnsubscribeService = ReturnType<typeof createUnsubscribeService>;
