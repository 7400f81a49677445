import { metaCode } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { doubledMs } from '../../platform/backoff.js';
import { hours, minutes, seconds } from '../../platform/clock.js';

const fewTries = 3;
/** Larger powers would not be exact. */
const maxPowers = 30;

/**
 * The wait before Meta is asked again (meta-platform 9 and 10), in milliseconds. Pure.
 *
 * @param attempts refusals so far, at least 1.
 * @param random 0 to 1: adds up to a quarter, so that what failed together does not return together.
 */
export function retryDelayMs(code: number | undefined, attempts: number, random: number): number {
  return Math.round(computeWaitMs(code, Math.max(1, attempts)) * (1 + random / 4));
}

function computeWaitMs(code: number | undefined, attempts: number): number {
  switch (code) {
    // One customer gets about one message every six seconds; Meta's own advice is 4^n seconds.
    case metaCode.customerTooFast:
      return Math.min(seconds(4 ** Math.min(attempts, maxPowers)), hours(1));
    // The number sends faster than it may: over within seconds.
    case metaCode.numberTooFast:
      return doubledMs({ firstMs: seconds(1), longestMs: minutes(1) }, attempts);
    // Counted over a rolling hour: seconds would only make it longer.
    case metaCode.appCallLimit:
    case metaCode.wabaRateLimit:
    case metaCode.wabaCallLimit:
      return doubledMs({ firstMs: minutes(1), longestMs: minutes(15) }, attempts);
    default:
      return doubledMs({ firstMs: seconds(2), longestMs: minutes(5) }, attempts);
  }
}

/** A call that may have taken effect is never repeated. */
export function isTriedAgain(failure: GraphFailure, attempts: number): boolean {
  if (failure.outcome === 'unknown') return false;
  return failure.retry === 'backoff' || (failure.retry === 'few' && attempts < fewTries);
}

/** Refusals that are about the number or the app, not about this message: whatever else it sends would fare the same. */
const codesOfNumber: ReadonlySet<number> = new Set([
  metaCode.appCallLimit,
  metaCode.wabaRateLimit,
  metaCode.wabaCallLimit,
  metaCode.numberTooFast,
  metaCode.numberInMaintenance,
]);
export const holdsNumber = ({ code }: GraphFailure): boolean => code !== undefined && codesOfNumber.has(code);
