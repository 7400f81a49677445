import type { TestMessageDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { testMessageAbandonedMs, testMessageKeptMs } from './lifetimes.js';
import type { TestMessageRecord } from './testMessage.model.js';

type State = TestMessageRecord['state'];

export class TestMessageStore {
  readonly #tests: Model<TestMessageRecord>;
  readonly #clock: Clock;

  constructor(tests: Model<TestMessageRecord>, clock: Clock) {
    this.#tests = tests;
    this.#clock = clock;
  }

  async add(test: Omit<TestMessageRecord, 'state'>): Promise<void> {
    await this.#tests.create({ ...test, state: 'sending' });
  }

  async move(key: Partial<TestMessageRecord>, from: State[], set: Partial<TestMessageRecord>): Promise<boolean> {
    const { modifiedCount } = await this.#tests.updateOne({ ...key, state: { $in: from } }, { $set: set });
    return modifiedCount > 0;
  }

  async has(key: Partial<TestMessageRecord>): Promise<boolean> {
    return (await this.#tests.exists(key)) !== null;
  }

  async get(accountId: string, testId: string): Promise<TestMessageDto | null> {
    const row = await this.#tests.findOne({ _id: testId, accountId }).lean<TestMessageRecord>();
    return row ? toTestMessageDto(row, this.#clock.now()) : null;
  }

  async latest(accountId: string, phoneNumberId: string): Promise<TestMessageDto | null> {
    const row = await this.#tests.findOne({ accountId, phoneNumberId }).sort({ at: -1 }).lean<TestMessageRecord>();
    return row ? toTestMessageDto(row, this.#clock.now()) : null;
  }

  /** Deletes the tests of these numbers, and with them the phones they went to. @returns how many there were. */
  async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
    return (await this.#tests.deleteMany({ accountId, phoneNumberId: { $in: [...phoneNumberIds] } })).deletedCount;
  }

  async sweep(): Promise<void> {
    await this.#tests.deleteMany({ at: { $lt: later(this.#clock.now(), -testMessageKeptMs) } });
  }
}

function toTestMessageDto({ _id, to, state, at, problem, next }: TestMessageRecord, now: Date): TestMessageDto {
  const isAbandoned = state === 'sending' && later(at, testMessageAbandonedMs) <= now;
  const shown = isAbandoned ? 'unclear' : state;
  const test = { testId: _id, to, state: shown, at: at.toISOString() };
  if (shown === 'unclear') {
    return {
      ...test,
      problem: 'It is not known whether Meta took it: there was no clear answer.',
      next: 'Look at the phone. If nothing arrives in a few minutes, send it again.',
    };
  }
  return shown === 'failed'
    ? { ...test, problem: problem ?? null, next: next ?? null }
    : { ...test, problem: null, next: null };
}
