import { randomBytes } from 'node:crypto';

export type Writer = 'business' | 'customer';

/** The customer's name inside a wamid: the phone number, or the business-scoped id. */
export const wamidForms = ['phone', 'userId'] as const;
export type WamidForm = (typeof wamidForms)[number];

export interface WamidParts {
  /** Digits, a business-scoped id, or a group's id. */
  peer: string;
  by: Writer;
  /** The part that all names of a message share. */
  token: string;
}

const prefix = 'wamid.';
const marks: Readonly<Record<Writer, number>> = { business: 0x11, customer: 0x12 };

/**
 * The id of a message the way Meta builds it (meta-platform 17.2): base64 of `1c 18 <length> peer 15 02 00 11|12 18
 * <length> token 00`. A peer longer than 255 bytes does not fit and throws.
 */
export function makeWamid({ peer, by, token }: WamidParts): string {
  const [who, what] = [Buffer.from(peer), Buffer.from(token)];
  if (who.length > 255 || what.length > 255) throw new Error('A wamid has no room for that');
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, who.length]),
    who,
    Buffer.from([0x15, 0x02, 0x00, marks[by], 0x18, what.length]),
    what,
    Buffer.from([0x00]),
  ]);
  return prefix + bytes.toString('base64');
}

/** Tokens of customers are longer than those of businesses, as at Meta. */
export function newWamid(peer: string, by: Writer): string {
  const token = by === 'customer' ? `3A${randomBytes(9).toString('hex')}` : randomBytes(9).toString('hex');
  return makeWamid({ peer, by, token: token.toUpperCase() });
}

/** Null for another format, such as a test's. */
export function readWamid(wamid: string): WamidParts | null {
  if (!wamid.startsWith(prefix)) return null;
  const bytes = Buffer.from(wamid.slice(prefix.length), 'base64');
  if (bytes[0] !== 0x1c || bytes[1] !== 0x18) return null;
  const peerEnd = 3 + (bytes[2] ?? 0);
  const mark = bytes[peerEnd + 3];
  const by = mark === marks.business ? 'business' : mark === marks.customer ? 'customer' : null;
  if (bytes[peerEnd] !== 0x15 || by === null || bytes[peerEnd + 4] !== 0x18) return null;
  const tokenStart = peerEnd + 6;
  const tokenEnd = tokenStart + (bytes[peerEnd + 5] ?? 0);
  if (bytes.length !== tokenEnd + 1 || tokenEnd === tokenStart) return null;
  return {
    peer: bytes.toString('utf8', 3, peerEnd),
    by,
    token: bytes.toString('utf8', tokenStart, tokenEnd),
  };
}

/** The shared part of a message's names; an unreadable wamid itself. */
export function wamidKey(wamid: string): string {
  const parts = readWamid(wamid);
  return parts ? `${parts.by} ${parts.token}` : wamid;
}

/** The wamid of the message for another name of the customer. An unreadable one stays. */
export function renamedWamid(wamid: string, peer: string | undefined): string {
  const parts = readWamid(wamid);
  return parts && peer !== undefined ? makeWamid({ ...parts, peer }) : wamid;
}
