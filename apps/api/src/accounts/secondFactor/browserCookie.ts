import { parse } from 'cookie';
import type { Request, Response } from 'express';
import { newSecret } from '../../platform/ids.js';

export interface BrowserCookie {
  hold(req: Request, res: Response, expiresAt: Date): string;
  /** Empty when the browser holds none: nothing is bound to that. */
  read(req: Request): string;
  clear(res: Response): void;
}

/** Ties what begins before there is a session to its browser: a secret that no script and no other site reads. */
export function createBrowserCookie(frontendUrl: string): BrowserCookie {
  const secure = frontendUrl.startsWith('https://');
  const name = secure ? '__Host-switchboard-sign-in' : 'switchboard-sign-in';
  const options = { httpOnly: true, secure, sameSite: 'strict', path: '/' } as const;
  const read = (req: Request) => {
    const value = parse(req.headers.cookie ?? '')[name] ?? '';
    return /^[A-Za-z0-9_-]{43}$/.test(value) ? value : '';
  };
  return {
    hold(req, res, expiresAt) {
      // Another tab may be in the middle of its own log-in.
      const value = read(req) || newSecret();
      res.cookie(name, value, { ...options, expires: expiresAt });
      return value;
    },
    read,
    clear: (res) => res.clearCookie(name, options),
  };
}
