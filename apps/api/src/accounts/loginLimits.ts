import { networkOf } from '../platform/clientAddress.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { KnownBrowser } from './knownBrowser.js';
import { createSlowLane } from './slowLane.js';

/** Where a log-in comes from. */
export interface LoginPlace {
  /** The caller's address, as far as the trusted proxies tell it. */
  address: string;
  browser: KnownBrowser | null;
}

/** One try that is counted already. */
export interface LoginTry {
  /** The password was right: what was counted is given back. */
  succeeded(): Promise<void>;
  /** The password was wrong. @returns what to say. */
  refusal(): AppError;
}

const quarterHour = 15 * 60;

/**
 * How often a password may be tried. Each try is counted before it is compared, so that guesses made at the same moment are
 * counted too.
 *
 * From a browser that the person has logged in from before, only its own tries count: strangers who guess cannot lock
 * anybody out of it. From elsewhere an e-mail address has ten tries, from wherever they come. An address that guesses at
 * many accounts is not refused, because it may be a proxy with everybody behind it: from then on its tries go one after the
 * other with growing pauses, a right password gets in, and a wrong one is told to wait.
 */
export function createLoginLimits(rateLimits: RateLimits) {
  const perBrowser = rateLimits('login-browser', { points: 10, durationSeconds: quarterHour });
  const perEmail = rateLimits('login-email', { points: 10, durationSeconds: quarterHour });
  const perAddress = rateLimits('login-address', { points: 50, durationSeconds: quarterHour });
  const slowly = createSlowLane();
  const wrong = () => new AppError('invalid_credentials');

  return {
    /** @throws AppError `too_many_requests` when this try is not compared at all. */
    async begin(email: string, { address, browser }: LoginPlace): Promise<LoginTry> {
      if (browser?.knows(email)) {
        const key = `${browser.id}.${email}`;
        await perBrowser.take(key);
        return { succeeded: () => perBrowser.forget(key), refusal: wrong };
      }
      await perEmail.take(email);
      const network = networkOf(address);
      const { over, retryAfterSeconds } = await perAddress.takeOver(network);
      if (over > 0) await slowly(network, over);
      return {
        async succeeded() {
          await Promise.all([perAddress.giveBack(network), perEmail.forget(email)]);
        },
        refusal: () => (over > 0 ? new AppError('too_many_requests', { retryAfterSeconds }) : wrong()),
      };
    },

    /** Takes back what wrong guesses at an e-mail address cost. */
    forget: (email: string): Promise<void> => perEmail.forget(email),
  };
}
