import { parse } from 'cookie';
import type { Request, Response } from 'express';
import { AppError } from '../platform/errors.js';

export interface RefreshCookie {
  set(res: Response, token: string, expiresAt: Date): void;
  clear(res: Response): void;
  read(req: Request): string | null;
  /** Refuses requests that another site's page caused. */
  requireSameSite(req: Request): void;
}

/**
 * The refresh token's cookie: HttpOnly, same site only. Over https it carries the `__Host-` prefix, which binds it to
 * exactly this host; plain http is for development on one's own machine.
 */
export function createRefreshCookie(frontendUrl: string): RefreshCookie {
  const secure = frontendUrl.startsWith('https://');
  const name = secure ? '__Host-switchboard-refresh' : 'switchboard-refresh';
  const options = { httpOnly: true, secure, sameSite: 'strict', path: '/' } as const;
  const ownOrigin = new URL(frontendUrl).origin;
  return {
    set: (res, token, expiresAt) => res.cookie(name, token, { ...options, expires: expiresAt }),
    clear: (res) => res.clearCookie(name, options),
    read: (req) => parse(req.headers.cookie ?? '')[name] ?? null,
    requireSameSite(req) {
      // Browsers send at least one of the two with every POST; other programs send neither and hold no cookie of ours.
      const site = req.get('sec-fetch-site');
      const origin = req.get('origin');
      const foreign = (site && site !== 'same-origin') || (origin && origin !== ownOrigin);
      if (foreign) throw new AppError('cross_site_request');
    },
  };
}
