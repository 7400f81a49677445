/**
 * What the JSON of a delivery may look like to be parsed at all. Parsing three megabytes of brackets or of keys takes a
 * hundred times as long as parsing as many of messages, and nobody else is answered meanwhile.
 */
export const parsable = {
  /** Objects and lists in one another. */
  depth: 64,
  /** Keys and items of all levels together; of Meta's messages three megabytes have about so many. */
  values: 150_000,
  /** Keys of one object. */
  keys: 1_000,
} as const;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openObject = 0x7b;
const openList = 0x5b;
const closeObject = 0x7d;
const closeList = 0x5d;

/**
 * Whether bytes may be parsed, by their brackets and commas alone: each byte is looked at once. Whether they are JSON is
 * the parser's to say. Pure.
 */
export function isParsable(json: Buffer): boolean {
  /** How many commas each of the objects has so far that are open; lists have none here. */
  const keys = new Int32Array(parsable.depth + 1);
  const isObject = new Uint8Array(parsable.depth + 1);
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) {
      at = endOfText(json, at + 1);
    } else if (byte === comma) {
      values += 1;
      if (isObject[depth] === 1) {
        const count = (keys[depth] ?? 0) + 1;
        if (count >= parsable.keys) return false;
        keys[depth] = count;
      }
    } else if (byte === openObject || byte === openList) {
      values += 1;
      depth += 1;
      if (depth > parsable.depth) return false;
      isObject[depth] = byte === openObject ? 1 : 0;
      keys[depth] = 0;
    } else if ((byte === closeObject || byte === closeList) && depth > 0) {
      depth -= 1;
    }
    if (values > parsable.values) return false;
  }
  return true;
}

/** The place of the quote that ends a text; behind everything where none does. */
function endOfText(json: Buffer, from: number): number {
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === backslash) at += 1;
    else if (byte === quote) return at;
  }
  return json.length;
}
