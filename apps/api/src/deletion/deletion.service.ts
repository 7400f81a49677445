import { randomBytes } from 'node:crypto';
import type { DeletionReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import type { ResubscribeService } from '../connect/resubscribe.service.js';
import type { StoryService } from '../connect/story.service.js';
import type { UnsubscribeService } from '../connect/unsubscribe.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import { backoffs } from '../platform/backoff.js';
import { type Clock, days, later, seconds } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { DurableJob, type DurableJobDeps } from '../platform/durableJob.js';
import type { Ended } from '../platform/durableJob.types.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { Lease } from '../platform/lease.js';
import type { DeletionRecord, NumberToErase } from './deletion.model.js';
import { byAccount, type Eraser, type Erasure } from './erasure.js';

export interface DeletionDeps extends DurableJobDeps {
  deletions: Model<DeletionRecord>;
  accounts: AccountService;
  numbers: NumberRepository;
  connections: ConnectionState;
  unsubscribes: Pick<UnsubscribeService, 'forget'>;
  resubscribes: Pick<ResubscribeService, 'forget'>;
  audit: AuditService;
  story: StoryService;
  /** In this order; the numbers themselves come last of all. */
  erasers: readonly Eraser[];
  clock: Clock;
  events: DomainEvents;
}

/** Whoever asked waits for a month at most, by law: somebody has to look before. */
const giveUpMs = days(7);
/**
 * Other processes may believe for a second that a number is live. Nothing is deleted before that is over, so that nothing
 * comes in behind the deletion.
 */
const settleMs = seconds(2);

const tokensStep = 'Access tokens';
const numbersStep = 'Numbers and their settings';

/**
 * Deleting what came with a person's login, as Meta's data-deletion callback asks for (meta-platform 11). A job that any
 * process may take up where another left it; every step can be run again.
 */
export function createDeletionService(deps: DeletionDeps) {
  const { deletions, accounts, numbers, connections, unsubscribes, resubscribes, audit, story, events, clock } = deps;
  const whats = [tokensStep, ...deps.erasers.map((eraser) => eraser.what), numbersStep];
  const stepsAs = (done: boolean) => whats.map((what) => ({ what, done, count: 0 }));

  async function numbersOf(metaUserId: string): Promise<NumberToErase[]> {
    const rows = await numbers.everGrantedBy(metaUserId);
    return rows.map(({ accountId, phoneNumberId, wabaId, displayPhone, attemptId }) => ({
      accountId,
      phoneNumberId,
      wabaId,
      displayPhone: displayPhone.replace(/\D/g, ''),
      ...(attemptId ? { attemptId } : {}),
    }));
  }

  async function request(metaUserId: string): Promise<string> {
    const found = await numbersOf(metaUserId);
    const now = clock.now();
    for (;;) {
      // 192 random bits.
      const code = randomBytes(24).toString('base64url');
      const isNothing = found.length === 0;
      try {
        await deletions.create({
          code,
          state: isNothing ? 'done' : 'received',
          requestedAt: now,
          dueAt: now,
          steps: stepsAs(isNothing),
          ...(isNothing ? { finishedAt: now } : { metaUserId, numbers: found }),
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const underway = await deletions.findOne({ metaUserId }, { code: 1, gaveUpAt: 1 }).lean();
        if (!underway) continue;
        if (underway.gaveUpAt) await job.runAgain(String(underway._id));
        return underway.code;
      }
      for (const accountId of byAccount(found).keys()) {
        const text = 'The person who connected numbers asked Meta to have their data deleted.';
        await audit.record({ accountId, action: 'meta.deletion_requested', text, key: code });
      }
      return code;
    }
  }

  /** Takes the numbers out of use: from here on nothing comes in for them, and nobody can use their access. */
  async function begin(record: DeletionRecord, lease: Lease<DeletionRecord>): Promise<Ended<DeletionRecord, void>> {
    let count = 0;
    for (const number of record.numbers ?? []) count += await takeOut(number, record);
    await stepDone(lease, tokensStep, count);
    return { kind: 'again', at: later(clock.now(), settleMs), set: { state: 'deleting' }, result: undefined };
  }

  /** @returns false when another process is at it by now. */
  const stepDone = (lease: Lease<DeletionRecord>, what: string, count: number) =>
    lease.write({ $set: { 'steps.$.done': true }, $inc: { 'steps.$.count': count } }, { 'steps.what': what });

  async function takeOut(
    { accountId, phoneNumberId, wabaId }: NumberToErase,
    { metaUserId = '', numbers: found = [] }: DeletionRecord,
  ): Promise<number> {
    const [row] = (await numbers.everGrantedBy(metaUserId)).filter(
      (one) => one.accountId === accountId && one.phoneNumberId === phoneNumberId,
    );
    if (!row) return 0;
    const wasActive = (await connections.deactivate(row, null)) !== null;
    const wasKept = await connections.destroyUndoToken(row);
    // What is still to be done at Meta holds a token too. It is kept only where it may be that of somebody else's number.
    const ids = found.filter((one) => one.accountId === accountId).map((one) => one.phoneNumberId);
    const isOthers = (await numbers.isWabaNeeded(wabaId)) && (await numbers.hasOthersOn(accountId, wabaId, ids));
    const pending = await unsubscribes.forget(accountId, wabaId, isOthers ? metaUserId : undefined);
    // Holds no token. Where other numbers stay, they have a button for it.
    await resubscribes.forget(accountId, wabaId);
    return (wasActive ? 1 : 0) + (wasKept ? 1 : 0) + pending;
  }

  async function erasuresOf({ numbers: found = [], metaUserId = '' }: DeletionRecord): Promise<Erasure[]> {
    return Promise.all(
      [...byAccount(found)].map(async ([accountId, list]) => {
        const phoneNumberIds = list.map((number) => number.phoneNumberId);
        const wabaIds: string[] = [];
        for (const wabaId of new Set(list.map((number) => number.wabaId))) {
          if (!(await numbers.hasOthersOn(accountId, wabaId, phoneNumberIds))) wabaIds.push(wabaId);
        }
        const shared = await numbers.sharedWithOthers(accountId, phoneNumberIds, wabaIds);
        const sole = list.filter((number) => !shared.phoneNumberIds.has(number.phoneNumberId));
        return {
          accountId,
          metaUserId,
          phoneNumberIds,
          soleIds: sole.map((number) => number.phoneNumberId),
          wabaIds,
          soleWabaIds: wabaIds.filter((wabaId) => !shared.wabaIds.has(wabaId)),
          displayPhones: sole.map((number) => number.displayPhone),
          attemptIds: list.flatMap((number) => number.attemptId ?? []),
        };
      }),
    );
  }

  const numbersEraser: Eraser = {
    what: numbersStep,
    async erase({ accountId, phoneNumberIds, metaUserId }) {
      const count = await connections.remove(accountId, phoneNumberIds, metaUserId);
      await accounts.setWaba(accountId, (await numbers.active(accountId))[0]?.wabaId ?? null);
      return count;
    },
  };

  async function erase(record: DeletionRecord, lease: Lease<DeletionRecord>): Promise<Ended<DeletionRecord, void>> {
    const { code } = record;
    const erasures = await erasuresOf(record);
    for (const eraser of [...deps.erasers, numbersEraser]) {
      if (record.steps.some((step) => step.what === eraser.what && step.done)) continue;
      let count = 0;
      for (const erasure of erasures) count += await eraser.erase(erasure);
      await stepDone(lease, eraser.what, count);
      if (!(await lease.extend())) return { kind: 'again', result: undefined };
    }
    for (const [accountId, list] of byAccount(record.numbers ?? [])) {
      const which = list.length === 1 ? 'one number' : `${list.length} numbers`;
      const text = `Everything about ${which} was deleted, as the person who connected them asked through Meta.`;
      await audit.record({ accountId, action: 'data.deleted', text, key: code });
      await story.tell({ accountId, kind: 'deletion', by: 'Meta', title: 'Data deleted', text, key: code });
    }
    const update = { $set: { state: 'done', finishedAt: clock.now() }, $unset: { metaUserId: 1, numbers: 1 } };
    return { kind: 'done', update, result: undefined };
  }

  const accountIdsOf = ({ numbers: found = [] }: DeletionRecord) => [...byAccount(found).keys()];
  const job = new DurableJob<DeletionRecord>(
    {
      name: 'deletion',
      rows: {
        model: deletions,
        open: { state: { $ne: 'done' }, gaveUpAt: { $exists: false } },
        ...{ due: 'dueAt', lease: 'leaseUntil', tries: 'tries' },
        onReopen: (_record, now) => ({ $set: { giveUpAt: later(now, giveUpMs) } }),
      },
      backoff: backoffs.awaited,
      giveUpAt: ({ giveUpAt, requestedAt }) => giveUpAt ?? later(requestedAt, giveUpMs),
      work: (record, lease) => (record.state === 'received' ? begin(record, lease) : erase(record, lease)),
      afterEach: (record) => {
        for (const accountId of accountIdsOf(record)) events.emit('numbers.changed', { accountId });
      },
      describe: (record) => ({
        accountIds: accountIdsOf(record),
        ...{ what: 'deletion that somebody asked Meta for', since: record.requestedAt, problem: null },
      }),
    },
    deps,
  );

  return {
    job,

    /**
     * Takes a request. While one of the same person runs, theirs is given again.
     *
     * @returns the code by which the person can follow it.
     */
    async request(metaUserId: string): Promise<string> {
      const code = await request(metaUserId);
      // Taken up by a job anyway, here or elsewhere.
      job.wake();
      return code;
    },

    /** How far a request is. @throws AppError `deletion_unknown`. */
    async look(code: string): Promise<Omit<DeletionReply, 'success'>> {
      const row = await deletions.findOne({ code }).lean<DeletionRecord>();
      if (!row) throw new AppError('deletion_unknown');
      return {
        state: row.state,
        requestedAt: row.requestedAt.toISOString(),
        finishedAt: row.finishedAt?.toISOString() ?? null,
        steps: row.steps.map(({ what, done, count }) => ({ what, done, count })),
      };
    },
  };
}
export type DeletionService = ReturnType<typeof createDeletionService>;
