import { parsable } from './limits.js';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openObject = 0x7b;
const openList = 0x5b;
const closeObject = 0x7d;
const closeList = 0x5d;

/** Whether bytes are within the limits, by one pass over their brackets and commas. They need not be JSON. Pure. */
export function isParsable(json: Buffer): boolean {
  /** Commas so far of each open object; lists are not counted. */
  const keys = new Int32Array(parsable.depth + 1);
  const isObject = new Uint8Array(parsable.depth + 1);
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) {
      at = findTextEnd(json, at + 1);
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

/** The index of the quote that ends a text; the length where there is none. */
function findTextEnd(json: Buffer, from: number): number {
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === backslash) at += 1;
    else if (byte === quote) return at;
  }
  return json.length;
}
