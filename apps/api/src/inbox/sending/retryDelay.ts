import type { GraphFailure } from '@switchboard/graph';
import { doubledMs } from '../../platform/backoff.js';
import { hours, minutes, seconds } from '../../platform/clock.js';

const fewTries = 3;
/** Larger powers would not be exact. */
const mostPowers = 30;

/**
 * The wait before Meta is asked again (meta-platform 9 and 10), in milliseconds. Pure.
 *
 * @param attempts refusals so far, at least 1.
 * @param random 0 to 1: adds up to a quarter, so that what failed together does not return together.
 */
export function retryDelayMs(code: number | undefined, attempts: number, random: number): number {
  return Math.round(waitOf(code, Math.max(1, attempts)) * (1 + random / 4));
}

function waitOf(code: number | undefined, attempts: number): number {
  switch (code) {
    // One customer gets about one message in six seconds; Meta advises 4^n seconds.
    case 131056:
      return Math.min(seconds(4 ** Math.min(attempts, mostPowers)), hours(1));
    // The limit is per second.
    case 130429:
      return doubledMs({ firstMs: seconds(1), longestMs: minutes(1) }, attempts);
    // The limit is per rolling hour.
    case 4:
    case 80007:
    case 80008:
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

/** Refusals of the number or the app, which concern all its messages. */
const codesOfNumber = new Set([4, 80007, 80008, 130429, 131057]);
export const holdsNumber = ({ code }: GraphFailure): boolean => code !== undefined && codesOfNumber.has(code);
