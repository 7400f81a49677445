import type { DoctorFinding, DoctorReply } from '@switchboard/contracts';
import type { Clock } from '../../platform/clock.js';
import type { DomainEvents } from '../../platform/domainEvents.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import type { Pressed } from '../fixReports.js';
import type { NumberRepository } from '../number.repository.js';
import type { NumberService } from '../number.service.js';
import { Deadline } from './deadline.js';
import type { MetaRounds } from './metaRounds.js';
import { examineOurselves } from './ownExamination.js';
import type { PublicAddress } from './publicChecks.js';
import { toReport } from './report.js';

export interface DoctorDeps {
  numbers: Pick<NumberRepository, 'active'>;
  service: Pick<NumberService, 'list'>;
  rounds: MetaRounds;
  address: PublicAddress;
  rateLimits: RateLimits;
  clock: Clock;
  events: DomainEvents;
}

/** Checks everything that can be wrong with a number, in bounded time. What it cannot know it calls unknown. */
export function createDoctorService({ numbers, service, rounds, address, rateLimits, clock, events }: DoctorDeps) {
  const perAccount = rateLimits('doctor-account', { points: 20, durationSeconds: 5 * 60 });

  return {
    /** Runs every check for the named numbers, or all active ones. @throws AppError `number_not_found`. */
    async run(
      { accountId, userId }: Pressed,
      phoneNumberIds?: readonly string[],
    ): Promise<Omit<DoctorReply, 'success'>> {
      const records = await numbers.active(accountId, phoneNumberIds);
      await perAccount.take(accountId);
      const startedAt = clock.now();
      const deadline = new Deadline(clock);
      const [own, atMeta] = await Promise.all([
        examineOurselves(address, deadline),
        rounds.examineAll(records, deadline),
      ]);
      const phoneNumbers = await service.list(accountId);
      const durationMs = clock.now().getTime() - startedAt.getTime();
      const run = { atMeta, own, phoneNumbers, startedAt, durationMs };
      const reports = records.flatMap((record) => toReport(record, run) ?? []);
      const findings = reports.flatMap((report) => report.findings);
      const countFindings = (verdict: DoctorFinding['verdict']) =>
        findings.filter((one) => one.verdict === verdict).length;
      events.emit('numbers.changed', { accountId });
      events.emit('doctor.finished', {
        accountId,
        ...(userId === undefined ? {} : { userId }),
        phoneNumberIds: records.map((record) => record.phoneNumberId),
        startedAt,
        durationMs,
        bad: countFindings('bad'),
        unknown: countFindings('unknown'),
      });
      return { reports, phoneNumbers };
    },
  };
}
export type DoctorService = ReturnType<typeof createDoctorService>;
