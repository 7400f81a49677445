import { days, minutes } from '../platform/clock.js';

/** How long one process may take for one try at Meta, before another one takes it up. */
export const leaseMs = minutes(1);
/** Meta itself stops retrying after a week; by then somebody has to look. */
export const giveUpMs = days(7);

/** Doubles from one minute to six hours. Pure. */
export const retryDelayMs = (tries: number) => Math.min(minutes(1) * 2 ** Math.max(0, tries - 1), minutes(360));
