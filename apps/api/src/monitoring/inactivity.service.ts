import type { TrafficService } from '../inbox/traffic.service.js';
import type { CheckSchedule } from '../numbers/checkSchedule.service.js';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { ChecksService } from './checks.service.js';
import { toDay } from './health.js';
import type { HealthService } from './health.service.js';
import { baselineLearnedFromMs, listenFirstMs, longestInactivityMs } from './lifetimes.js';
import { computeBaseline } from './trafficBaseline.js';

export interface InactivityDeps {
  schedule: Pick<CheckSchedule, 'recordBaseline'>;
  traffic: Pick<TrafficService, 'lastReceived'>;
  health: Pick<HealthService, 'listHours'>;
  checks: Pick<ChecksService, 'checkNow'>;
  clock: Clock;
}

/** Learns the traffic baseline of numbers, and notices when one is unusually inactive. */
export function createInactivityService({ schedule, traffic, health, checks, clock }: InactivityDeps) {
  const listensSince = clock.now();

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

  return { listen };
}
export type InactivityService = ReturnType<typeof createInactivityService>;

function ignoreGone(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'number_not_found') throw error;
}
