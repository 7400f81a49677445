/** How much is kept and shown about a number. Times: `lifetimes.ts`. */

// What is kept
/** Two tries with PINs may both be unclear; more than that nobody needs. */
export const maxPendingPins = 5;
/** Reasons of Meta's why a number cannot send, and the characters of one. */
export const maxHealthReasons = 5;
export const maxHealthReasonLength = 300;

// What is shown
/** The latest of an account: older ones are seldom looked for. */
export const noticesShown = 100;

// The doctor
/** An account may have hundreds of numbers, and Meta's call limits are for all accounts together. */
export const doctorNumbersAtOnce = 8;
/** Of an answer of our own public address: what is looked for stands at its beginning. */
export const maxDoctorAnswerBytes = 4096;

// Races
/** Others may change the same number at the same time: what is planned on an older row is planned again, this often. */
export const maxRaceTries = 5;

// In memory
/** Beyond these, all are forgotten and learned anew. */
export const maxLiveAccounts = 10_000;
export const maxBilledReplies = 10_000;
/** Ids of keys come from the database: more than these are not logged. */
export const maxMissingKeys = 20;
