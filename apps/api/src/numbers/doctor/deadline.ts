import type { GraphFailure, GraphResult } from '@switchboard/graph';
import type { Clock } from '../../platform/clock.js';
import { doctorAnswerMs, doctorCheckMs, doctorRunMs } from '../lifetimes.js';

export interface Timed<T> {
  value: T;
  ms: number;
}

const tooLate: GraphFailure = {
  kind: 'timed_out',
  turn: 'meta',
  retry: 'backoff',
  outcome: 'unknown',
  message: 'There was no answer in the time that the check has.',
};

/** The time of one run of the doctor: everything in it ends by then. */
export class Deadline {
  readonly #clock: Clock;
  readonly #endsAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#endsAt = clock.now().getTime() + doctorRunMs;
  }

  async within<T>(ask: () => Promise<T>, late: T): Promise<Timed<T>> {
    const began = this.#clock.now().getTime();
    const left = Math.min(doctorCheckMs, this.#endsAt - began);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<T>((resolve) => {
      timer = setTimeout(() => resolve(late), Math.max(0, left));
    });
    const value = left <= 0 ? late : await Promise.race([ask(), timeout]);
    clearTimeout(timer);
    return { value, ms: this.#clock.now().getTime() - began };
  }

  askMeta<T>(ask: () => Promise<GraphResult<T>>): Promise<Timed<GraphResult<T>>> {
    return this.within<GraphResult<T>>(ask, { ok: false, failure: tooLate });
  }

  leftMs(): number {
    return Math.max(1, Math.min(doctorCheckMs, this.#endsAt - this.#clock.now().getTime()) - doctorAnswerMs);
  }
}
