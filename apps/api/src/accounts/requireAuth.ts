import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { ReadBudget } from '../platform/readBudget.js';
import type { AccessClaims, AccessTokens } from './accessToken.js';
import type { SessionService, Signed } from './session.service.js';

export type RequireAuth = RequestHandler;

/** For a question that takes long, behind `requireAuth`: so many units of what may be read, beside its bytes. */
export type HeavyRead = (units?: number) => RequestHandler;

export interface RequireAuthDeps {
  tokens: AccessTokens;
  sessions: SessionService;
  reads: ReadBudget;
  clock: Clock;
}

/**
 * Lets a request through when it carries a genuine access token of a session that still lives. Account and role are
 * read from the database each time, never believed from the token.
 */
export function createRequireAuth({ tokens, sessions, reads, clock }: RequireAuthDeps): RequireAuth {
  return async (req, res, next) => {
    if (!bearerOf(req)) throw new AppError('not_signed_in');
    const claims = bearerClaims(req, tokens, clock.now());
    if (!claims) throw new AppError('session_ended');
    // By what the token says, before the database is asked: whoever has read too much costs nobody anything more.
    const isRead = req.method === 'GET';
    if (isRead) await reads.admit(claims);
    const signed = await sessions.check(claims);
    if (!signed) throw new AppError('session_ended');
    if (isRead) reads.charge(claims, req, res);
    res.locals.signed = signed;
    res.setHeader('Cache-Control', 'no-store');
    next();
  };
}

const bearerOf = (req: Request) => /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(req.get('authorization') ?? '')?.[1];

/** The claims of a request's access token; null when it carries none that is genuine and current. */
export function bearerClaims(req: Request, tokens: AccessTokens, now: Date): AccessClaims | null {
  const token = bearerOf(req);
  return token ? tokens.read(token, now) : null;
}

/** The person behind a request that `requireAuth` let through. */
export function signedOf(res: Response): Signed {
  const { signed } = res.locals as { signed?: Signed };
  if (!signed) throw new AppError('not_signed_in');
  return signed;
}

/** The caller's address, as far as the trusted proxies tell it. */
export const addressOf = (req: Request): string => req.ip ?? 'unknown';
