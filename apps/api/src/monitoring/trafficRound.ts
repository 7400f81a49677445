import type { CheckSchedule } from '../numbers/checkSchedule.service.js';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import type { Logger } from '../platform/logger.js';
import type { DayCounts } from './dayCounts.service.js';
import type { InactivityService } from './inactivity.service.js';
import { accountsCountedAtOnce } from './limits.js';

export interface TrafficRoundDeps {
  schedule: Pick<CheckSchedule, 'eachLive'>;
  counts: Pick<DayCounts, 'count' | 'listRests'>;
  inactivity: Pick<InactivityService, 'listen'>;
  evaluate: (accountId: string) => Promise<void>;
  logger: Logger;
}

/** The numbers of one account after the other: they come sorted by account. */
async function* groupByAccount(numbers: AsyncIterable<PhoneNumberRecord>): AsyncGenerator<PhoneNumberRecord[]> {
  let group: PhoneNumberRecord[] = [];
  for await (const number of numbers) {
    if (group[0] && group[0].accountId !== number.accountId) {
      yield group;
      group = [];
    }
    group.push(number);
  }
  if (group.length > 0) yield group;
}

/** Goes once through all accounts: counts their messages, and listens whether a number is unusually inactive. */
export function createTrafficRound({ schedule, counts, inactivity, evaluate, logger }: TrafficRoundDeps) {
  /** What fails for one must not hold up all that come after it. */
  async function attempt({ accountId, phoneNumberId }: PhoneNumberRecord, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) =>
      logger.warn({ err: error, accountId, phoneNumberId }, 'counting or listening to a number failed'),
    );
  }

  async function listenTo(number: PhoneNumberRecord): Promise<void> {
    if (await inactivity.listen(number)) await evaluate(number.accountId);
  }

  return {
    async run(): Promise<void> {
      const rests = await counts.listRests();
      const accounts = groupByAccount(schedule.eachLive());
      // Several take from one list: an account that takes long holds up one of them.
      const visitNext = async () => {
        for await (const numbers of accounts) {
          const [first] = numbers;
          if (first) await attempt(first, () => counts.count(first.accountId, rests.get(first.accountId)));
          for (const number of numbers) await attempt(number, () => listenTo(number));
        }
      };
      await Promise.all(Array.from({ length: accountsCountedAtOnce }, visitNext));
    },
  };
}
