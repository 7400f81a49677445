import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { ReadBudget } from '../platform/readBudget.js';
import { nameInLog } from '../platform/requestLog.js';
import type { AccessClaims, AccessTokens } from './accessToken.js';
import type { Principal, SessionService } from './session.service.js';
import { deviceOf, type Whereabouts } from './whereabouts.js';

export type RequireAuth = RequestHandler;

/** Whether somebody has to set up a second factor before anything else. */
export type IsFactorMissing = (who: Principal) => Promise<boolean>;
/** For a question that takes long, behind `requireAuth`: so many units of what may be read, beside its bytes. */
export type HeavyRead = (units?: number) => RequestHandler;

export interface RequireAuthDeps {
  tokens: AccessTokens;
  sessions: SessionService;
  reads: ReadBudget;
  clock: Clock;
  isFactorMissing: IsFactorMissing;
}

/**
 * Lets a request through when it carries a genuine access token of a session that still lives. Account and role are
 * read from the database each time, never believed from the token.
 *
 * @returns `requireSession`, which asks for no more; and `requireAuth`, for everything but setting up a second factor: an
 * owner whose account asks for one, and who has none, goes no further.
 */
export function createRequireAuth(deps: RequireAuthDeps): { requireSession: RequireAuth; requireAuth: RequireAuth } {
  const { tokens, sessions, reads, clock, isFactorMissing } = deps;
  async function admit(req: Request, res: Response): Promise<Principal> {
    if (!bearerOf(req)) throw new AppError('not_signed_in');
    const claims = bearerClaims(req, tokens, clock.now());
    if (!claims) throw new AppError('session_ended');
    // By what the token says, before the database is asked: whoever has read too much costs nobody anything more.
    const isRead = req.method === 'GET';
    if (isRead) await reads.admit(claims);
    const principal = await sessions.check(claims);
    if (!principal) throw new AppError('session_ended');
    if (isRead) reads.charge(claims, req, res);
    res.locals.principal = principal;
    nameInLog(res, principal);
    res.setHeader('Cache-Control', 'no-store');
    return principal;
  }
  return {
    requireSession: async (req, res, next) => {
      await admit(req, res);
      next();
    },
    requireAuth: async (req, res, next) => {
      if (await isFactorMissing(await admit(req, res))) throw new AppError('second_factor_needed');
      next();
    },
  };
}

const bearerOf = (req: Request) => /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(req.get('authorization') ?? '')?.[1];

/** The claims of a request's access token; null when it carries none that is genuine and current. */
export function bearerClaims(req: Request, tokens: AccessTokens, now: Date): AccessClaims | null {
  const token = bearerOf(req);
  return token ? tokens.read(token, now) : null;
}

/** The person behind a request that `requireAuth` let through. */
export function principalOf(res: Response): Principal {
  const { principal } = res.locals as { principal?: Principal };
  if (!principal) throw new AppError('not_signed_in');
  return principal;
}

/** The caller's address, as far as the trusted proxies tell it. */
export const addressOf = (req: Pick<Request, 'ip'>): string => req.ip ?? 'unknown';

/** From where somebody signs in. */
export const whereaboutsOf = (req: Request): Whereabouts => ({
  address: addressOf(req),
  device: deviceOf(req.get('user-agent')),
});
