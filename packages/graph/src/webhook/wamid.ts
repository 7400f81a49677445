export interface WamidParts {
  /** The other side of the chat: the phone number's digits, or the business-scoped id. A group's id in a group. */
  peer: string;
  isOurs: boolean;
  /** Names the message in its chat, whichever name the peer has. */
  token: string;
}

const prefix = 'wamid.';
/** Known ones have about 80 characters; an id of a portfolio may have 128. */
const maxLength = 1_024;
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const printable = /^[\x21-\x7e]{1,256}$/;
/** Structures in a structure: those that are seen have one level. */
const maxDepth = 4;

/**
 * Takes Meta's id of a message apart. One message has two of them: one holds the customer's phone number, the other the
 * business-scoped id, and both hold one token (meta-platform 17.2). What is in it is a structure in the compact protocol
 * of Thrift: `1: {1: peer, 2: kind of peer}`, `2: isOurs`, `3: token`, and whatever Meta adds to it.
 *
 * Meta promises none of this: whatever does not fit is opaque.
 *
 * @param wamid as it came; padding may be missing, and the alphabet may be that of URLs.
 * @returns null for every id that is not of this form. Never throws.
 */
export function readWamid(wamid: string): WamidParts | null {
  return known(wamid)?.parts ?? null;
}

/**
 * What both ids of one message have in common.
 *
 * @returns a text that is the same for both; null for an id that is opaque. It names a message within one chat: another
 *   customer's device may make the same token.
 */
export function wamidKey(wamid: string): string | null {
  return known(wamid)?.key ?? null;
}

/** The last ones that were read: one message is asked for by its id several times on its way. Forgotten at once. */
const lately = new Map<string, { parts: WamidParts; key: string } | null>();
const maxLately = 4_096;

function known(wamid: string) {
  // `1c 18`, with which the structure begins, in base64. Nearly every other id ends here.
  if (!wamid.startsWith(`${prefix}HB`) || wamid.length > maxLength) return null;
  const before = lately.get(wamid);
  if (before !== undefined) return before;
  const parts = readParts(wamid.slice(prefix.length));
  const read = parts && { parts, key: `${parts.isOurs ? 'out' : 'in'}:${parts.token}` };
  if (lately.size >= maxLately) lately.clear();
  lately.set(wamid, read);
  return read;
}

function readParts(encoded: string): WamidParts | null {
  if (!base64.test(encoded)) return null;
  const bytes = Buffer.from(encoded, 'base64');
  // Lengths above 127 have two bytes in the protocol; who builds an id by hand gives one.
  return new StructureReader(bytes, 5).message() ?? new StructureReader(bytes, 1).message();
}

/** Whether two ids may name one message, by what is in them alone. */
export function isSameWamid(a: string, b: string): boolean {
  if (a === b) return true;
  const key = wamidKey(a);
  return key !== null && key === wamidKey(b);
}

const type = { stop: 0, yes: 1, no: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, text: 8, structure: 12 } as const;

/** Reads as much of a structure as a message's id has. Anything unexpected ends the reading. */
class StructureReader {
  #at = 0;
  #field = 0;
  /** @param lengthBytes how many bytes the length of a text may have. */
  constructor(
    private readonly bytes: Buffer,
    private readonly lengthBytes: 1 | 5,
  ) {}

  message(): WamidParts | null {
    let peer: string | null = null;
    let isOurs: boolean | null = null;
    for (;;) {
      const kind = this.#next();
      if (kind === null || kind === type.stop) return null;
      if (this.#field === 1 && kind === type.structure) {
        peer = this.#peer();
        if (peer === null) return null;
        this.#field = 1;
      } else if (this.#field === 2 && (kind === type.yes || kind === type.no)) {
        isOurs = kind === type.yes;
      } else if (this.#field === 3 && kind === type.text) {
        const token = this.#text();
        return peer !== null && isOurs !== null && token !== null ? { peer, isOurs, token } : null;
      } else return null;
    }
  }

  #peer(): string | null {
    this.#field = 0;
    let peer: string | null = null;
    for (;;) {
      const kind = this.#next();
      if (kind === null) return null;
      if (kind === type.stop) return peer;
      if (this.#field === 1 && kind === type.text) {
        peer = this.#text();
        if (peer === null) return null;
      } else if (!this.#skip(kind, 0)) return null;
    }
  }

  /** @returns the type of the next field; null at the end of the bytes, and where a field's number is not told in short. */
  #next(): number | null {
    const head = this.bytes[this.#at];
    if (head === undefined) return null;
    this.#at += 1;
    if (head === type.stop) return type.stop;
    const step = head >> 4;
    if (step === 0) return null;
    this.#field += step;
    return head & 0x0f;
  }

  #number(): number | null {
    let value = 0;
    for (let place = 0; place < 5; place += 1) {
      const byte = this.bytes[this.#at];
      if (byte === undefined) return null;
      this.#at += 1;
      value += (byte & 0x7f) * 128 ** place;
      if (byte < 128) return value;
    }
    return null;
  }

  #length(): number | null {
    if (this.lengthBytes > 1) return this.#number();
    this.#at += 1;
    return this.bytes[this.#at - 1] ?? null;
  }

  #text(): string | null {
    const length = this.#length();
    if (length === null || this.#at + length > this.bytes.length) return null;
    const text = this.bytes.toString('latin1', this.#at, this.#at + length);
    this.#at += length;
    return printable.test(text) ? text : null;
  }

  #skip(kind: number, depth: number): boolean {
    switch (kind) {
      case type.yes:
      case type.no:
        return true;
      case type.byte:
        this.#at += 1;
        return true;
      case type.i16:
      case type.i32:
        return this.#number() !== null;
      case type.text: {
        const length = this.#length();
        this.#at += length ?? 0;
        return length !== null;
      }
      case type.structure: {
        if (depth >= maxDepth) return false;
        const field = this.#field;
        this.#field = 0;
        for (let inner = this.#next(); inner !== type.stop; inner = this.#next()) {
          if (inner === null || !this.#skip(inner, depth + 1)) return false;
        }
        this.#field = field;
        return true;
      }
      default:
        return false;
    }
  }
}
