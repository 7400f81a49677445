import { createHmac } from 'node:crypto';
import type { Role, SessionDto } from '@switchboard/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { newId, sameText } from '../platform/ids.js';
import { renewalGraceMs, replacedToldMs, sessionAbsoluteMs, sessionIdleMs } from './lifetimes.js';
import type { MembershipRecord } from './membership.model.js';
import type { SessionRecord } from './session.model.js';
import { shownNetwork, type Whereabouts } from './whereabouts.js';

/** Who is asking: what every handler behind the guard of a member works with. */
export interface Principal {
  sessionId: string;
  userId: string;
  accountId: string;
  role: Role;
}

export interface OpenedSession {
  sessionId: string;
  accountId: string;
  userId: string;
  refreshToken: string;
  refreshExpiresAt: Date;
}

export interface SessionDeps {
  sessions: Model<SessionRecord>;
  memberships: Model<MembershipRecord>;
  clock: Clock;
  /** Signs refresh tokens; its own key. */
  refreshKey: Buffer;
  events: DomainEvents;
}

const toDto = (session: SessionRecord, currentId: string): SessionDto => ({
  sessionId: session.sessionId,
  current: session.sessionId === currentId,
  device: session.device ?? 'An unknown program',
  network: shownNetwork(session.address),
  signedInAt: session.createdAt.toISOString(),
  lastUsedAt: session.renewedAt.toISOString(),
});

/**
 * Sessions live in the database and are looked up by every request, so that logging out, or being removed from an
 * account, works at once. A refresh token is a keyed hash over session and generation: a copy of the database cannot
 * make one, and renewing twice at the same moment yields the same successor.
 */
export function createSessionService({ sessions, memberships, clock, refreshKey, events }: SessionDeps) {
  const signature = (sessionId: string, generation: number) =>
    createHmac('sha256', refreshKey).update(`${sessionId}.${generation}`).digest('base64url');
  const refreshToken = (sessionId: string, generation: number) =>
    `${sessionId}.${generation}.${signature(sessionId, generation)}`;

  function readRefreshToken(token: string): { sessionId: string; generation: number } | null {
    const match = /^(ses_[A-Za-z0-9_-]{16})\.(\d{1,9})\.([A-Za-z0-9_-]{43})$/.exec(token);
    if (!match?.[1] || !match[2] || !match[3]) return null;
    const generation = Number(match[2]);
    return sameText(match[3], signature(match[1], generation)) ? { sessionId: match[1], generation } : null;
  }

  const opened = (session: SessionRecord): OpenedSession => ({
    sessionId: session.sessionId,
    accountId: session.accountId,
    userId: session.userId,
    refreshToken: refreshToken(session.sessionId, session.generation),
    refreshExpiresAt: session.expiresAt,
  });

  const isLive = (session: SessionRecord, now: Date) => session.expiresAt > now && session.idleExpiresAt > now;

  /** @returns the ids of those that were there. */
  async function removeWhere(filter: QueryFilter<SessionRecord>): Promise<string[]> {
    const ending = await sessions.find(filter, { sessionId: 1 }).lean();
    const sessionIds = ending.map((session) => session.sessionId);
    await sessions.deleteMany({ sessionId: { $in: sessionIds } });
    return sessionIds;
  }

  async function endWhere(filter: QueryFilter<SessionRecord>, except?: string): Promise<number> {
    const sessionIds = await removeWhere(except ? { ...filter, sessionId: { $ne: except } } : filter);
    if (sessionIds.length > 0) events.emit('session.ended', { sessionIds });
    return sessionIds.length;
  }

  return {
    async open(who: { userId: string; accountId: string }, where: Whereabouts): Promise<OpenedSession> {
      const now = clock.now();
      const session = await sessions.create({
        sessionId: newId('ses'),
        ...who,
        ...where,
        generation: 0,
        renewedAt: now,
        idleExpiresAt: later(now, sessionIdleMs),
        expiresAt: later(now, sessionAbsoluteMs),
        provedAt: now,
      });
      return opened(session);
    },

    /**
     * Renews a session by its refresh token. The token before the current one is honoured for a short grace; any older
     * one means that a copy is about, and the whole session ends (RFC 9700 4.14).
     */
    async renew(token: string, address: string): Promise<OpenedSession> {
      const claimed = readRefreshToken(token);
      if (!claimed) throw new AppError('session_ended');
      const now = clock.now();
      const renewed = await sessions
        .findOneAndUpdate(
          {
            sessionId: claimed.sessionId,
            generation: claimed.generation,
            expiresAt: { $gt: now },
            idleExpiresAt: { $gt: now },
          },
          [
            {
              $set: {
                generation: { $add: ['$generation', 1] },
                // A database that stood still renews later than it was asked: the grace begins when it did.
                renewedAt: { $max: [now, { $add: ['$$NOW', now.getTime() - Date.now()] }] },
                address: { $literal: address },
                idleExpiresAt: later(now, sessionIdleMs),
              },
            },
          ],
          { returnDocument: 'after', updatePipeline: true },
        )
        .lean();
      if (renewed) return opened(renewed);

      const session = await sessions.findOne({ sessionId: claimed.sessionId }).lean();
      if (!session || !isLive(session, now)) throw new AppError('session_ended');
      const isPrevious = claimed.generation === session.generation - 1;
      if (isPrevious && later(session.renewedAt, renewalGraceMs) > now) return opened(session);
      await endWhere({ sessionId: claimed.sessionId });
      throw new AppError('session_ended');
    },

    /** Whether a session is alive, and as what its holder is a member now. Null when it is not. */
    async check(claims: { sessionId: string; userId: string; accountId: string }): Promise<Principal | null> {
      const [session, membership] = await Promise.all([
        sessions.findOne({ sessionId: claims.sessionId }).lean(),
        memberships.findOne({ accountId: claims.accountId, userId: claims.userId }).lean(),
      ]);
      if (!session || !membership || !isLive(session, clock.now())) return null;
      if (session.userId !== claims.userId || session.accountId !== claims.accountId) return null;
      return { ...claims, role: membership.role };
    },

    /** The account of a refresh token's session, without renewing it. Null when it is no genuine token of a live one. */
    async accountOfRefreshToken(token: string): Promise<string | null> {
      const claimed = readRefreshToken(token);
      const session = claimed && (await sessions.findOne({ sessionId: claimed.sessionId }).lean());
      return session && isLive(session, clock.now()) ? session.accountId : null;
    },

    /** Keeps that the holder of a session has shown again who they are. */
    async prove(sessionId: string): Promise<void> {
      await sessions.updateOne({ sessionId }, { $set: { provedAt: clock.now() } });
    },

    /** When the holder of a session last showed who they are. */
    async provedAt(sessionId: string): Promise<Date | null> {
      const session = await sessions.findOne({ sessionId }, { provedAt: 1 }).lean();
      return session?.provedAt ?? null;
    },

    end: (sessionId: string) => endWhere({ sessionId }),

    /** Ends the session of a refresh token, if it is a genuine one. @returns whose it was, if it was live. */
    async endByRefreshToken(token: string): Promise<Pick<SessionRecord, 'accountId' | 'userId'> | null> {
      const claimed = readRefreshToken(token);
      if (!claimed) return null;
      const session = await sessions.findOne({ sessionId: claimed.sessionId }).lean();
      await endWhere({ sessionId: claimed.sessionId });
      return session && isLive(session, clock.now()) ? session : null;
    },

    /**
     * Ends the session that a browser had before it signed in again: nobody could reach it any more to end it. Its pages
     * hear of it a moment later: told at once, one of them would ask with the old cookie and have the new one cleared.
     */
    async endReplaced(oldToken: string | null, newSessionId: string): Promise<void> {
      const claimed = oldToken === null ? null : readRefreshToken(oldToken);
      if (!claimed || claimed.sessionId === newSessionId) return;
      const sessionIds = await removeWhere({ sessionId: claimed.sessionId });
      if (sessionIds.length === 0) return;
      setTimeout(() => events.emit('session.ended', { sessionIds }), replacedToldMs).unref();
    },

    /** Where a person is signed in, the session used last first. */
    async list({ accountId, userId, sessionId }: Principal): Promise<SessionDto[]> {
      const rows = await sessions.find({ accountId, userId }).sort({ renewedAt: -1 }).lean<SessionRecord[]>();
      const now = clock.now();
      return rows.filter((row) => isLive(row, now)).map((row) => toDto(row, sessionId));
    },

    /** Ends one session of a person. @returns what it was; null when it is none of theirs. */
    async endOwn({ accountId, userId, sessionId }: Principal, which: string): Promise<SessionDto | null> {
      const session = await sessions.findOne({ sessionId: which, accountId, userId }).lean<SessionRecord>();
      if (!session) return null;
      await endWhere({ sessionId: which, accountId, userId });
      return toDto(session, sessionId);
    },

    /** Ends every other session of a person: after a changed password, or because they ask. @returns how many. */
    endOthers: (userId: string, keepSessionId: string) => endWhere({ userId }, keepSessionId),

    /** Ends every session of a person: after a forgotten password. */
    endAll: (userId: string) => endWhere({ userId }),

    /** Ends every session of a person in an account: after being removed from it. */
    endInAccount: (accountId: string, userId: string) => endWhere({ accountId, userId }),

    /** Ends the sessions whose time is over, with their sockets. */
    async sweep(): Promise<void> {
      const now = clock.now();
      await endWhere({ $or: [{ idleExpiresAt: { $lte: now } }, { expiresAt: { $lte: now } }] });
    },
  };
}
export type SessionService = ReturnType<typeof createSessionService>;
