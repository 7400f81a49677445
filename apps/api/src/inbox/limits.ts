/**
 * How much the inbox keeps, shows and does at once. Times: `lifetimes.ts`. How many rows one query takes stands where it is
 * asked, Meta's own limits where they are kept to.
 */

// What an answer holds
/** Of conversations and of messages, where a browser asks for no other number. */
export const pageSize = 40;
/** Conversations that a search finds by what was written. */
export const maxFoundByText = 300;
/** Characters of a conversation's last message in the list. */
export const previewLength = 140;
/** Characters of a message that are searched: an index key is bounded. */
export const searchedLength = 2_000;
/** What is unread may change while it is counted: then it is counted again, this often. */
export const maxUnreadCounts = 4;

// Catching up
/** Changes that are read for one answer. */
export const changesAtOnce = 500;
/** A browser that missed more reads its lists anew. */
export const maxMissed = 20_000;
/** An answer ends when one of these is reached. */
export const maxInAnswer = { messages: 200, conversations: 200, bytes: 256 * 1024 };
/** Documents in one change, so that one push to a browser stays small. */
export const maxPerChange = 100;

// Receiving
/** How many of a conversation's latest messages are searched by token. */
export const maxSearchedByToken = 500;
/** Answers beyond this show the message as it was. */
export const maxAnswersShown = 1_000;
/** What each process remembers, so that a plain message needs no question to the database. */
export const maxRememberedConversations = 5_000;
export const maxRememberedMessages = 20_000;
/** Of one webhook about groups, and the characters of a name. */
export const maxGroups = 100;
export const maxGroupNameLength = 200;

// Who is who
/** How often newly found addresses are followed. A person with more names than that is none. */
export const maxRounds = 12;
export const maxConversationsOfAPerson = 200;
/** Merged threads that are looked at in one go. */
export const maxWatchedThreads = 500;
/** Rows of an older release that are mended in one run. */
export const maxRepairedPerRun = 5_000;

// Who answers
/** The latest of a conversation; who answers now follows from these. */
export const maxHandovers = 20;
/** Characters of what Meta's agent says of a conversation. */
export const maxSummaryLength = 4_000;
/** Of the latest messages, how many are marked anew when it is known who answered. */
export const maxMarked = 200;

// Sending
/** Conversations sent from at the same time, in this process. */
export const maxSendingConversations = 32;

// Files
/** Of an account's files that are uploaded and not sent yet, and of those that tickets are out for. */
export const maxUnsentBytes = 500 * 1024 * 1024;
/** Files fetched at the same time, in this process. */
export const maxFetchedAtOnce = 4;
/** Files moved, or removed as orphans, at the same time. */
export const maxMovedAtOnce = 8;
/** A refusal may be about a permission that comes back soon. */
export const refusalsBeforeFailed = 4;

// Races
/** Others may write the same rows at the same time: what is planned on older ones is planned again, this often. */
export const maxRaceTries = 8;
