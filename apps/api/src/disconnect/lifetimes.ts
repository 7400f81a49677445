import { days, minutes, seconds } from '../platform/clock.js';

/** How long everything about disconnecting lives. Leases and waits of durable jobs: `platform/backoff.ts`. */

/** How long the access of a disconnected number is kept for changing one's mind. */
export const undoMs = minutes(10);
/** Whoever brings numbers back tries at once; if they die with it, somebody else does so this much later. */
export const resubscribeSoonMs = seconds(30);
/** How soon a process that lacks the key of a token, or another that has it, looks at it again. */
export const keyWaitMs = minutes(1);
/** Meta itself stops retrying after a week; by then somebody has to look. */
export const leftAtMetaGiveUpMs = days(7);
