import { days, hours, minutes, seconds } from '../platform/clock.js';

/**
 * How long everything about conversations lives. Counts and sizes: `limits.ts`; waits between tries: `sending/retryDelay.ts`
 * and `platform/backoff.ts`. Meta's own times stand where they are kept to.
 */

// Changes and threads
/** A browser that was away for longer reads its lists anew. */
export const changesKeptMs = days(7);
/** Requests that read a thread before its merge have ended by then. */
export const mergedThreadWatchedMs = minutes(10);
/** Who wrote in this time is interrupted by a disconnect. */
export const recentlyWroteMs = days(7);

// Receiving
/** A message that is older may have come before: it is shown once it is stored. */
export const maxFirstDeliveryMs = minutes(1);
/**
 * Another process may know sooner that a phone has passed to somebody else: without a second address, what is remembered
 * is trusted for this long.
 */
export const phoneTrustedMs = seconds(10);
/** By then, a process that stored the message and just missed the early event is done. */
export const earlyEventSettledMs = seconds(10);
/** Messages of most early events come within minutes: these are looked for every few seconds. */
export const earlyEventRecentMs = minutes(10);
/** Messages of other software never come. */
export const earlyEventKeptMs = days(7);
/** A free reply in an early event is kept longer than the month in which it counts, and the next. */
export const freeReplyKeptMs = days(70);

// Who is who
/** A process that settled threads is done by then, or has died. */
export const unsettledMs = seconds(20);
/** A change whose person does not write for this long is forgotten. */
export const looseFactKeptMs = days(90);
/** Longer than a run over the rows of an older release; after it another process goes on. */
export const repairLeaseMs = minutes(5);

// Sending
/** By then nobody expects a queued message. */
export const queuedLifeMs = hours(24);
/** How often each process looks for what is due. */
export const outboxPollMs = seconds(1);
/** How often the size of the outbox is measured. */
export const outboxMeasuredEveryMs = seconds(15);
/** Longer than a call's own time limit. */
export const callLeaseMs = minutes(1);
/** Where a file of 100 MB is uploaded first. */
export const fileCallLeaseMs = minutes(6);
/** How late a resumed number may start to send. */
export const pausedRecheckMs = seconds(20);
/** Gives a process that has the key the first turn. */
export const withoutKeyMs = seconds(5);
/**
 * Longer than a deployment. An answer ten minutes late may be answered already, by phone or by a colleague (decision
 * 0015).
 */
export const longestSilenceMs = minutes(10);
/** A life sign is given anew when the last one is older than this. */
export const lifeSignFreshMs = seconds(15);
/**
 * WhatsApp shows "typing…" for up to 25 seconds (meta-platform 7); a browser repeats it every 20, and each repetition
 * has to get through.
 */
export const typingShownMs = seconds(15);
/** Long enough to choose and send a template, short enough for a new one to show up. */
export const templatesKnownMs = minutes(1);

// Who answers
/** How late Meta may report our own call, clock skew included. */
export const ownActReportedMs = minutes(2);

// Files
/** What was uploaded and not sent is removed after a day. */
export const unsentUploadKeptMs = hours(24);
/** A browser has six connections to one host: the seventh large file waits for one with its ticket in hand. */
export const uploadTicketLifeMs = minutes(10);
/** What a browser began to send to object storage in the ticket's last moment has arrived by then. */
export const uploadCompletedMs = minutes(20);
/** How long a browser remembers that the web's pages may upload. */
export const uploadOriginKnownMs = minutes(10);
/** Meta keeps an upload for 30 days; one is left for messages that wait. */
export const uploadAtMetaGoodMs = days(29);
/** How often each process looks for files that are due. */
export const mediaPollMs = seconds(2);
/** A file of 100 MB over a slow line. */
export const downloadTimeoutMs = minutes(3);
/** A picture of up to 5 MB from an address on the internet. */
export const pictureTimeoutMs = seconds(20);
/** A message whose file our own storage does not give is tried again after this. */
export const storageRetryMs = seconds(30);
/** The longest download of a file that was moved meanwhile has ended: its former copy is removed. */
export const spareCopyKeptMs = minutes(30);
/** Whatever stores a file has long noted its name: what nobody noted in object storage is removed. */
export const orphanKeptMs = hours(24);
/** How long a process that stops waits for files under way; another fetches them later. */
export const mediaStopPatienceMs = seconds(5);
