import { createHmac } from 'node:crypto';
import { sameText } from '../platform/ids.js';
import type { SessionRecord } from './session.model.js';

/** What a token says: its session, and how often that was renewed before. */
export type RefreshClaims = Pick<SessionRecord, 'sessionId' | 'generation'>;

export interface RefreshTokens {
  makeToken(session: RefreshClaims): string;
  read(token: string): RefreshClaims | null;
}

/**
 * A refresh token is a keyed hash over session and generation: a copy of the database cannot make one, and two renewals
 * at once yield one and the same successor.
 */
export function createRefreshTokens(key: Buffer): RefreshTokens {
  const sign = ({ sessionId, generation }: RefreshClaims) =>
    createHmac('sha256', key).update(`${sessionId}.${generation}`).digest('base64url');
  return {
    makeToken: (session) => `${session.sessionId}.${session.generation}.${sign(session)}`,
    read(token) {
      const match = /^(ses_[A-Za-z0-9_-]{16})\.(\d{1,9})\.([A-Za-z0-9_-]{43})$/.exec(token);
      if (!match?.[1] || !match[2] || !match[3]) return null;
      const claims = { sessionId: match[1], generation: Number(match[2]) };
      return sameText(match[3], sign(claims)) ? claims : null;
    },
  };
}
