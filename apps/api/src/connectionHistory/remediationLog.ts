import { type ErrorCode, errorCatalogue, type Fix } from '@switchboard/contracts';
import type { WriteHistory } from '../disconnect/writeHistory.js';
import type { DoctorFinished, FixFinished } from '../platform/domainEvents.js';

const deeds: Record<Fix, string> = {
  reconnect: 'Reconnected',
  retry_subscription: 'Webhooks switched on',
  check_again: 'Asked Meta',
  register: 'Registered',
  verify_number: 'Ownership of the number proven',
  write_to_number: 'Written to the number',
  send_test: 'Test message sent',
  resume: 'Resumed',
};

const isErrorCode = (code: string): code is ErrorCode => code in errorCatalogue;

/** Writes into the history what people did to examine and repair numbers. What runs by itself is not in it. */
export function createRemediationLog(writeHistory: WriteHistory) {
  return {
    async addFix(fix: FixFinished): Promise<void> {
      const { accountId, userId, phoneNumberIds, code, startedAt, durationMs, fbtraceId } = fix;
      if (userId === undefined) return;
      const deed = deeds[fix.fix];
      const why = code !== null && isErrorCode(code) ? `${errorCatalogue[code].title}.` : 'Meta gave no clear answer.';
      await writeHistory({
        accountId,
        by: userId,
        kind: 'fix',
        at: startedAt,
        phoneNumberIds,
        durationMs,
        title: code === null ? deed : `${deed}: not finished`,
        text: code === null ? 'It worked.' : why,
        ...(fbtraceId === undefined ? {} : { fbtraceId }),
      });
    },

    async addDoctor(run: DoctorFinished): Promise<void> {
      const { accountId, userId, phoneNumberIds, startedAt, durationMs, bad, unknown } = run;
      if (userId === undefined) return;
      const found = [bad > 0 ? `${bad} wrong` : 'nothing wrong', ...(unknown > 0 ? [`${unknown} not known`] : [])];
      await writeHistory({
        accountId,
        by: userId,
        kind: 'doctor',
        at: startedAt,
        phoneNumberIds,
        durationMs,
        title: 'Everything was checked',
        text: bad + unknown > 0 ? `Found: ${found.join(', ')}.` : 'Everything is fine.',
      });
    },
  };
}
export type RemediationLog = ReturnType<typeof createRemediationLog>;
