import { createHmac } from 'node:crypto';
import { parse } from 'cookie';
import type { Request, Response } from 'express';
import { newSecret, sameText } from '../platform/ids.js';
import { knownBrowserLifeMs } from './lifetimes.js';

export interface KnownBrowser {
  id: string;
  knows(email: string): boolean;
}

export interface KnownBrowsers {
  /** Null when the request carries no mark of ours. */
  read(req: Request): KnownBrowser | null;
  remember(res: Response, email: string): void;
}

/** People who share a browser. */
const maxPeople = 5;
const idLength = 22;
const mark = /^[\w-]{22}(?:\.[\w-]{22}){1,5}$/;

/**
 * Marks browsers after OWASP's "device cookies" against lock-out: `<id>.<print of a person>.…`, a print being a keyed
 * hash of id and e-mail address. A mark opens nothing. It gives log-ins of that person from there a limit of their own,
 * which strangers cannot use up.
 */
export function createKnownBrowsers(key: Buffer, frontendUrl: string): KnownBrowsers {
  const secure = frontendUrl.startsWith('https://');
  const name = secure ? '__Host-switchboard-browser' : 'switchboard-browser';
  const options = { httpOnly: true, secure, sameSite: 'strict', path: '/', maxAge: knownBrowserLifeMs } as const;
  const hashBrowser = (id: string, email: string) =>
    createHmac('sha256', key).update(`${id}.${email}`).digest('base64url').slice(0, idLength);

  function readParts(req: Request): { id: string; prints: string[] } | null {
    const value = parse(req.headers.cookie ?? '')[name] ?? '';
    if (!mark.test(value)) return null;
    const [id = '', ...prints] = value.split('.');
    return { id, prints };
  }

  return {
    read(req) {
      const parts = readParts(req);
      if (!parts) return null;
      const { id, prints } = parts;
      return { id, knows: (email) => prints.some((print) => sameText(print, hashBrowser(id, email))) };
    },
    remember(res, email) {
      const { id, prints } = readParts(res.req) ?? { id: newSecret().slice(0, idLength), prints: [] };
      const print = hashBrowser(id, email);
      const people = [print, ...prints.filter((other) => other !== print)].slice(0, maxPeople);
      res.cookie(name, [id, ...people].join('.'), options);
    },
  };
}
