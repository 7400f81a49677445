import type { ProblemDto } from '@switchboard/contracts';
import type { JobRow } from '../platform/jobRows.js';

/** What is left to do at Meta for one WABA of an account: its webhooks switched on or off, or the app removed. */
export interface LeftAtMeta extends JobRow {
  accountId: string;
  wabaId: string;
  wabaName?: string | undefined;
  tries: number;
  nextTryAt: Date;
  giveUpAt: Date;
  leaseUntil?: Date | undefined;
  problem: ProblemDto | null;
  createdAt: Date;
}
