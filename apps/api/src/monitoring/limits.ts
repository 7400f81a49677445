/** How much is asked of Meta, and how much is done at once. Times: `lifetimes.ts`. */

// Meta’s call budget
/** Half of what Meta allows an hour for a WABA without a registered number: the rest is for people. */
export const callsAnHourAWaba = 100;
/** From this use of Meta's limit on, numbers are checked one at a time. */
export const slowFromPercent = 75;
/** From this use of Meta's limit on, nothing is asked that can wait. */
export const stopFromPercent = 95;

// Checks
/** Numbers in one batch, by pace. Five batches go in a run and a run every five seconds: 600 numbers a minute at most. */
export const checksABatch = { go: 10, slow: 1, stop: 0 };
export const batchesARun = 5;
/** Up to this many numbers are checked at once after a start; more are spread. */
export const checkedAtOnceAfterStart = 50;

// Evaluation
/** Another process evaluated at the same moment: then it is evaluated once more. */
export const maxEvaluationTries = 5;
/** The rest is due in the next run. */
export const evaluationsARun = 200;

// Counting messages
/** Accounts whose messages are counted side by side: one that takes long must not hold up all others. */
export const accountsCountedAtOnce = 4;
/** How much of the time may go into counting one account: one that takes a minute is counted every twenty. */
export const countShare = 1 / 20;
