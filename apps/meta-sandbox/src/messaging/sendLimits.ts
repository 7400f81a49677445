const pairEveryMs = 6000;
const pairBurst = 45;

const perSecond = { STANDARD: 80, HIGH: 1000, NOT_APPLICABLE: 80, coexistence: 20 } as const;

/** Meta's limits to one person and from one number. The caller decides whether they refuse. */
export class SendLimits {
  /** By number and recipient: when the burst is available again. */
  readonly #pairs = new Map<string, number>();
  readonly #seconds = new Map<string, { second: number; count: number }>();

  clear(): void {
    this.#pairs.clear();
    this.#seconds.clear();
  }

  /** One message every 6 seconds to a person, and a burst of 45. False above that. */
  allowPair(phoneNumberId: string, recipient: string, nowMs: number): boolean {
    const key = `${phoneNumberId} ${recipient}`;
    const owedUntil = Math.max(this.#pairs.get(key) ?? 0, nowMs) + pairEveryMs;
    if (owedUntil - nowMs > pairBurst * pairEveryMs) return false;
    this.#pairs.set(key, owedUntil);
    return true;
  }

  /** Counts a message in or out. False when this second is full. */
  allowNumber(phoneNumberId: string, level: keyof typeof perSecond, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    const last = this.#seconds.get(phoneNumberId);
    const count = last?.second === second ? last.count : 0;
    if (count >= perSecond[level]) return false;
    this.#seconds.set(phoneNumberId, { second, count: count + 1 });
    return true;
  }
}
