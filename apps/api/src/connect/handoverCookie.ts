import { parse } from 'cookie';
import type { Request, Response } from 'express';

export interface HandoverCookie {
  set(res: Response, browser: string, expiresAt: Date): void;
  read(req: Request): string | null;
}

/** Ties a hand-over's login to its browser. Lax: the browser comes back from Meta's site. `__Host-`: for this host alone. */
export function createHandoverCookie(frontendUrl: string): HandoverCookie {
  const secure = frontendUrl.startsWith('https://');
  const name = secure ? '__Host-switchboard-handover' : 'switchboard-handover';
  const options = { httpOnly: true, secure, sameSite: 'lax', path: '/' } as const;
  return {
    set: (res, browser, expiresAt) => res.cookie(name, browser, { ...options, expires: expiresAt }),
    read: (req) => parse(req.headers.cookie ?? '')[name] || null,
  };
}
