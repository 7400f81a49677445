import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { CheckSchedule } from './checkSchedule.service.js';
import { fixSettlesMs } from './lifetimes.js';
import type { NumberRepository } from './number.repository.js';
import type { NumberInquiry } from './numberInquiry.js';

export interface AfterFixDeps {
  numbers: Pick<NumberRepository, 'active'>;
  inquiry: Pick<NumberInquiry, 'askStanding'>;
  schedule: Pick<CheckSchedule, 'askSoon'>;
  events: DomainEvents;
  clock: Clock;
}

/** Asks Meta what else a fix may have changed, now and once Meta has settled. What fails here undoes no fix. */
export type AskAfterFix = (accountId: string, phoneNumberIds: readonly string[]) => Promise<void>;

export function createAskAfterFix({ numbers, inquiry, schedule, events, clock }: AfterFixDeps): AskAfterFix {
  return async (accountId, phoneNumberIds) => {
    const records = (await numbers.active(accountId)).filter((one) => phoneNumberIds.includes(one.phoneNumberId));
    await Promise.all(
      records.map(async (record) => {
        await schedule.askSoon(record, later(clock.now(), fixSettlesMs));
        try {
          await inquiry.askStanding(record);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      }),
    );
    if (records.length > 0) events.emit('numbers.changed', { accountId });
  };
}
