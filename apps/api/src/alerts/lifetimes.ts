import { days, minutes } from '../platform/clock.js';

/** How long everything about alerts lives, and what is shown of them. */

// What is told
/** Something that goes to and fro is told once, and then what it settled on. */
export const settleMs = minutes(15);
/** A number that has been held for longer was there before anybody watched. */
export const newForMs = days(1);
/** How long before Meta's access ends people are warned for the first time. */
export const firstExpiryWarningMs = days(7);
/** And for the last time. */
export const lastExpiryWarningMs = days(1);
/** Alerts of an account wait this long for others that go into the same mail. */
export const mailGatheredMs = minutes(1);

// What is kept and shown
/** A year and a month, as the history of a number's health. */
export const alertsKeptMs = days(400);
/** The latest: older ones are seldom looked for. */
export const alertsShown = 100;
