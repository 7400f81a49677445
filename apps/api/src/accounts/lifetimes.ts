import { days, hours, minutes, seconds } from '../platform/clock.js';

/** How long everything about people and their access lives. */

// A session
/** What a page holds: the session is asked again after it. */
export const accessTokenLifeMs = minutes(10);
/** A session that nobody uses ends. */
export const sessionIdleMs = days(7);
/** Every session ends, also one in use. */
export const sessionAbsoluteMs = days(30);
/** Two tabs may renew at the same moment: for this long the token before the current one is answered with the current. */
export const renewalGraceMs = seconds(30);
/** By then a browser has the cookie of the session that took another one's place. */
export const replacedNotifiedMs = seconds(2);

// Links in mails, and invitations
export const invitationLifeMs = days(7);
/** A new password has to be chosen within half an hour of the mail. */
export const resetLinkLifeMs = minutes(30);
/** A mail about it that is an hour late is of no use. */
export const resetMailTriedForMs = hours(1);
export const confirmLinkLifeMs = days(3);
/** A link that is used or too old is still known for this long, to say what is wrong with it. */
export const usedLinkKnownMs = days(7);

// The second factor
/** From the QR code to the first code. */
export const setupLifeMs = minutes(15);
/** Long enough to look for one's phone. */
export const secondStepLifeMs = minutes(10);
export const passkeyChallengeLifeMs = minutes(5);
/** All that logging in asks counts as just given for this long. */
export const freshProofLifeMs = minutes(5);

// What is known about a person’s devices
/** A browser that somebody logged in with has a limit of its own for wrong passwords. */
export const knownBrowserLifeMs = days(180);
/** A place that was not used this long is new again. */
export const placeKnownMs = days(180);
