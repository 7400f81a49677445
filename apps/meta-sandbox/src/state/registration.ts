const windowMs = 72 * 60 * 60 * 1000;
const maxInWindow = 10;

interface Attempts {
  times: number[];
  blockedUntil: number;
}

/** Ten register and deregister requests per number in 72 hours, then none for 72 hours. */
export class RegistrationLimit {
  readonly #attempts = new Map<string, Attempts>();

  /** False: Meta answers 133016. */
  allow(phoneId: string, nowMs: number): boolean {
    const attempts = this.#attempts.get(phoneId) ?? { times: [], blockedUntil: 0 };
    this.#attempts.set(phoneId, attempts);
    if (nowMs < attempts.blockedUntil) return false;
    attempts.times = attempts.times.filter((time) => time > nowMs - windowMs);
    if (attempts.times.length >= maxInWindow) {
      attempts.blockedUntil = nowMs + windowMs;
      attempts.times = [];
      return false;
    }
    attempts.times.push(nowMs);
    return true;
  }

  clear(): void {
    this.#attempts.clear();
  }
}
