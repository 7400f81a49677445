/** How much is taken of what Meta sends. Times: `lifetimes.ts`. What shares load is tuned in the file that measures it. */

// Receiving
/** Of all deliveries that are being received or stored. Anybody can send one: more are refused. */
export const maxReceivedBytes = 64 * 1024 * 1024;

/** For parsing a delivery: 3 MB of brackets or keys take a hundred times as long to parse as 3 MB of messages. */
export const parsable = {
  depth: 64,
  /** Keys and items of all levels; 3 MB of Meta's messages have about as many. */
  values: 150_000,
  keys: 1_000,
} as const;

// What is stored
/** Deliveries in one write, and bytes; MongoDB's own limit for a message is 48 MB. */
export const maxWriteDocuments = 1_000;
export const maxWriteBytes = 12 * 1024 * 1024;
/**
 * Of an update. Meta's examples have at most 12 levels, texts 4,096 characters, deliveries 1,000 updates (meta-platform
 * 8.3, 8.5). MongoDB refuses documents with more than 100 levels, 16 MB or 100,000 indexed words, and ends the connection
 * for some of them, which looks like an outage.
 */
export const storable = {
  depth: 32,
  values: 20_000,
  key: 256,
  /** Characters: never more than 65,536 indexed words. */
  text: 131_072,
  updates: 10_000,
} as const;
/** Up to this size of a delivery, what our readers make of it is within the limits, and parsing it is fast. */
export const plainBytes = 60 * 1024;
/** Characters of a name of Meta's that is stored of what could not be. */
export const maxNameLength = 256;
/** Characters of a word of Meta's that is shown of what was not understood. */
export const maxWordLength = 60;

// Projecting
/** A larger round writes a busy conversation fewer times, and holds up everything else for longer. */
export const usualRound = { count: 3_000, bytes: 3 * 1024 * 1024 };
/** A round holds up every answer that is due meanwhile. */
export const roundUnderLoad = { count: 250, bytes: 64 * 1024 };
/** With this many deliveries a round does not wait for more. */
export const worthARound = 32;
/** Deliveries that wait in memory; what comes beyond is read from the log in its turn. */
export const maxWaitingBytes = 32 * 1024 * 1024;
/** A single message is far smaller. Reading a larger delivery ahead would hold up what comes after it. */
export const maxBytesReadAhead = 16 * 1024;
/** Beyond this many, browsers hear of a message with its round, and not before it. */
export const maxAnnouncedEarly = 200;
/** After this many refusals, one of the deliveries is the reason: of a batch, of a part of it, and of a single one. */
export const maxRefusals = { ofBatch: 2, ofPart: 1, ofOne: 4 };
/** A write that the server cannot take may end the connection: after this many in a row, while the database answers, it did. */
export const maxBroken = { ofBatch: 1, ofOne: 3 };
