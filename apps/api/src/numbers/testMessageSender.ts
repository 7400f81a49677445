import { type GraphClient, type GraphFailure, isWindowOpen, type OutgoingContent } from '@switchboard/graph';
import type { Clock } from '../platform/clock.js';
import { newId } from '../platform/ids.js';
import { toSendProblem } from '../platform/messageProblem.js';
import { testMessageOnItsWayMs } from './lifetimes.js';
import type { NumberRepository, PhoneNumberRecord } from './number.repository.js';
import type { NumberEvidence } from './numberEvidence.js';
import { toCallbackData, toDigits, toFailedTest } from './testMessage.js';
import type { TestMessageStore } from './testMessage.store.js';

export interface TestMessageSenderDeps {
  tests: TestMessageStore;
  numbers: Pick<NumberRepository, 'open'>;
  evidence: Pick<NumberEvidence, 'recordRefusal'>;
  graph: Pick<GraphClient, 'sendMessage'>;
  /** When this phone last wrote to the number; null: never. */
  lastWroteAt: (accountId: string, phoneNumberId: string, waId: string) => Promise<Date | null>;
  clock: Clock;
}

/** Sends a test message to a phone, and keeps what Meta answers. What Meta says later is `TestMessageStatus`. */
export class TestMessageSender {
  readonly #deps: TestMessageSenderDeps;

  constructor(deps: TestMessageSenderDeps) {
    this.#deps = deps;
  }

  /** @param to in E.164. @throws AppError as opening the token. What Meta refuses is kept with the test. */
  async send(record: PhoneNumberRecord, to: string): Promise<{ testId: string; fbtraceId: string | undefined }> {
    const { tests, numbers, graph, clock } = this.#deps;
    const { accountId, phoneNumberId } = record;
    const { accessToken } = await numbers.open(record);
    const content = await this.#contentFor(record, to);
    const at = clock.now();
    const testId = newId('tst');
    // Durable before Meta hears of it: its status may come before its answer.
    await tests.add({ _id: testId, accountId, phoneNumberId, to, at });
    const answer = await graph.sendMessage({
      phoneNumberId,
      token: accessToken,
      to: { phone: to },
      content,
      callbackData: toCallbackData(testId),
    });
    if (answer.ok) {
      const sent = { state: 'sent', wamid: answer.value.id } as const;
      await tests.move({ _id: testId, accountId }, ['sending', 'unclear'], sent);
      return { testId, fbtraceId: undefined };
    }
    await this.#keepFailure(record, testId, at, answer.failure);
    return { testId, fbtraceId: answer.failure.fbtraceId };
  }

  /** Within the 24 hours a plain text, else the template that Meta gives every account (meta-platform 7). */
  async #contentFor(
    { accountId, phoneNumberId, displayName }: PhoneNumberRecord,
    to: string,
  ): Promise<OutgoingContent> {
    const { lastWroteAt, clock } = this.#deps;
    const wroteAt = await lastWroteAt(accountId, phoneNumberId, toDigits(to));
    return isWindowOpen(wroteAt, clock.now(), testMessageOnItsWayMs)
      ? { type: 'text', body: `This is a test message from ${displayName}, sent by Switchboard. It works.` }
      : { type: 'template', name: 'hello_world', language: 'en_US', components: [] };
  }

  async #keepFailure(record: PhoneNumberRecord, testId: string, sentAt: Date, failure: GraphFailure): Promise<void> {
    const { tests, evidence } = this.#deps;
    await evidence.recordRefusal(record, sentAt, failure);
    const key = { _id: testId, accountId: record.accountId };
    // What Meta may have taken is not called failed, and is never sent again by itself.
    if (failure.outcome === 'unknown') await tests.move(key, ['sending'], { state: 'unclear' });
    else await tests.move(key, ['sending', 'unclear'], toFailedTest(failure.code, toSendProblem(failure)));
  }
}
