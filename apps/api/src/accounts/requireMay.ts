import type { NextFunction, Request, RequestHandler, Response } from 'express';
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
  type SubjectOf,
  toRefusal,
} from './policy.js';
import type { Principal, SessionService } from './session.service.js';
import { describeDevice, type Whereabouts } from './whereabouts.js';

/** Lets through who may use a route. Tests read the rule of every route from the guard's right. */
export interface Guard {
  // `Pick`, so that Express still infers the path's parameters from the route.
  (req: Pick<Request, 'get'>, res: Response, next: NextFunction): Promise<void>;
  readonly right: Right;
}
/** Finds what a right is used on, where the role alone does not decide. */
type SubjectFinder<R extends Right> = [SubjectOf<R>] extends [never]
  ? []
  : [find: (principal: Principal, req: Request) => SubjectOf<R> | Promise<SubjectOf<R>>];
/** The one way to mount a route; handlers behind it ask for no role. */
export type RequireMay = <R extends Right>(right: R, ...subject: SubjectFinder<R>) => Guard;

export type IsFactorMissing = (who: Principal) => Promise<boolean>;
/** Reserves units of the read budget for a question that takes long. Behind the guard of a member. */
export type HeavyRead = (units?: number) => RequestHandler;

export interface ServiceTokens {
  /** Absent: nobody is the operator. */
  operator: string | undefined;
  /** Absent: figures are open, except in production. */
  metrics: string | undefined;
  isProduction: boolean;
}

export interface RequireMayDeps {
  /** The claims of a request's access token; null when it carries none that is genuine and current. */
  readClaims: (req: Request) => AccessClaims | null;
  sessions: Pick<SessionService, 'check'>;
  reads: ReadBudget;
  isFactorMissing: IsFactorMissing;
  serviceTokens: ServiceTokens;
}

/**
 * Makes the guards of `policy.ts`. Account and role are read from the database each time, never believed from the
 * token. Who has to set up a second factor gets as far as that. To whoever lacks the operator's or the monitoring token
 * there is nothing here. Other outsiders show the handler what they hold or sign.
 */
export function createRequireMay(deps: RequireMayDeps): RequireMay {
  const { readClaims, sessions, reads, isFactorMissing, serviceTokens } = deps;

  async function admit(req: Request, res: Response): Promise<Principal> {
    if (!readBearer(req)) throw new AppError('not_signed_in');
    const claims = readClaims(req);
    if (!claims) throw new AppError('session_ended');
    // By the token's claims, before the database is asked: whoever has read too much costs nothing more.
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
        if (!isGranted(principal, right, subject)) throw toRefusal(right);
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

const readBearer = (req: Request) => /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(req.get('authorization') ?? '')?.[1];

/** The claims of a request's access token; null when it carries none that is genuine and current. */
export function bearerClaims(req: Request, tokens: AccessTokens, now: Date): AccessClaims | null {
  const token = readBearer(req);
  return token ? tokens.read(token, now) : null;
}

export function getPrincipal(res: Response): Principal {
  const { principal } = res.locals as { principal?: Principal };
  if (!principal) throw new AppError('not_signed_in');
  return principal;
}

/** The caller's address, as far as the trusted proxies tell it. */
export const readAddress = (req: Pick<Request, 'ip'>): string => req.ip ?? 'unknown';

export const readWhereabouts = (req: Request): Whereabouts => ({
  address: readAddress(req),
  device: describeDevice(req.get('user-agent')),
});
