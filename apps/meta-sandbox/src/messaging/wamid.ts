import { randomBytes } from 'node:crypto';

/** Who of the two wrote a message. */
export type Writer = 'business' | 'customer';

/** Which of a person's two names a wamid holds: the phone number, or the business-scoped id. */
export const wamidForms = ['phone', 'userId'] as const;
export type WamidForm = (typeof wamidForms)[number];

/** What stands inside of a wamid. */
export interface WamidParts {
  /** The customer: digits, a business-scoped id, or a group's id. */
  peer: string;
  by: Writer;
  /** The same in every name of one message. */
  token: string;
}

const prefix = 'wamid.';
const marks: Readonly<Record<Writer, number>> = { business: 0x11, customer: 0x12 };

/**
 * The id of a message the way Meta builds it (meta-platform 17.2): base64 of `1c 18 <length> peer 15 02 00 11|12 18
 * <length> token 00`. A peer longer than 255 bytes does not fit and throws.
 */
export function wamidOf({ peer, by, token }: WamidParts): string {
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

/** A new id. Tokens of customers are longer than those of businesses, as in Meta's own. */
export function newWamid(peer: string, by: Writer): string {
  const token = by === 'customer' ? `3A${randomBytes(9).toString('hex')}` : randomBytes(9).toString('hex');
  return wamidOf({ peer, by, token: token.toUpperCase() });
}

/** What is in a wamid; null for one that is built otherwise, such as those that tests make up. */
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

/** What the two names of a message have in common; the wamid itself where it cannot be read. */
export function wamidKey(wamid: string): string {
  const parts = readWamid(wamid);
  return parts ? `${parts.by} ${parts.token}` : wamid;
}

/** The same message under another name of the customer. A wamid that cannot be read stays as it is. */
export function renamedWamid(wamid: string, peer: string | undefined): string {
  const parts = readWamid(wamid);
  return parts && peer !== undefined ? wamidOf({ ...parts, peer }) : wamid;
}
