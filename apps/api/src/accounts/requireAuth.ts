import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { AccessTokens } from './accessToken.js';
import type { SessionService, Signed } from './session.service.js';

export type RequireAuth = RequestHandler;

/**
 * Lets a request through when it carries a genuine access token of a session that still lives. Account and role are
 * read from the database each time, never believed from the token.
 */
export function createRequireAuth(tokens: AccessTokens, sessions: SessionService, clock: Clock): RequireAuth {
  return async (req, res, next) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(req.get('authorization') ?? '')?.[1];
    if (!token) throw new AppError('not_signed_in');
    const claims = tokens.read(token, clock.now());
    if (!claims) throw new AppError('session_ended');
    const signed = await sessions.check(claims);
    if (!signed) throw new AppError('session_ended');
    res.locals.signed = signed;
    res.setHeader('Cache-Control', 'no-store');
    next();
  };
}

/** The person behind a request that `requireAuth` let through. */
export function signedOf(res: Response): Signed {
  const { signed } = res.locals as { signed?: Signed };
  if (!signed) throw new AppError('not_signed_in');
  return signed;
}

/** The caller's address, as far as the trusted proxies tell it. */
export const addressOf = (req: Request): string => req.ip ?? 'unknown';
