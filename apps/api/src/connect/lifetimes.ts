import { days, hours, minutes, seconds } from '../platform/clock.js';

/** How long everything about connecting and disconnecting lives. Leases and waits of durable jobs: `platform/backoff.ts`. */

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

// Disconnecting
/** How long the access of a disconnected number is kept for changing one's mind. */
export const undoMs = minutes(10);
/** Whoever brings numbers back tries at once; if they die with it, somebody else does so this much later. */
export const resubscribeSoonMs = seconds(30);
/** How soon a process that lacks the key of a token, or another that has it, looks at it again. */
export const keyWaitMs = minutes(1);
/** Meta itself stops retrying after a week; by then somebody has to look. */
export const leftAtMetaGiveUpMs = days(7);

// Meta’s hosted page
/** Longer than a run of an attempt may take. */
export const hostedClaimMs = seconds(90);
/** How much later than the login it is about Meta may date a sign-up: its clock is not ours. */
export const datedLateMs = minutes(1);
