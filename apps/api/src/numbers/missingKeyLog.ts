import { type Clock, later } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import { missingKeyLoggedEveryMs } from './lifetimes.js';
import { maxMissingKeys } from './limits.js';

/** Says which key this process lacks, once a minute for each: whatever needs it asks again and again. */
export function createMissingKeyLog(logger: Logger, clock: Clock): (kid: string) => void {
  const quietUntil = new Map<string, Date>();
  return (kid) => {
    const now = clock.now();
    const until = quietUntil.get(kid);
    if (until ? until > now : quietUntil.size >= maxMissingKeys) return;
    quietUntil.set(kid, later(now, missingKeyLoggedEveryMs));
    logger.error({ kid }, 'something is sealed under a key that is not in TOKEN_ENCRYPTION_KEYS of this process');
  };
}
