import { parse } from 'cookie';
import type { Request, Response } from 'express';
import { AppError } from '../platform/errors.js';

export interface RefreshCookie {
  set(res: Response, token: string, expiresAt: Date): void;
  clear(res: Response): void;
  read(req: Request): string | null;
  /** @throws AppError `cross_site_request` for a request that another site's page caused */
  requireSameSite(req: Request): void;
}

/** Over https the `__Host-` prefix binds the cookie to exactly this host; http is for development alone. */
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
      // Browsers send one of the two with every POST; other programs send neither and hold no cookie of ours.
      const site = req.get('sec-fetch-site');
      const origin = req.get('origin');
      const foreign = (site && site !== 'same-origin') || (origin && origin !== ownOrigin);
      if (foreign) throw new AppError('cross_site_request');
    },
  };
}
