import { phoneKey } from './phoneKey.js';

/** The names that Meta gives a person, in one place of one webhook. */
export interface Names {
  /** Digits, as they were written there. */
  waId?: string | undefined;
  /** Business-scoped id. */
  userId?: string | undefined;
  /** The id of the same person for all portfolios that belong together: a further name. */
  parentUserId?: string | undefined;
}

/** Whom a message is from or for, by every name that stood beside it, and what the person was called then. */
export interface Peer extends Names {
  name?: string | undefined;
  username?: string | undefined;
}

/**
 * What one webhook, or one message that is stored, tells about who somebody is. Facts are never taken back: who is who
 * follows from all of them together, in whatever order they came.
 */
export interface Fact {
  /** Of the message, or of the fact itself. Unique. */
  id: string;
  /** Meta's clock, milliseconds of whole seconds. */
  at: number;
  /** What decides within one second, after content has. */
  wamid: string;
  who: Peer;
  /** A person's number or id changed: these are the new ones. `who` holds the old ones, where any are named. */
  becomes?: Names | undefined;
  /**
   * How much it says about whose a phone is. `wrote`: the customer wrote, with these names. `told`: Meta named them in another
   * place, an echo say. `joined`: somebody's word that they belong together, which never takes a phone from anybody.
   * `ours`: whom we meant, which proves nothing.
   */
  weight: 'wrote' | 'told' | 'joined' | 'ours';
}

/** The whole second of Meta's clock, in milliseconds. */
export const secondOf = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000;

const peerFields = ['waId', 'userId', 'parentUserId', 'name', 'username'] as const satisfies readonly (keyof Peer)[];

/**
 * Meta tells of one message several times, not always with the same names: what any of them says counts. Where two say
 * something different, the smaller text does, whichever came first.
 */
export function unitedPeer(a: Peer, b: Peer): Peer {
  const united: Peer = { ...a };
  for (const field of peerFields) {
    const [one, other] = [a[field], b[field]];
    if (other !== undefined && (one === undefined || other < one)) united[field] = other;
  }
  return united;
}

export const isSamePeer = (a: Peer, b: Peer): boolean => peerFields.every((field) => a[field] === b[field]);

/**
 * Whether two wamids that have one token are those of two messages: devices of two customers may make the same one. Then
 * the people are two, by a kind of name that is known of both.
 */
export function isOtherMessage(wamid: string, who: Names, other: string, whoElse: Names): boolean {
  if (wamid === other) return false;
  const differs = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  if (who.parentUserId !== undefined && who.parentUserId === whoElse.parentUserId) return false;
  if (who.userId !== undefined && whoElse.userId !== undefined) return who.userId !== whoElse.userId;
  return differs(who.waId && phoneKey(who.waId), whoElse.waId && phoneKey(whoElse.waId));
}
