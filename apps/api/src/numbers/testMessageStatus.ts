import type { MessageStatusUpdate } from '@switchboard/graph';
import type { DomainEvents } from '../platform/domainEvents.js';
import { toMessageProblem } from '../platform/messageProblem.js';
import type { NumberEvidence } from './numberEvidence.js';
import { testIdIn, toFailedTest } from './testMessage.js';
import type { TestMessageStore } from './testMessage.store.js';

export interface TestMessageStatusDeps {
  tests: TestMessageStore;
  evidence: Pick<NumberEvidence, 'recordOccurrences'>;
  events: DomainEvents;
}

/** Applies what Meta says about a test message. It may come twice. @returns whether it is a test of this number. */
export type ApplyTestStatus = (accountId: string, update: MessageStatusUpdate) => Promise<boolean>;

export function createApplyTestStatus({ tests, evidence, events }: TestMessageStatusDeps): ApplyTestStatus {
  async function apply(key: { _id: string; accountId: string }, update: MessageStatusUpdate): Promise<boolean> {
    const { phoneNumberId, status, timestamp, error, id: wamid } = update;
    switch (status) {
      case 'sent':
        return tests.move(key, ['sending', 'unclear'], { state: 'sent', wamid });
      case 'failed': {
        const words = toMessageProblem(error?.code ?? null, error?.title, error?.details ?? undefined);
        return tests.move(key, ['sending', 'unclear', 'sent'], toFailedTest(error?.code, words));
      }
      case 'delivered':
      case 'read':
      case 'played':
        // The proof first: should the process die in between, the status comes again.
        await evidence.recordOccurrences('delivered', new Map([[phoneNumberId, timestamp]]));
        return tests.move(key, ['sending', 'unclear', 'sent', 'failed'], { state: 'delivered', wamid });
    }
  }

  return async (accountId, update) => {
    // What was kept in quarantine comes back with null where nothing was.
    const testId = testIdIn(update.callbackData ?? '');
    if (testId === null) return false;
    const key = { _id: testId, accountId, phoneNumberId: update.phoneNumberId };
    if (!(await tests.has(key))) return false;
    if (await apply(key, update)) events.emit('numbers.changed', { accountId });
    return true;
  };
}
