import { type Clock, later, minutes } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';

const everyMs = minutes(1);
const maxKids = 20;

/** Says which key this process lacks, once a minute for each: whatever needs it asks again and again. */
export function createMissingKeyLog(logger: Logger, clock: Clock): (kid: string) => void {
  const quietUntil = new Map<string, Date>();
  return (kid) => {
    const now = clock.now();
    const until = quietUntil.get(kid);
    if (until ? until > now : quietUntil.size >= maxKids) return;
    quietUntil.set(kid, later(now, everyMs));
    logger.error({ kid }, 'something is sealed under a key that is not in TOKEN_ENCRYPTION_KEYS of this process');
  };
}
