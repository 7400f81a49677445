import type { Endpoint } from '@switchboard/contracts';
import type { Request, RequestHandler, Router } from 'express';
import { type Handle, mountEndpoint } from '../platform/endpoint.js';
import type { Right, SubjectOf } from './policy.js';
import type { HeavyRead, RequireMay } from './requireMay.js';
import type { Principal } from './session.service.js';

interface MountOptions<R extends Right> {
  /** Finds what the right is used on, where it depends on that. */
  subject?: (principal: Principal, req: Request) => SubjectOf<R> | Promise<SubjectOf<R>>;
  /** What stands between the guard and reading the request. */
  before?: readonly RequestHandler[];
}
type Options<R extends Right> = [SubjectOf<R>] extends [never]
  ? [options?: Omit<MountOptions<R>, 'subject'>]
  : [options: Required<Pick<MountOptions<R>, 'subject'>> & MountOptions<R>];

/** The one way to mount a route: an endpoint of `packages/contracts`, by the guard of its right. */
export type Mount = <const E extends Endpoint & { right: Right }>(
  router: Router,
  endpoint: E,
  handle: Handle<NoInfer<E>>,
  ...options: Options<E['right']>
) => void;

export interface MountDeps {
  requireMay: RequireMay;
  heavyRead: HeavyRead;
  /** Refuses requests that another site's page caused. */
  requireSameSite: (req: Request) => void;
}

export function createMount({ requireMay, heavyRead, requireSameSite }: MountDeps): Mount {
  const sameSite: RequestHandler = (req, _res, next) => {
    requireSameSite(req);
    next();
  };
  return (router, endpoint, handle, ...[options]) => {
    const { subject, before = [] } = (options ?? {}) as MountOptions<Right>;
    const guard = (requireMay as (right: Right, find?: typeof subject) => RequestHandler)(endpoint.right, subject);
    const heavy = endpoint.readUnits === undefined ? [] : [heavyRead(endpoint.readUnits)];
    const own = endpoint.sameSiteOnly ? [sameSite] : [];
    mountEndpoint(router, endpoint, [guard, ...heavy, ...own, ...before], handle);
  };
}
