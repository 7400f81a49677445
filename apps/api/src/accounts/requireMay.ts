import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { sameText } from '../platform/ids.js';
import { isReading, type ReadBudget } from '../platform/readBudget.js';
import { nameInLog } from '../platform/requestLog.js';
import type { AccessClaims, AccessTokens } from './accessToken.js';
import {
  type Actor,
  beforeSecondFactor,
  isConditional,
  isGranted,
  policy,
  type Right,
  refusalOf,
  type SubjectOf,
} from './policy.js';
import type { Principal, SessionService } from './session.service.js';
import { deviceOf, type Whereabouts } from './whereabouts.js';

/**
 * What stands before a route and lets through who may use it. It carries its right, so that the rule of every route can be
 * read from the running app.
 */
export interface Guard {
  // Names no more of a request, so that the parameters of the path are still inferred from the route.
  (req: Pick<Request, 'get'>, res: Response, next: NextFunction): Promise<void>;
  readonly right: Right;
}
/** Finds what a right is used on, where it depends on that and the role alone does not decide. */
type SubjectFinder<R extends Right> = [SubjectOf<R>] extends [never]
  ? []
  : [find: (principal: Principal, req: Request) => SubjectOf<R> | Promise<SubjectOf<R>>];
/** The one way to mount a route: the guard of a right. What is behind it asks for the role no more. */
export type RequireMay = <R extends Right>(right: R, ...subject: SubjectFinder<R>) => Guard;

/** Whether somebody has to set up a second factor before anything else. */
export type IsFactorMissing = (who: Principal) => Promise<boolean>;
/** For a question that takes long, behind the guard of a member: so many units of what may be read, beside its bytes. */
export type HeavyRead = (units?: number) => RequestHandler;

/** Tokens of the configuration, for whoever is no person. */
export interface ServiceTokens {
  /** Absent: nobody is the operator. */
  operator: string | undefined;
  /** Absent: figures are open, except in production. */
  metrics: string | undefined;
  isProduction: boolean;
}

export interface RequireMayDeps {
  tokens: AccessTokens;
  sessions: SessionService;
  reads: ReadBudget;
  clock: Clock;
  isFactorMissing: IsFactorMissing;
  serviceTokens: ServiceTokens;
}

/**
 * Makes the guards of the table of rights (`policy.ts`). Of members, account and role are read from the database each time,
 * never believed from the token; an owner whose account asks for a second factor, and who has none, gets as far as setting
 * it up. To whoever lacks the token of the operator or of the figures there is nothing here. Whoever else may use a route
 * shows it to its handler, by what they hold or sign.
 */
export function createRequireMay(deps: RequireMayDeps): RequireMay {
  const { tokens, sessions, reads, clock, isFactorMissing, serviceTokens } = deps;

  async function admit(req: Request, res: Response): Promise<Principal> {
    if (!bearerOf(req)) throw new AppError('not_signed_in');
    const claims = bearerClaims(req, tokens, clock.now());
    if (!claims) throw new AppError('session_ended');
    // By what the token says, before the database is asked: whoever has read too much costs nobody anything more.
    const isRead = isReading(req);
    if (isRead) await reads.admit(claims);
    const principal = await sessions.check(claims);
    if (!principal) throw new AppError('session_ended');
    if (isRead) reads.charge(claims, req, res);
    res.locals.principal = principal;
    nameInLog(res, principal);
    res.setHeader('Cache-Control', 'no-store');
    return principal;
  }

  /** @throws AppError `not_found`. */
  function requireToken(req: Request, token: string | undefined): void {
    const given = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1];
    if (token === undefined || given === undefined || !sameText(given, token)) throw new AppError('not_found');
  }

  return (right, ...[find]) => {
    const actors: Partial<Record<Actor, unknown>> = policy[right];
    async function check(req: Request, res: Response): Promise<void> {
      if (actors.operator) {
        requireToken(req, serviceTokens.operator);
        res.setHeader('Cache-Control', 'no-store');
      } else if (actors.monitoring) {
        const { metrics, isProduction } = serviceTokens;
        if (metrics !== undefined || isProduction) requireToken(req, metrics);
      } else if (actors.owner) {
        const principal = await admit(req, res);
        if (!beforeSecondFactor.has(right) && (await isFactorMissing(principal))) {
          throw new AppError('second_factor_needed');
        }
        const subject = isConditional(principal, right) ? await find?.(principal, req) : undefined;
        if (!isGranted(principal, right, subject)) throw refusalOf(right);
      } else if (!(actors.meta || actors.link || actors.anyone)) {
        throw new AppError('not_found');
      }
    }
    const guard = async (req: Pick<Request, 'get'>, res: Response, next: NextFunction): Promise<void> => {
      await check(req as Request, res);
      next();
    };
    return Object.assign(guard, { right });
  };
}

const bearerOf = (req: Request) => /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(req.get('authorization') ?? '')?.[1];

/** The claims of a request's access token; null when it carries none that is genuine and current. */
export function bearerClaims(req: Request, tokens: AccessTokens, now: Date): AccessClaims | null {
  const token = bearerOf(req);
  return token ? tokens.read(token, now) : null;
}

/** The person behind a request that the guard of a member let through. */
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
