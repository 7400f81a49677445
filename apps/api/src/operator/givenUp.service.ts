import type { GivenUpJobsReply } from '@switchboard/contracts';
import type { AuditService } from '../accounts/audit.service.js';
import type { GivenUpRow } from '../platform/durableJob.types.js';
import { AppError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';

interface GivenUpJobs {
  name: string;
  listGivenUp(): Promise<GivenUpRow[]>;
  runAgain(id: string): Promise<GivenUpRow | null>;
}

export interface GivenUpDeps {
  jobs: readonly GivenUpJobs[];
  audit: Pick<AuditService, 'record'>;
  logger: Logger;
}

/** What every job gave up at its limit, for the operator to see and to run again. */
export function createGivenUpService({ jobs, audit, logger }: GivenUpDeps) {
  return {
    /** At most a hundred of each job, the latest first. */
    async list(): Promise<GivenUpJobsReply['jobs']> {
      const rows = (await Promise.all(jobs.map((job) => job.listGivenUp()))).flat();
      return rows
        .toSorted((a, b) => +b.gaveUpAt - +a.gaveUpAt)
        .map((row) => ({ ...row, since: row.since.toISOString(), gaveUpAt: row.gaveUpAt.toISOString() }));
    },

    /**
     * Runs one again as if it were new, and writes that into the audit of its accounts.
     *
     * @throws AppError `not_found` where it was not given up, or runs again already.
     */
    async runAgain(name: string, id: string): Promise<void> {
      const row = await jobs.find((job) => job.name === name)?.runAgain(id);
      if (!row) throw new AppError('not_found');
      logger.info({ job: name, id, accountIds: row.accountIds }, 'the operator has a job run again');
      for (const accountId of row.accountIds) {
        // Without what it is about: the entry outlives the deletion of a number.
        const text = `The operator had work run again that was given up: ${name}.`;
        await audit.record({ accountId, action: 'job.run_again', text });
      }
    },
  };
}
export type GivenUpService = ReturnType<typeof createGivenUpService>;
