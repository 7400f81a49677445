import type { Model, QueryFilter } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { replacedNotifiedMs } from './lifetimes.js';
import { isLive } from './liveSession.js';
import type { RefreshTokens } from './refreshTokens.js';
import type { SessionRecord } from './session.model.js';

export interface SessionEndsDeps {
  sessions: Model<SessionRecord>;
  refreshTokens: RefreshTokens;
  events: DomainEvents;
  clock: Clock;
}

/** Ends sessions: requests are refused from then on, and sockets close (`session.ended`). */
export function createSessionEnds({ sessions, refreshTokens, events, clock }: SessionEndsDeps) {
  async function removeWhere(filter: QueryFilter<SessionRecord>): Promise<string[]> {
    const ending = await sessions.find(filter, { sessionId: 1 }).lean();
    const sessionIds = ending.map((session) => session.sessionId);
    await sessions.deleteMany({ sessionId: { $in: sessionIds } });
    return sessionIds;
  }

  async function endWhere(filter: QueryFilter<SessionRecord>): Promise<number> {
    const sessionIds = await removeWhere(filter);
    if (sessionIds.length > 0) events.emit('session.ended', { sessionIds });
    return sessionIds.length;
  }

  return {
    end: (sessionId: string) => endWhere({ sessionId }),

    /** @returns whose it was, if the token is genuine and the session was live. */
    async endByRefreshToken(token: string): Promise<Pick<SessionRecord, 'accountId' | 'userId'> | null> {
      const claims = refreshTokens.read(token);
      if (!claims) return null;
      const session = await sessions.findOne({ sessionId: claims.sessionId }).lean();
      await endWhere({ sessionId: claims.sessionId });
      return session && isLive(session, clock.now()) ? session : null;
    },

    /**
     * Ends the session that a browser had before it signed in again: nobody could log out of it. Its pages learn of it
     * two seconds later; one that asked at once with the old cookie would have the new one cleared.
     */
    async endReplaced(oldToken: string | null, newSessionId: string): Promise<void> {
      const claims = oldToken === null ? null : refreshTokens.read(oldToken);
      if (!claims || claims.sessionId === newSessionId) return;
      const sessionIds = await removeWhere({ sessionId: claims.sessionId });
      if (sessionIds.length === 0) return;
      setTimeout(() => events.emit('session.ended', { sessionIds }), replacedNotifiedMs).unref();
    },

    /** Null when the person has no such session in the account. */
    async endOwn(owner: Pick<SessionRecord, 'accountId' | 'userId'>, sessionId: string): Promise<SessionRecord | null> {
      const { accountId, userId } = owner;
      const session = await sessions.findOne({ sessionId, accountId, userId }).lean<SessionRecord>();
      if (session) await endWhere({ sessionId, accountId, userId });
      return session;
    },

    /** @returns how many. */
    endOthers: (userId: string, keepSessionId: string) => endWhere({ userId, sessionId: { $ne: keepSessionId } }),

    endAll: (userId: string) => endWhere({ userId }),

    /** Closes a person's sockets in an account; their sessions go on, as far as setting up a second factor. */
    async restrictInAccount(accountId: string, userId: string): Promise<void> {
      const rows = await sessions.find({ accountId, userId }, { sessionId: 1 }).lean();
      if (rows.length > 0) events.emit('session.restricted', { sessionIds: rows.map(({ sessionId }) => sessionId) });
    },

    endInAccount: (accountId: string, userId: string) => endWhere({ accountId, userId }),

    async sweep(): Promise<void> {
      const now = clock.now();
      await endWhere({ $or: [{ idleExpiresAt: { $lte: now } }, { expiresAt: { $lte: now } }] });
    },
  };
}
export type SessionEnds = ReturnType<typeof createSessionEnds>;

/**
 * Ends every session of the installation, which a backup has brought back: among them are such that were ended since. No socket is open
 * then, as no process runs. @returns how many.
 */
export async function endRestoredSessions(sessions: Model<SessionRecord>): Promise<number> {
  return (await sessions.deleteMany({})).deletedCount;
}
