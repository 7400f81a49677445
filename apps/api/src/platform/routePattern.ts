import type { Request } from 'express';

/** The pattern of the route that answers, which has no ids in it; `none` where no route does. Complete once there is an answer. */
export function routePattern(req: Request): string {
  // Every endpoint is mounted under its whole path.
  const pattern: unknown = req.route?.path;
  return typeof pattern === 'string' ? pattern : 'none';
}
