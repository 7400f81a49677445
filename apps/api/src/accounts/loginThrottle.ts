import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../platform/errors.js';

export interface LoginThrottleOptions {
  /** For each try over the limit. */
  stepMs: number;
  longestMs: number;
  /** For one key, and for all together. */
  maxWaiting: number;
  maxWaitingInAll: number;
}

/** At the longest pause one address gets 17,000 tries a day. */
const defaults: LoginThrottleOptions = { stepMs: 50, longestMs: 5_000, maxWaiting: 20, maxWaitingInAll: 500 };

export type LoginThrottle = (key: string, over: number) => Promise<void>;

/**
 * Lets tries of one key through one by one, slower the more there were. For where a refusal would hit people who have
 * done nothing, because many share an address. @throws AppError `too_many_requests`
 */
export function createLoginThrottle(options: Partial<LoginThrottleOptions> = {}): LoginThrottle {
  const { stepMs, longestMs, maxWaiting, maxWaitingInAll } = { ...defaults, ...options };
  const lanes = new Map<string, { waiting: number; last: Promise<unknown> }>();
  let waitingInAll = 0;
  return async (key, over) => {
    const pauseMs = Math.min(over * stepMs, longestMs);
    const lane = lanes.get(key) ?? { waiting: 0, last: Promise.resolve() };
    if (lane.waiting >= maxWaiting || waitingInAll >= maxWaitingInAll) {
      throw new AppError('too_many_requests', { retryAfterSeconds: Math.ceil((lane.waiting * pauseMs) / 1000) || 1 });
    }
    lanes.set(key, lane);
    lane.waiting += 1;
    waitingInAll += 1;
    const turn = lane.last.then(() => pause(pauseMs, undefined, { ref: false }));
    lane.last = turn;
    await turn;
    lane.waiting -= 1;
    waitingInAll -= 1;
    if (lane.waiting === 0) lanes.delete(key);
  };
}
