import { toNetworkPrefix } from '../platform/clientAddress.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { KnownBrowser } from './knownBrowser.js';
import { createLoginThrottle } from './loginThrottle.js';

export interface LoginPlace {
  address: string;
  browser: KnownBrowser | null;
}

export interface LoginTry {
  /** Gives back what the try cost. */
  succeeded(): Promise<void>;
  refusal(): AppError;
}

const quarterHour = 15 * 60;

/**
 * Counts each try before it is compared, so that guesses at the same moment count. From a browser the person has used
 * before only its own tries count: strangers cannot lock anybody out. From elsewhere an e-mail address has ten tries.
 * An address that guesses at many accounts may be a proxy with everybody behind it. It is not refused but slowed: a
 * right password gets in, a wrong one has to wait.
 */
export function createLoginLimits(rateLimits: RateLimits) {
  const perBrowser = rateLimits('login-browser', { points: 10, durationSeconds: quarterHour });
  const perEmail = rateLimits('login-email', { points: 10, durationSeconds: quarterHour });
  const perAddress = rateLimits('login-address', { points: 50, durationSeconds: quarterHour });
  const throttle = createLoginThrottle();
  const wrong = () => new AppError('invalid_credentials');

  return {
    /** @throws AppError `too_many_requests` when the password is not compared at all */
    async begin(email: string, { address, browser }: LoginPlace): Promise<LoginTry> {
      if (browser?.knows(email)) {
        const key = `${browser.id}.${email}`;
        await perBrowser.take(key);
        return { succeeded: () => perBrowser.forget(key), refusal: wrong };
      }
      await perEmail.take(email);
      const network = toNetworkPrefix(address);
      const { over, retryAfterSeconds } = await perAddress.takeOver(network);
      if (over > 0) await throttle(network, over);
      return {
        async succeeded() {
          await Promise.all([perAddress.giveBack(network), perEmail.forget(email)]);
        },
        refusal: () => (over > 0 ? new AppError('too_many_requests', { retryAfterSeconds }) : wrong()),
      };
    },

    /** Gives back what wrong guesses cost. */
    forget: (email: string): Promise<void> => perEmail.forget(email),
  };
}
export type LoginLimits = ReturnType<typeof createLoginLimits>;
