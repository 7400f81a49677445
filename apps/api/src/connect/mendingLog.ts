import { type ErrorCode, endings, type Fix } from '@switchboard/contracts';
import type { DoctorFinished, FixFinished } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { StoryService, ToStory } from './story.service.js';

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

const isErrorCode = (code: string): code is ErrorCode => code in endings;

/** What people press to find out and to mend, for the story of the account. What the watch does by itself is not in it. */
export function createMendingLog({ story, logger }: { story: Pick<StoryService, 'tell'>; logger: Logger }) {
  const running = new Set<Promise<void>>();

  /** Beside the answer: whoever pressed the button does not wait for its being written down. */
  function write(entry: ToStory): void {
    const work = story
      .tell(entry)
      .catch((error: unknown) => logger.warn({ err: error, kind: entry.kind }, 'the story could not be added to'))
      .finally(() => running.delete(work));
    running.add(work);
  }

  return {
    onFix({ accountId, userId, phoneNumberIds, fix, code, startedAt, durationMs, fbtraceId }: FixFinished): void {
      if (userId === undefined) return;
      const why = code !== null && isErrorCode(code) ? `${endings[code].title}.` : 'Meta gave no clear answer.';
      write({
        ...{ accountId, by: userId, kind: 'fix', at: startedAt, phoneNumberIds, durationMs },
        title: code === null ? deeds[fix] : `${deeds[fix]}: not finished`,
        text: code === null ? 'It worked.' : why,
        ...(fbtraceId === undefined ? {} : { fbtraceId }),
      });
    },

    onDoctor({ accountId, userId, phoneNumberIds, startedAt, durationMs, bad, unknown }: DoctorFinished): void {
      if (userId === undefined) return;
      const found = [bad > 0 ? `${bad} wrong` : 'nothing wrong', ...(unknown > 0 ? [`${unknown} not known`] : [])];
      write({
        ...{ accountId, by: userId, kind: 'doctor', at: startedAt, phoneNumberIds, durationMs },
        title: 'Everything was checked',
        text: bad + unknown > 0 ? `Found: ${found.join(', ')}.` : 'Everything is fine.',
      });
    },

    /** Ends when everything is written. */
    async drain(): Promise<void> {
      await Promise.all(running);
    },
  };
}
