const minuteMs = 60_000;

/** Counts events of the last 60 minutes, by minute and key. */
export class RollingHour {
  readonly #minutes = new Map<string, Map<number, number>>();

  add(key: string, nowMs: number): void {
    const minutes = this.#minutes.get(key) ?? new Map<number, number>();
    const minute = Math.floor(nowMs / minuteMs);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    for (const past of minutes.keys()) {
      if (past <= minute - 60) minutes.delete(past);
    }
    this.#minutes.set(key, minutes);
  }

  count(key: string, nowMs: number): number {
    const oldest = Math.floor(nowMs / minuteMs) - 60;
    let total = 0;
    for (const [minute, calls] of this.#minutes.get(key) ?? []) {
      if (minute > oldest) total += calls;
    }
    return total;
  }

  /** Whole minutes until the busiest minute has passed: Meta's time to regain access. */
  minutesToRelief(key: string, nowMs: number): number {
    const first = [...(this.#minutes.get(key)?.keys() ?? [])].sort((a, b) => a - b)[0];
    return first === undefined ? 0 : Math.max(1, first + 60 - Math.floor(nowMs / minuteMs));
  }

  clear(): void {
    this.#minutes.clear();
  }
}
