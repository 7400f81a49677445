import { days, hours, minutes, seconds } from '../platform/clock.js';

/** How long everything about a deletion lives. Leases and waits of its job: `platform/backoff.ts`. */

// Meta’s request
/** Meta sends at once: an older request was kept by somebody. */
export const requestOldestMs = hours(1);
/** Clocks differ a little. */
export const requestAheadMs = minutes(5);

// The deletion
/** Other processes may take a number for live for a second. What comes in by then is deleted, too. */
export const deletionSettlesMs = seconds(2);
/** By law within a month; the operator has to look before that. */
export const deletionGiveUpMs = days(7);
