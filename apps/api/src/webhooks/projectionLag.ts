import type { Clock } from '../platform/clock.js';

type Source = 'own' | 'takenOver';

/** How far behind projecting is, computed when a scrape asks, so that work that hangs shows. */
export class ProjectionLag {
  readonly #clock: Clock;
  /** When the oldest delivery of each round under way was received. */
  readonly #underway: Record<Source, Date | undefined> = { own: undefined, takenOver: undefined };
  #roundDoneAt: Date;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#roundDoneAt = clock.now();
  }

  begin(source: Source, oldest: Date | undefined): void {
    this.#underway[source] = oldest;
  }

  end(source: Source, isWhole: boolean): void {
    this.#underway[source] = undefined;
    if (isWhole) this.#roundDoneAt = this.#clock.now();
  }

  /** @param oldestWaiting when the oldest delivery was received that waits for its round. */
  figures(oldestWaiting: Date | null): { lagSeconds: number; sinceRoundSeconds: number } {
    const nowMs = this.#clock.now().getTime();
    const { own, takenOver } = this.#underway;
    const received = [own ?? oldestWaiting ?? undefined, takenOver].filter((at) => at !== undefined);
    const oldestMs = Math.min(nowMs, ...received.map((at) => at.getTime()));
    return {
      lagSeconds: (nowMs - oldestMs) / 1000,
      sinceRoundSeconds: (nowMs - this.#roundDoneAt.getTime()) / 1000,
    };
  }
}
