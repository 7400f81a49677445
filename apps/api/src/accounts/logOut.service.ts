import type { AccessClaims } from './accessToken.js';
import type { AuditService } from './audit.service.js';
import type { SessionService } from './session.service.js';
import type { SessionEnds } from './sessionEnds.service.js';

export interface LogOutDeps {
  sessions: Pick<SessionService, 'check'>;
  ends: Pick<SessionEnds, 'end' | 'endByRefreshToken'>;
  audit: AuditService;
}

/** Browsers log out by their cookie, programs by their access token. */
export type LogOut = (refreshToken: string | null, claims: AccessClaims | null, address: string) => Promise<void>;

export function createLogOut({ sessions, ends, audit }: LogOutDeps): LogOut {
  return async (refreshToken, claims, address) => {
    const byToken = claims && (await sessions.check(claims));
    const byCookie = refreshToken === null ? null : await ends.endByRefreshToken(refreshToken);
    if (byToken) await ends.end(byToken.sessionId);
    const who = byCookie ?? byToken;
    if (!who) return;
    const { accountId, userId } = who;
    await audit.record({ accountId, action: 'session.signed_out', text: 'Logged out.', userId, address });
  };
}
