import { type MessageProblem, metaCode } from '@switchboard/contracts';
import { AppError } from '../platform/errors.js';
import type { TestMessageRecord } from './testMessage.model.js';

/** Marks the statuses of our test messages for Meta to send back: they are no messages of the inbox. */
const prefix = 'test:';

export const toCallbackData = (testId: string): string => `${prefix}${testId}`;

export const testIdIn = (callbackData: string): string | null =>
  callbackData.startsWith(prefix) ? callbackData.slice(prefix.length) : null;

export const toDigits = (phone: string): string => phone.replace(/\D/g, '');

/** A phone number as people write it, in E.164. @throws AppError `test_recipient_invalid`. */
export function toE164(written: string): string {
  const bare = written.trim().replace(/[\s().-]/g, '');
  if (!/^\+[1-9]\d{7,14}$/.test(bare)) throw new AppError('test_recipient_invalid');
  return bare;
}

export function toFailedTest(
  code: number | undefined,
  words: Pick<MessageProblem, 'title' | 'message'>,
): Partial<TestMessageRecord> {
  const { title, message } = code === noTemplate ? noTemplateWords : words;
  return { state: 'failed', problem: `${title}.`, next: message };
}

/** The template may be missing on an account: then the phone has to write first, which opens the 24 hours. */
const noTemplate = metaCode.templateNotFound;
const noTemplateWords = {
  title: 'The account has no template to send with',
  message: 'Write to the number from that phone first; then send the test again, and a plain text will do.',
};
