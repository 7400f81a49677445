import type { TrafficService } from '../inbox/traffic.service.js';
import type { CheckSchedule } from '../numbers/checkSchedule.service.js';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import { type Clock, days, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import type { ChecksService } from './checks.service.js';
import { toDay } from './health.js';
import type { HealthService } from './health.service.js';
import { baselineLearnedFromMs, dayClosesAfterMs, listenFirstMs, longestInactivityMs } from './lifetimes.js';
import { computeBaseline } from './trafficBaseline.js';

export interface InactivityDeps {
  schedule: CheckSchedule;
  traffic: TrafficService;
  health: HealthService;
  checks: ChecksService;
  clock: Clock;
  logger: Logger;
  evaluate: (accountId: string) => Promise<void>;
}

const toMidnight = (at: Date) => new Date(Math.floor(at.getTime() / days(1)) * days(1));

/** Counts messages, learns the traffic baseline of numbers, and notices when one is unusually inactive. */
export function createInactivityService(deps: InactivityDeps) {
  const { schedule, traffic, health, checks, clock, logger, evaluate } = deps;
  const listensSince = clock.now();

  async function countDay(accountId: string, midnight: Date): Promise<void> {
    for (const { phoneNumberId, ...counts } of await traffic.onDay(accountId, midnight)) {
      await health.keepCounts(accountId, phoneNumberId, toDay(midnight), counts);
    }
  }

  async function count(accountId: string): Promise<void> {
    const now = clock.now();
    const today = toMidnight(now);
    if (now.getTime() - today.getTime() < dayClosesAfterMs) await countDay(accountId, later(today, -days(1)));
    await countDay(accountId, today);
  }

  /** @returns whether its baseline says something else than before. */
  async function listen(record: PhoneNumberRecord): Promise<boolean> {
    const { accountId, phoneNumberId, rhythm: before } = record;
    const counts = await health.listHours(accountId, phoneNumberId, toDay(later(clock.now(), -baselineLearnedFromMs)));
    const find = async () => {
      const now = clock.now();
      const heard = await traffic.lastReceived(accountId, phoneNumberId, later(now, -longestInactivityMs));
      // Before it was connected nobody could have been heard here.
      const lastReceived = heard && heard > record.connectedAt ? heard : record.connectedAt;
      return { now, lastReceived, rhythm: computeBaseline({ counts, lastReceived, now }) };
    };
    let { now, lastReceived, rhythm } = await find();
    if (!rhythm) {
      if (before) await schedule.recordBaseline(record, null);
      return before !== undefined;
    }
    const wasQuietSince = before?.quietSince ?? null;
    const isHeardAgain = wasQuietSince !== null && lastReceived > wasQuietSince;
    let quietSince = isHeardAgain ? null : wasQuietSince;
    const mayTell = now.getTime() - listensSince.getTime() >= listenFirstMs;
    if (rhythm.isQuiet && !quietSince && mayTell) {
      // Meta may know the cause: then that is what people read.
      await checks.checkNow(record).catch(ignoreGone);
      ({ now, lastReceived, rhythm } = await find());
      if (rhythm?.isQuiet) quietSince = lastReceived;
    }
    if (!rhythm) return false;
    await schedule.recordBaseline(record, { at: now, usualPerHour: rhythm.usualPerHour, quietSince });
    return !before || quietSince?.getTime() !== wasQuietSince?.getTime();
  }

  return {
    async run(): Promise<void> {
      let counted = '';
      for await (const record of schedule.eachLive()) {
        const { accountId, phoneNumberId } = record;
        try {
          if (accountId !== counted) await count(accountId);
          counted = accountId;
          if (await listen(record)) await evaluate(accountId);
        } catch (error) {
          // One number that cannot be counted must not hold up all that come after it.
          logger.warn({ err: error, accountId, phoneNumberId }, 'counting or listening to a number failed');
        }
      }
    },
  };
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'number_not_found') throw error;
}
