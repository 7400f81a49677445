const pairEveryMs = 6000;
const pairBurst = 45;

const perSecond = { STANDARD: 80, HIGH: 1000, NOT_APPLICABLE: 80, coexistence: 20 } as const;

/** Meta's limits on sending: to one person, and from one number. Counts always; whether it refuses is its caller's. */
export class SendLimits {
  /** By number and recipient: when the credit of the burst would be whole again. */
  readonly #pairs = new Map<string, number>();
  readonly #seconds = new Map<string, { second: number; count: number }>();

  clear(): void {
    this.#pairs.clear();
    this.#seconds.clear();
  }

  /** One message every 6 seconds to the same person; 45 may be borrowed in advance. False when it is too many. */
  allowPair(phoneNumberId: string, recipient: string, nowMs: number): boolean {
    const key = `${phoneNumberId} ${recipient}`;
    const owedUntil = Math.max(this.#pairs.get(key) ?? 0, nowMs) + pairEveryMs;
    if (owedUntil - nowMs > pairBurst * pairEveryMs) return false;
    this.#pairs.set(key, owedUntil);
    return true;
  }

  /** Counts one message of a number, in or out. False when this second is full. */
  allowNumber(phoneNumberId: string, level: keyof typeof perSecond, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    const last = this.#seconds.get(phoneNumberId);
    const count = last?.second === second ? last.count : 0;
    if (count >= perSecond[level]) return false;
    this.#seconds.set(phoneNumberId, { second, count: count + 1 });
    return true;
  }
}
