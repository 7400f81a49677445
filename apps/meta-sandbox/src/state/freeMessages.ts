/** Free service messages for each number and month, since 2026-10-01 (meta-platform 17.5). */
const freeMessages = 1000;

export class FreeMessages {
  readonly #limits = new Map<string, number>();
  readonly #used = new Map<string, number>();

  clear(): void {
    this.#limits.clear();
    this.#used.clear();
  }

  setLimit(numberId: string, limit: number): void {
    this.#limits.set(numberId, limit);
  }

  usage(numberId: string, nowMs: number): { limit: number; used: number } {
    return { limit: this.#limits.get(numberId) ?? freeMessages, used: this.#used.get(toKey(numberId, nowMs)) ?? 0 };
  }

  /** Counts one message. False when the month's are used up. */
  take(numberId: string, nowMs: number): boolean {
    const { limit, used } = this.usage(numberId, nowMs);
    if (used >= limit) return false;
    this.#used.set(toKey(numberId, nowMs), used + 1);
    return true;
  }
}

const toKey = (numberId: string, nowMs: number) => `${numberId} ${new Date(nowMs).toISOString().slice(0, 7)}`;
