import { deserialize, onDemand, serialize } from 'bson';

const OP_MSG = 2013;
const OPCODE_OFFSET = 12;
/** After the header (16 bytes) and the flags (4). */
const FIRST_SECTION = 20;
const BODY_SECTION = 0;
const TYPE_DOCUMENT = 3;

/**
 * Makes "majority" mean what it means on a real server: on disk before it is acknowledged.
 *
 * The embedded engine acknowledges `w: 'majority'` before the journal is flushed, even with `j: true`: killed right
 * after the acknowledgement, it had lost 73 of 870 such writes, and none with `{ w: 1, j: true }`. On a single server
 * one member is the majority, so a command that asks for the first is given the second.
 * @param message one message of MongoDB's wire protocol, complete
 * @returns the message to hand to the engine; the same one when there is nothing to change
 */
export function journalMajority(message: Buffer): Buffer {
  if (message.readInt32LE(OPCODE_OFFSET) !== OP_MSG || !message.includes('majority')) return message;
  const bodyOffset = findBody(message);
  if (bodyOffset === undefined) return message;

  const bodySize = message.readInt32LE(bodyOffset);
  const concern = findWriteConcern(message.subarray(bodyOffset, bodyOffset + bodySize));
  if (!concern) return message;
  const start = bodyOffset + concern.offset;
  const end = start + concern.length;
  const asked = deserialize(message.subarray(start, end));
  if (asked.w !== 'majority') return message;

  const journalled = serialize({ ...asked, w: 1, j: true });
  const changed = Buffer.concat([message.subarray(0, start), journalled, message.subarray(end)]);
  changed.writeInt32LE(changed.length, 0);
  changed.writeInt32LE(bodySize + journalled.length - concern.length, bodyOffset);
  return changed;
}

/** A message is a list of sections, of which one is the command; the others are the documents of a bulk write. */
function findBody(message: Buffer): number | undefined {
  let section = FIRST_SECTION;
  while (section < message.length) {
    if (message[section] === BODY_SECTION) return section + 1;
    section += 1 + message.readInt32LE(section + 1);
  }
  return undefined;
}

function findWriteConcern(body: Buffer): { offset: number; length: number } | undefined {
  for (const [type, nameOffset, nameLength, offset, length] of onDemand.parseToElements(body)) {
    const name = body.toString('latin1', nameOffset, nameOffset + nameLength);
    if (type === TYPE_DOCUMENT && name === 'writeConcern') return { offset, length };
  }
  return undefined;
}
