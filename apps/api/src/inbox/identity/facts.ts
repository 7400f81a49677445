import { phoneKey } from './phoneKey.js';

export interface Names {
  /** Digits, as they were written. */
  waId?: string | undefined;
  userId?: string | undefined;
  /** Names the same person for all portfolios that belong together. */
  parentUserId?: string | undefined;
}

export interface Peer extends Names {
  name?: string | undefined;
  username?: string | undefined;
}

/**
 * What one webhook or stored message says about who somebody is. Facts are never taken back, and their order of arrival
 * does not matter.
 */
export interface Fact {
  id: string;
  /** Milliseconds of whole seconds of Meta's clock. */
  at: number;
  wamid: string;
  who: Peer;
  /** The new number or id. `who` holds the old ones, if any. */
  becomes?: Names | undefined;
  /**
   * How strong it is about whose a phone is. `wrote`: the customer wrote with these names. `told`: Meta named them
   * elsewhere, as in an echo. `joined`: a claim that names belong together, which never takes a phone away. `ours`:
   * whom we addressed, which proves nothing.
   */
  weight: 'wrote' | 'told' | 'joined' | 'ours';
}

export const toSecond = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000;

const peerFields = ['waId', 'userId', 'parentUserId', 'name', 'username'] as const satisfies readonly (keyof Peer)[];

/** Meta may name different names each time: all count, and of two values the smaller text. */
export function unitedPeer(a: Peer, b: Peer): Peer {
  const united: Peer = { ...a };
  for (const field of peerFields) {
    const [one, other] = [a[field], b[field]];
    if (other !== undefined && (one === undefined || other < one)) united[field] = other;
  }
  return united;
}

export const isSamePeer = (a: Peer, b: Peer): boolean => peerFields.every((field) => a[field] === b[field]);

/** Devices of two customers may make the same token: they are two people by a kind of name that is known of both. */
export function isOtherMessage(wamid: string, who: Names, other: string, whoElse: Names): boolean {
  if (wamid === other) return false;
  const differs = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  if (who.parentUserId !== undefined && who.parentUserId === whoElse.parentUserId) return false;
  if (who.userId !== undefined && whoElse.userId !== undefined) return who.userId !== whoElse.userId;
  return differs(who.waId && phoneKey(who.waId), whoElse.waId && phoneKey(whoElse.waId));
}
