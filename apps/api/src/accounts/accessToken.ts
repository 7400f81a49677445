import { createSecretKey, hkdfSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { accessTokenLifeMs } from './lifetimes.js';

const issuer = 'switchboard';
const audience = 'switchboard-api';
const kind = 'access';

const claims = z.object({ sub: z.string(), sid: z.string(), acc: z.string(), typ: z.literal(kind) });

export interface AccessClaims {
  userId: string;
  sessionId: string;
  accountId: string;
}

export interface AccessTokens {
  issue(who: AccessClaims, now: Date): { token: string; expiresAt: Date };
  /** The claims of a genuine, current access token; null for anything else. */
  read(token: string, now: Date): AccessClaims | null;
}

/** One secret, one key for each purpose: what signs access tokens signs nothing else. */
export function deriveKey(jwtSecret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', jwtSecret, 'switchboard', purpose, 32));
}

export function createAccessTokens(jwtSecret: string): AccessTokens {
  // As a key object: from bytes the library would first try to read a public key, at every request.
  const key = createSecretKey(deriveKey(jwtSecret, 'access-token'));
  return {
    issue(who, now) {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const expiresAt = issuedAt + accessTokenLifeMs / 1000;
      const token = jwt.sign(
        { sub: who.userId, sid: who.sessionId, acc: who.accountId, typ: kind, iat: issuedAt, exp: expiresAt },
        key,
        { algorithm: 'HS256', issuer, audience },
      );
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
    read(token, now) {
      try {
        const payload = jwt.verify(token, key, {
          // Fixed here, never taken from the token's header (RFC 8725 3.1).
          algorithms: ['HS256'],
          issuer,
          audience,
          clockTimestamp: Math.floor(now.getTime() / 1000),
        });
        const parsed = claims.safeParse(payload);
        if (!parsed.success) return null;
        return { userId: parsed.data.sub, sessionId: parsed.data.sid, accountId: parsed.data.acc };
      } catch {
        return null;
      }
    },
  };
}
