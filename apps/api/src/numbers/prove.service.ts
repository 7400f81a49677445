import { metaCode, type TestMessageDto } from '@switchboard/contracts';
import {
  type GraphClient,
  type GraphFailure,
  isWindowOpen,
  type MessageStatusUpdate,
  type OutgoingContent,
} from '@switchboard/graph';
import type { Model } from 'mongoose';
import { problemOfCode, problemOfSending } from '../inbox/sending/sendProblems.js';
import { type Clock, days, later, minutes } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { FixClaims } from './fixClaims.js';
import type { NumberService, PhoneNumberRecord } from './number.service.js';
import type { Pressed } from './numberCheck.service.js';
import type { TestMessageRecord } from './testMessage.model.js';

export interface ProveDeps {
  tests: Model<TestMessageRecord>;
  numbers: NumberService;
  graph: GraphClient;
  fixes: FixClaims;
  rateLimits: RateLimits;
  clock: Clock;
  /** When this phone last wrote to the number; null: never. */
  lastWroteAt: (accountId: string, phoneNumberId: string, waId: string) => Promise<Date | null>;
  events: DomainEvents;
}

/** Marks what Meta tells about our test messages: not a message of the inbox. */
const prefix = 'test:';

/** So long the window has still to be open, so that a message on its way does not fall out of it. */
const onItsWayMs = minutes(1);
/** No call to Meta takes so long: whoever sent it has died, and nobody knows what became of it. */
const abandonedAfterMs = minutes(2);
const keptMs = days(30);

const digitsOf = (phone: string) => phone.replace(/\D/g, '');

/**
 * A phone number as people write it, in E.164.
 *
 * @throws AppError `test_recipient_invalid` for anything that has no country code or is too short or long to be one.
 */
export function toE164(written: string): string {
  const bare = written.trim().replace(/[\s().-]/g, '');
  if (!/^\+[1-9]\d{7,14}$/.test(bare)) throw new AppError('test_recipient_invalid');
  return bare;
}

/** Proving that a number works: somebody writes to it, and it writes to a phone of the owner's. */
export function createProveService(deps: ProveDeps) {
  const { tests, numbers, graph, fixes, clock, events } = deps;
  const perAccount = deps.rateLimits('test-message', { points: 10, durationSeconds: 10 * 60 });

  async function find(accountId: string, phoneNumberId: string): Promise<PhoneNumberRecord> {
    const [record] = await numbers.active(accountId, [phoneNumberId]);
    if (!record) throw new AppError('number_not_found');
    return record;
  }

  /** Within the 24 hours a plain text, else the template that Meta gives every account (meta-platform 7). */
  async function contentFor({ accountId, phoneNumberId, displayName }: PhoneNumberRecord, to: string) {
    const wroteAt = await deps.lastWroteAt(accountId, phoneNumberId, digitsOf(to));
    const content: OutgoingContent = isWindowOpen(wroteAt, clock.now(), onItsWayMs)
      ? { type: 'text', body: `This is a test message from ${displayName}, sent by Switchboard. It works.` }
      : { type: 'template', name: 'hello_world', language: 'en_US', components: [] };
    return content;
  }

  /** Moves a test forward, never back. @returns whether it moved. */
  async function move(
    key: Partial<TestMessageRecord>,
    from: TestMessageRecord['state'][],
    set: Partial<TestMessageRecord>,
  ): Promise<boolean> {
    const { modifiedCount } = await tests.updateOne({ ...key, state: { $in: from } }, { $set: set });
    return modifiedCount > 0;
  }

  const failedWith = ({ title, message }: { title: string; message: string }): Partial<TestMessageRecord> => ({
    state: 'failed',
    problem: `${title}.`,
    next: message,
  });

  async function settleFailure(
    record: PhoneNumberRecord,
    testId: string,
    sentAt: Date,
    failure: GraphFailure,
  ): Promise<void> {
    await numbers.recordRefusal(record, sentAt, failure);
    const key = { _id: testId, accountId: record.accountId };
    // What may have been taken is not called failed, and is never sent again by itself.
    if (failure.outcome === 'unknown') await move(key, ['sending'], { state: 'unclear' });
    else await move(key, ['sending', 'unclear'], failedWith(wordsOf(failure.code, problemOfSending(failure))));
  }

  async function latest(accountId: string, phoneNumberId: string): Promise<TestMessageDto | null> {
    const row = await tests.findOne({ accountId, phoneNumberId }).sort({ at: -1 }).lean<TestMessageRecord>();
    return row ? toDto(row, clock.now()) : null;
  }

  return {
    /** A link, and the text in it, by which somebody writes to the number. @throws AppError `number_not_found`. */
    async link(accountId: string, phoneNumberId: string): Promise<{ chatLink: string; text: string }> {
      const { displayPhone, displayName } = await find(accountId, phoneNumberId);
      const text = `Hello ${displayName}, does this number work?`;
      return { chatLink: `https://wa.me/${digitsOf(displayPhone)}?text=${encodeURIComponent(text)}`, text };
    },

    /** The latest test message of a number. @throws AppError `number_not_found`. */
    async latest(accountId: string, phoneNumberId: string): Promise<TestMessageDto | null> {
      await numbers.get(accountId, phoneNumberId);
      return latest(accountId, phoneNumberId);
    },

    /**
     * Sends a message to a phone of the owner's. What Meta says of it later reaches `onStatus`.
     *
     * @param written the phone number, as a person wrote it, with country code.
     * @throws AppError `test_recipient_invalid`, `number_not_found`, `number_paused`, `fix_under_way`,
     *   `token_unreadable`. What Meta refuses is told by the test itself.
     */
    async send({ accountId, userId }: Pressed, phoneNumberId: string, written: string): Promise<TestMessageDto> {
      const record = await find(accountId, phoneNumberId);
      const to = toE164(written);
      if (digitsOf(to) === digitsOf(record.displayPhone)) throw new AppError('test_recipient_invalid');
      if (record.pausedAt) throw new AppError('number_paused');
      await perAccount.take(accountId);
      return fixes.once(`test ${accountId} ${phoneNumberId}`, async () => {
        const { accessToken } = await numbers.open(record);
        const content = await contentFor(record, to);
        const startedAt = clock.now();
        const testId = newId('tst');
        // Durable before Meta hears of it: its status may come before its answer.
        await tests.create({ _id: testId, accountId, phoneNumberId, to, state: 'sending', at: startedAt });
        const answer = await graph.sendMessage({
          phoneNumberId,
          token: accessToken,
          to: { phone: to },
          content,
          callbackData: `${prefix}${testId}`,
        });
        if (answer.ok)
          await move({ _id: testId, accountId }, ['sending', 'unclear'], { state: 'sent', wamid: answer.value.id });
        else await settleFailure(record, testId, startedAt, answer.failure);
        events.emit('numbers.changed', { accountId });
        const test = await tests.findOne({ _id: testId, accountId }).lean<TestMessageRecord>();
        if (!test) throw new AppError('save_failed');
        events.emit('fix.finished', {
          accountId,
          userId,
          phoneNumberIds: [phoneNumberId],
          fix: 'send_test',
          code: test.state === 'failed' ? 'failed' : null,
          startedAt,
          durationMs: clock.now().getTime() - startedAt.getTime(),
          fbtraceId: answer.ok ? undefined : answer.failure.fbtraceId,
        });
        return toDto(test, clock.now());
      });
    },

    /**
     * What Meta says about a test message. May be told again.
     *
     * @returns whether it is one of this account and number; otherwise it is somebody else's to place.
     */
    async onStatus(accountId: string, update: MessageStatusUpdate): Promise<boolean> {
      const { phoneNumberId, status, timestamp, error } = update;
      // What was kept in quarantine comes back with null where nothing was.
      const callbackData = update.callbackData ?? '';
      const key = { _id: callbackData.slice(prefix.length), accountId, phoneNumberId };
      if (!callbackData.startsWith(prefix) || !(await tests.exists(key))) return false;
      const moved = await applyStatus();
      if (moved) events.emit('numbers.changed', { accountId });
      return true;

      async function applyStatus(): Promise<boolean> {
        switch (status) {
          case 'sent':
            return move(key, ['sending', 'unclear'], { state: 'sent', wamid: update.id });
          case 'failed': {
            const words = wordsOf(
              error?.code,
              problemOfCode(error?.code ?? null, error?.title, error?.details ?? undefined),
            );
            return move(key, ['sending', 'unclear', 'sent'], failedWith(words));
          }
          case 'delivered':
          case 'read':
          case 'played':
            // The proof first: should the process die in between, the status comes again.
            await numbers.recordOccurrences('delivered', new Map([[phoneNumberId, timestamp]]));
            return move(key, ['sending', 'unclear', 'sent', 'failed'], { state: 'delivered', wamid: update.id });
        }
      }
    },

    /** Removes what is older than anybody looks at. */
    /** Forgets the tests of these numbers, and with them the phones they went to. @returns how many there were. */
    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      return (await tests.deleteMany({ accountId, phoneNumberId: { $in: [...phoneNumberIds] } })).deletedCount;
    },

    async sweep(): Promise<void> {
      await tests.deleteMany({ at: { $lt: later(clock.now(), -keptMs) } });
    },
  };
}
export type ProveService = ReturnType<typeof createProveService>;

/** The template may be missing on an account: then the phone has to write first, which opens the 24 hours. */
function wordsOf(code: number | undefined, words: { title: string; message: string }) {
  if (code !== metaCode.templateNotFound) return words;
  return {
    title: 'The account has no template to send with',
    message: 'Write to the number from that phone first; then send the test again, and a plain text will do.',
  };
}

function toDto({ _id, to, state, at, problem, next }: TestMessageRecord, now: Date): TestMessageDto {
  const isAbandoned = state === 'sending' && later(at, abandonedAfterMs) <= now;
  const shown = isAbandoned ? 'unclear' : state;
  const isUnclear = shown === 'unclear';
  return {
    testId: _id,
    to,
    state: shown,
    at: at.toISOString(),
    problem: isUnclear
      ? 'It is not known whether Meta took it: there was no clear answer.'
      : shown === 'failed'
        ? (problem ?? null)
        : null,
    next: isUnclear
      ? 'Look at the phone. If nothing arrives in a few minutes, send it again.'
      : shown === 'failed'
        ? (next ?? null)
        : null,
  };
}
