import { days } from '../platform/clock.js';

/** A log-in longer ago says nothing about how the app is set up now. */
export const loginsCountForMs = days(90);
/** A delivery longer ago does not show that Meta reaches us. */
export const deliveriesCountForMs = days(1);
/** Changing to another version of the Graph API takes reading and trying. */
export const versionEndsSoonMs = days(90);
