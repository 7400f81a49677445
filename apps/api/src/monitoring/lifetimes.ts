import { firstExpiryWarningMs, lastExpiryWarningMs } from '../alerts/lifetimes.js';
import { days, hours, minutes } from '../platform/clock.js';

/** When numbers are looked at, and how long what is learned of them lives. How much at once: `limits.ts`. */

// Checks
/** How long before a token expires it is asked about, while people can still act; a minute after, it is certain. */
export const beforeExpiryMs = [firstExpiryWarningMs, lastExpiryWarningMs, hours(1), -minutes(1)];
/** The daily check comes no sooner after the last one, so that a check in between does not make two on one day. */
export const dailyCheckNotBeforeMs = hours(12);
/** How far the daily check moves about its time: numbers of one restored backup must not fall into step. */
export const dailyCheckSpreadMs = minutes(10);
/** After an answer that was not clear, Meta is asked again in this time to twice of it. */
export const againAfterUnclearMs = minutes(30);
/** A check this old is fresh enough at a start, also for the second process of a release. */
export const freshCheckMs = minutes(10);
/** After a start, the checks of many numbers are spread over this time. */
export const spreadAfterStartMs = minutes(10);

// Meta’s call budget
/** A check for which no calls are left waits this long. */
export const againWhenBudgetIsUsedMs = minutes(10);
/** Meta's limit is of a rolling hour: what it said longer ago is about other calls. */
export const usageForgottenMs = hours(1);
/** After that one number is asked to hear how much is used now: nobody tells us otherwise. */
export const usageAskedAgainMs = minutes(5);
/** What Meta said about a limit leaves memory after a day. */
export const usageKeptMs = hours(24);

// Health and inactivity
/** The health of a number by day: a year and a month, to compare with the year before. */
export const healthKeptMs = days(400);
/** The hours that a baseline is learned from: four weeks, and the day on which they begin. */
export const baselineLearnedFromMs = days(29);
/** A silence is looked for in this time: longer, it would be compared with itself. */
export const longestInactivityMs = days(7);
/** After we were away ourselves, what Meta kept for us is still coming. */
export const listenFirstMs = minutes(30);
/** How long the last hours of a day may still be counted after it: statuses come late. */
export const dayClosesAfterMs = hours(2);
/** How often messages are counted (`schedule.ts`), where an account does not take longer than its share of that. */
export const countedEveryMs = minutes(10);
/** However large an account is, each of its days is counted after it has closed. */
export const longestCountRestMs = hours(6);
