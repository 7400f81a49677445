import { type CheckNumbersReply, errorCatalogue } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { toErrorCode } from '../platform/graphProblem.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { FixReports, Pressed } from './fixReports.js';
import type { NumberRepository } from './number.repository.js';
import type { NumberService } from './number.service.js';
import type { NumberEvidence } from './numberEvidence.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

export interface CheckRunsDeps {
  numbers: Pick<NumberRepository, 'active'>;
  service: Pick<NumberService, 'list'>;
  evidence: Pick<NumberEvidence, 'recordBadToken'>;
  reports: FixReports;
  rateLimits: RateLimits;
  clock: Clock;
}

/** Background checks have a throttle of their own and must not use up what people may ask. */
export type Asker = 'person' | 'watch';

export interface CheckRun {
  fix: 'check_again' | 'retry_subscription';
  pressed: Pressed;
  phoneNumberIds: readonly string[] | undefined;
  asker: Asker;
}

type Unclear = CheckNumbersReply['unclear'][number];

/** Runs a piece of work for each number of an account, and answers with how the numbers stand afterwards. */
export function createCheckRuns(deps: CheckRunsDeps) {
  const { numbers, service, evidence, reports, clock } = deps;
  /** One account must not use up the app's call limit at Meta for all the others. */
  const perAccount = deps.rateLimits('check-account', { points: 60, durationSeconds: 5 * 60 });

  /** @returns what stayed unclear, with Meta's trace id; null when all is clear. */
  async function tryOne(
    record: PhoneNumberRecord,
    work: (record: PhoneNumberRecord) => Promise<GraphFailure | null>,
  ): Promise<{ entry: Unclear; fbtraceId: string | undefined } | null> {
    const { phoneNumberId } = record;
    try {
      const failure = await work(record);
      if (!failure) return null;
      const code = toErrorCode(failure);
      return { entry: { phoneNumberId, code, message: errorCatalogue[code].message }, fbtraceId: failure.fbtraceId };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, message } = error;
      if (code === 'token_unreadable') await evidence.recordBadToken(record, clock.now(), { code });
      return { entry: { phoneNumberId, code, message }, fbtraceId: undefined };
    }
  }

  /** @param work gives Meta's answer that was not clear. @throws AppError `number_not_found`. */
  return async function forEachNumber(
    { fix, pressed, phoneNumberIds, asker }: CheckRun,
    work: (record: PhoneNumberRecord) => Promise<GraphFailure | null>,
  ): Promise<Omit<CheckNumbersReply, 'success'>> {
    const { accountId } = pressed;
    if (asker === 'person') await perAccount.take(accountId);
    const startedAt = clock.now();
    const records = await numbers.active(accountId, phoneNumberIds);
    const unclear: { entry: Unclear; fbtraceId: string | undefined }[] = [];
    await Promise.all(
      records.map(async (record) => {
        const found = await tryOne(record, work);
        if (found) unclear.push(found);
      }),
    );
    reports.emitFinished(pressed, {
      fix,
      phoneNumberIds: records.map((record) => record.phoneNumberId),
      code: unclear[0]?.entry.code ?? null,
      startedAt,
      fbtraceId: unclear[0]?.fbtraceId,
    });
    return { phoneNumbers: await service.list(accountId), unclear: unclear.map(({ entry }) => entry) };
  };
}
export type ForEachNumber = ReturnType<typeof createCheckRuns>;
