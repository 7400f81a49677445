import type { Role, SessionDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import { renewalGraceMs, sessionAbsoluteMs, sessionIdleMs } from './lifetimes.js';
import { isLive } from './liveSession.js';
import type { MembershipRecord } from './membership.model.js';
import type { RefreshClaims, RefreshTokens } from './refreshTokens.js';
import type { SessionRecord } from './session.model.js';
import type { SessionEnds } from './sessionEnds.service.js';
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
  refreshTokens: RefreshTokens;
  ends: Pick<SessionEnds, 'end'>;
  clock: Clock;
}

export const toSessionDto = (session: SessionRecord, currentId: string): SessionDto => ({
  sessionId: session.sessionId,
  current: session.sessionId === currentId,
  device: session.device ?? 'An unknown program',
  network: shownNetwork(session.address),
  signedInAt: session.createdAt.toISOString(),
  lastUsedAt: session.renewedAt.toISOString(),
});

/** Every request looks its session up, so that logging out or being removed works at once. */
export function createSessionService({ sessions, memberships, refreshTokens, ends, clock }: SessionDeps) {
  const toOpened = (session: SessionRecord): OpenedSession => ({
    sessionId: session.sessionId,
    accountId: session.accountId,
    userId: session.userId,
    refreshToken: refreshTokens.makeToken(session),
    refreshExpiresAt: session.expiresAt,
  });

  /** Null when the token is not the current one, or the session is over. */
  const renewByCurrentToken = ({ sessionId, generation }: RefreshClaims, address: string, now: Date) =>
    sessions
      .findOneAndUpdate(
        { sessionId, generation, expiresAt: { $gt: now }, idleExpiresAt: { $gt: now } },
        [
          {
            $set: {
              generation: { $add: ['$generation', 1] },
              // A database that stood still renews later than asked: the grace begins when it did.
              renewedAt: { $max: [now, { $add: ['$$NOW', now.getTime() - Date.now()] }] },
              address: { $literal: address },
              idleExpiresAt: later(now, sessionIdleMs),
            },
          },
        ],
        { returnDocument: 'after', updatePipeline: true },
      )
      .lean();

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
      return toOpened(session);
    },

    /**
     * A token older than the one before the current proves that a copy is about, so the session ends (RFC 9700 4.14).
     * @throws AppError `session_ended`
     */
    async renew(token: string, address: string): Promise<OpenedSession> {
      const claims = refreshTokens.read(token);
      if (!claims) throw new AppError('session_ended');
      const now = clock.now();
      const renewed = await renewByCurrentToken(claims, address, now);
      if (renewed) return toOpened(renewed);

      const session = await sessions.findOne({ sessionId: claims.sessionId }).lean();
      if (!session || !isLive(session, now)) throw new AppError('session_ended');
      const isPrevious = claims.generation === session.generation - 1;
      if (isPrevious && later(session.renewedAt, renewalGraceMs) > now) return toOpened(session);
      await ends.end(claims.sessionId);
      throw new AppError('session_ended');
    },

    /** With the role of this moment. Null when session or membership is over. */
    async check(claims: { sessionId: string; userId: string; accountId: string }): Promise<Principal | null> {
      const [session, membership] = await Promise.all([
        sessions.findOne({ sessionId: claims.sessionId }).lean(),
        memberships.findOne({ accountId: claims.accountId, userId: claims.userId }).lean(),
      ]);
      if (!session || !membership || !isLive(session, clock.now())) return null;
      if (session.userId !== claims.userId || session.accountId !== claims.accountId) return null;
      return { ...claims, role: membership.role };
    },

    /** Of a live session, without renewing it; else null. */
    async findAccountByRefreshToken(token: string): Promise<string | null> {
      const claims = refreshTokens.read(token);
      const session = claims && (await sessions.findOne({ sessionId: claims.sessionId }).lean());
      return session && isLive(session, clock.now()) ? session.accountId : null;
    },

    async prove(sessionId: string): Promise<void> {
      await sessions.updateOne({ sessionId }, { $set: { provedAt: clock.now() } });
    },

    async provedAt(sessionId: string): Promise<Date | null> {
      const session = await sessions.findOne({ sessionId }, { provedAt: 1 }).lean();
      return session?.provedAt ?? null;
    },

    /** The session used last comes first. */
    async list({ accountId, userId, sessionId }: Principal): Promise<SessionDto[]> {
      const rows = await sessions.find({ accountId, userId }).sort({ renewedAt: -1 }).lean<SessionRecord[]>();
      const now = clock.now();
      return rows.filter((row) => isLive(row, now)).map((row) => toSessionDto(row, sessionId));
    },
  };
}
export type SessionService = ReturnType<typeof createSessionService>;
