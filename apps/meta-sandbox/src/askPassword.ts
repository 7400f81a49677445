import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

/** What Meta shows to people, and the control page. Programs have tokens at the rest, as at Meta. */
export const peoplesPaths = ['/__sandbox', '/dialog', '/:version/dialog', '/messaging'];

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/** Asks browsers for the password, with any name (RFC 7617). A probe of the process's health needs none. */
export function askPassword(password: string): RequestHandler {
  const expected = digest(password);
  return (req, res, next) => {
    const [, encoded = ''] = /^Basic ([A-Za-z\d+/=]+)$/i.exec(req.get('authorization') ?? '') ?? [];
    const given = Buffer.from(encoded, 'base64')
      .toString('utf8')
      .replace(/^[^:]*:/, '');
    if (req.originalUrl === '/__sandbox/health' || timingSafeEqual(digest(given), expected)) return next();
    res
      .status(401)
      .set('WWW-Authenticate', 'Basic realm="Meta sandbox", charset="UTF-8"')
      .type('text')
      .send('A password is needed');
  };
}
