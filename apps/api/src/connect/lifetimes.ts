import { days, hours, minutes, seconds } from '../platform/clock.js';

/** How long everything about connecting lives. Leases and waits of durable jobs: `platform/backoff.ts`. */

// An attempt
/** From the click to coming back from Meta: as long as a `state` is good. */
export const attemptLifeMs = minutes(10);
/** Longer than every time-out of one run together; after it another process may take over. */
export const runLeaseMs = seconds(60);
/** How long what Meta shared is held for somebody to choose from. */
export const choiceLifeMs = hours(1);
/** How long the login of an attempt that is not whole is kept for trying again. */
export const tokenHeldMs = hours(24);

// A link for another device
export const handoverLinkLifeMs = minutes(30);
/** How long the other device's browser is remembered: the login, and an hour to choose. */
export const handoverBrowserMs = minutes(90);
/** An ended one is shown for a week. */
export const handoverKeptMs = days(7);

// Meta’s hosted page
/** Longer than a run of an attempt may take. */
export const hostedClaimMs = seconds(90);
/** How much later than the login it is about Meta may date a sign-up: its clock is not ours. */
export const datedLateMs = minutes(1);
