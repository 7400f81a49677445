import type { AttemptDto, HandoverDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import type { AttemptService } from './attempt.service.js';
import { toHandoverDto } from './handover.js';
import type { HandoverRecord } from './handover.model.js';

export interface HandoverUpdatesDeps {
  handovers: Model<HandoverRecord>;
  attempts: Pick<AttemptService, 'get'>;
  accounts: Pick<AccountService, 'getUserName'>;
  events: DomainEvents;
  clock: Clock;
  logger: Pick<Logger, 'warn'>;
}

export function createHandoverUpdates({ handovers, attempts, accounts, events, clock, logger }: HandoverUpdatesDeps) {
  /** Events go out one after the other, in the order in which they were announced. */
  let announcing: Promise<void> = Promise.resolve();

  /** @returns null when the process died between using the link up and beginning its attempt. */
  async function findAttempt(accountId: string, attemptId: string): Promise<AttemptDto | null> {
    try {
      return await attempts.get(accountId, attemptId);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    }
  }

  async function show(handover: HandoverRecord, known?: AttemptDto): Promise<HandoverDto> {
    const { accountId, attemptId, userId } = handover;
    const attempt = known ?? (attemptId ? await findAttempt(accountId, attemptId) : null);
    return toHandoverDto(handover, await accounts.getUserName(userId), attempt, clock.now());
  }

  /** Emits how a hand-over stands now. @param attempt its attempt, where that is known already. */
  function announce(accountId: string, handoverId: string, attempt?: AttemptDto): void {
    announcing = announcing
      .then(async () => {
        const handover = await handovers.findOne({ accountId, handoverId }).lean<HandoverRecord>();
        if (!handover) return;
        events.emit('handover.changed', { accountId, handover: await show(handover, attempt) });
      })
      .catch((error: unknown) => logger.warn({ err: error, handoverId }, 'a hand-over could not be announced'));
  }

  return {
    show,
    announce,

    followAttempt(accountId: string, attempt: AttemptDto): void {
      if (attempt.handoverId) announce(accountId, attempt.handoverId, attempt);
    },

    drain: (): Promise<void> => announcing,
  };
}
export type HandoverUpdates = ReturnType<typeof createHandoverUpdates>;
