import { randomBytes } from 'node:crypto';
import type { DeletionReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AuditService } from '../accounts/audit.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { Clock } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { DeletionRecord, NumberToErase } from './deletion.model.js';
import { byAccount } from './deletionHandler.js';
import type { DeletionJob } from './deletionJob.js';
import type { DeletionSteps } from './deletionSteps.js';

export interface DeletionDeps {
  deletions: Model<DeletionRecord>;
  numbers: NumberRepository;
  steps: Pick<DeletionSteps, 'list'>;
  job: DeletionJob;
  audit: AuditService;
  clock: Clock;
}

/** Requests of Meta's data-deletion callback (meta-platform 11). */
export function createDeletionService({ deletions, numbers, steps, job, audit, clock }: DeletionDeps) {
  async function listNumbers(metaUserId: string): Promise<NumberToErase[]> {
    const rows = await numbers.findEverGrantedBy(metaUserId);
    return rows.map(({ accountId, phoneNumberId, wabaId, displayPhone, attemptId }) => ({
      accountId,
      phoneNumberId,
      wabaId,
      displayPhone: displayPhone.replace(/\D/g, ''),
      ...(attemptId ? { attemptId } : {}),
    }));
  }

  /** @returns the code of the person's running request, which starts again where it was given up; else null */
  async function joinRunning(metaUserId: string): Promise<string | null> {
    const running = await deletions.findOne({ metaUserId }, { code: 1, gaveUpAt: 1 }).lean();
    if (running?.gaveUpAt) await job.runAgain(String(running._id));
    return running?.code ?? null;
  }

  async function store(metaUserId: string): Promise<string> {
    const found = await listNumbers(metaUserId);
    const now = clock.now();
    const isNothing = found.length === 0;
    for (;;) {
      // 192 random bits.
      const code = randomBytes(24).toString('base64url');
      try {
        await deletions.create({
          code,
          state: isNothing ? 'done' : 'received',
          requestedAt: now,
          dueAt: now,
          steps: steps.list(isNothing),
          ...(isNothing ? { finishedAt: now } : { metaUserId, numbers: found }),
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const running = await joinRunning(metaUserId);
        if (running) return running;
        continue;
      }
      for (const accountId of byAccount(found).keys()) {
        const text = 'The person who connected numbers asked Meta to have their data deleted.';
        await audit.record({ accountId, action: 'meta.deletion_requested', text, key: code });
      }
      return code;
    }
  }

  return {
    job,

    /** @returns the code to follow it by; while a request of theirs runs, that one's */
    async request(metaUserId: string): Promise<string> {
      const code = await store(metaUserId);
      job.wake();
      return code;
    },

    /** @throws AppError `deletion_unknown` */
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
