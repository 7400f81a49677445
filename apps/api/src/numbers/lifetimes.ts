import { days, hours, minutes, seconds } from '../platform/clock.js';

/** How long everything about a number lives. Counts and sizes: `limits.ts`. Meta's own times stand where they are kept to. */

// Fixes and checks
/** Longer than the longest fix: two tries with a PIN, and reading back. Then the process that did it must have died. */
export const longestFixMs = minutes(1);
/** Two checks within a second are one; one that hangs keeps nobody from asking anew. */
export const doublePressMs = seconds(1);
/** By then Meta knows everywhere what a fix changed. */
export const fixSettlesMs = minutes(2);
/** A check that was not finished by then has died with its process. */
export const checkClaimMs = minutes(5);
/** News of Meta come in bursts: what they say is asked about once in a minute. */
export const newsAskedAboutEveryMs = minutes(1);

// The doctor
/** One check: a person waits for it. */
export const doctorCheckMs = seconds(8);
/** The whole run. */
export const doctorRunMs = seconds(12);
/** What a check of our own keeps back of its time to give its answer. */
export const doctorAnswerMs = 200;
/** How long before its end the doctor says that the access ends soon: in time for the alerts that follow. */
export const accessEndsSoonMs = days(14);

// Test messages
/** Long enough to compare with the next one; then the phone that it went to is forgotten. */
export const testMessageKeptMs = days(30);
/** No call to Meta takes as long: the process that sent it has died, and nobody knows the outcome. */
export const testMessageAbandonedMs = minutes(2);
/** The window has to be open for this long yet, so that a message on its way does not fall out of it. */
export const testMessageOnItsWayMs = minutes(1);

// A number that stays on the phone
/** Longer than the request to Meta; after it another process may ask. */
export const phoneSyncLeaseMs = minutes(2);

// Costs
/** Meta counts afresh no oftener, and a day's costs are no news within hours. */
export const pricingGoodForMs = hours(6);
/** A number may be deleted and come back: then it is noted anew. */
export const billedReplyNotedMs = hours(1);

// In memory
/** A number changes accounts by a disconnect and a login: an answer is good for what Meta says within a second. */
export const liveAccountKnownMs = seconds(1);
/** A key that this process lacks is logged once in this time: whatever needs it asks again and again. */
export const missingKeyLoggedEveryMs = minutes(1);
