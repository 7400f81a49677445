import { createHmac } from 'node:crypto';
import { parse } from 'cookie';
import type { Request, Response } from 'express';
import { newSecret, sameText } from '../platform/ids.js';
import { knownBrowserLifeMs } from './lifetimes.js';

/** A browser that says who has logged in from it before. */
export interface KnownBrowser {
  id: string;
  /** Whether the person with this e-mail address has. */
  knows(email: string): boolean;
}

export interface KnownBrowsers {
  /** The browser behind a request; null when it carries no mark of ours. */
  read(req: Request): KnownBrowser | null;
  /** Marks the browser of somebody who has just proved who they are. */
  remember(res: Response, email: string): void;
}

/** Who shares a browser: the last so many are remembered. */
const mostPeople = 5;
const idLength = 22;
const mark = /^[\w-]{22}(?:\.[\w-]{22}){1,5}$/;

/**
 * The mark of a browser, after OWASP's "device cookies" against lock-out: `<id>.<print of a person>.…`, where a print is a
 * keyed hash of id and e-mail address. It opens nothing. It only gives log-ins of that person from that browser a limit of
 * their own, which the guesses of strangers do not use up.
 */
export function createKnownBrowsers(key: Buffer, frontendUrl: string): KnownBrowsers {
  const secure = frontendUrl.startsWith('https://');
  const name = secure ? '__Host-switchboard-browser' : 'switchboard-browser';
  const options = { httpOnly: true, secure, sameSite: 'strict', path: '/', maxAge: knownBrowserLifeMs } as const;
  const printOf = (id: string, email: string) =>
    createHmac('sha256', key).update(`${id}.${email}`).digest('base64url').slice(0, idLength);

  function partsOf(req: Request): { id: string; prints: string[] } | null {
    const value = parse(req.headers.cookie ?? '')[name] ?? '';
    if (!mark.test(value)) return null;
    const [id = '', ...prints] = value.split('.');
    return { id, prints };
  }

  return {
    read(req) {
      const parts = partsOf(req);
      if (!parts) return null;
      const { id, prints } = parts;
      return { id, knows: (email) => prints.some((print) => sameText(print, printOf(id, email))) };
    },
    remember(res, email) {
      const { id, prints } = partsOf(res.req) ?? { id: newSecret().slice(0, idLength), prints: [] };
      const print = printOf(id, email);
      const people = [print, ...prints.filter((other) => other !== print)].slice(0, mostPeople);
      res.cookie(name, [id, ...people].join('.'), options);
    },
  };
}
