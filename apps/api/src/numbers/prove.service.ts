import type { TestMessageDto } from '@switchboard/contracts';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { FixClaims } from './fixClaims.js';
import type { FixReports, Pressed } from './fixReports.js';
import type { NumberRepository, PhoneNumberRecord } from './number.repository.js';
import { toDigits, toE164 } from './testMessage.js';
import type { TestMessageStore } from './testMessage.store.js';
import type { TestMessageSender } from './testMessageSender.js';

export interface ProveDeps {
  numbers: Pick<NumberRepository, 'active' | 'known'>;
  tests: TestMessageStore;
  sender: TestMessageSender;
  fixes: FixClaims;
  reports: FixReports;
  rateLimits: RateLimits;
  clock: Clock;
}

/** Proving that a number works: somebody writes to it, and it writes to a phone of the owner's. */
export function createProveService({ numbers, tests, sender, fixes, reports, rateLimits, clock }: ProveDeps) {
  const perAccount = rateLimits('test-message', { points: 10, durationSeconds: 10 * 60 });

  async function find(accountId: string, phoneNumberId: string): Promise<PhoneNumberRecord> {
    const [record] = await numbers.active(accountId, [phoneNumberId]);
    if (!record) throw new AppError('number_not_found');
    return record;
  }

  return {
    /** A link, and the text in it, by which somebody writes to the number. @throws AppError `number_not_found`. */
    async link(accountId: string, phoneNumberId: string): Promise<{ chatLink: string; text: string }> {
      const { displayPhone, displayName } = await find(accountId, phoneNumberId);
      const text = `Hello ${displayName}, does this number work?`;
      return { chatLink: `https://wa.me/${toDigits(displayPhone)}?text=${encodeURIComponent(text)}`, text };
    },

    async latest(accountId: string, phoneNumberId: string): Promise<TestMessageDto | null> {
      await numbers.known(accountId, [phoneNumberId]);
      return tests.latest(accountId, phoneNumberId);
    },

    /**
     * Sends a message to a phone of the owner's. @param written the phone number, as a person wrote it, with country code.
     * @throws AppError `test_recipient_invalid`, `number_not_found`, `number_paused`, `fix_under_way`, `token_unreadable`.
     */
    async send(pressed: Pressed, phoneNumberId: string, written: string): Promise<TestMessageDto> {
      const { accountId } = pressed;
      const record = await find(accountId, phoneNumberId);
      const to = toE164(written);
      if (toDigits(to) === toDigits(record.displayPhone)) throw new AppError('test_recipient_invalid');
      if (record.pausedAt) throw new AppError('number_paused');
      await perAccount.take(accountId);
      return fixes.once(`test ${accountId} ${phoneNumberId}`, async () => {
        const startedAt = clock.now();
        const { testId, fbtraceId } = await sender.send(record, to);
        const test = await tests.get(accountId, testId);
        // Data of the number may have been deleted meanwhile. What Meta answered is kept with the number all the same.
        const code = !test ? 'save_failed' : test.state === 'failed' ? 'failed' : null;
        reports.emitFinished(pressed, {
          fix: 'send_test',
          phoneNumberIds: [phoneNumberId],
          code,
          startedAt,
          fbtraceId,
        });
        if (!test) throw new AppError('save_failed');
        return test;
      });
    },
  };
}
export type ProveService = ReturnType<typeof createProveService>;
