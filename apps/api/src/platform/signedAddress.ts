import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import { signedAddressHeader, toSignedText } from '@switchboard/contracts';
import type { Request, RequestHandler } from 'express';
import type { Clock } from './clock.js';
import { sameText } from './ids.js';
import type { Logger } from './logger.js';

/** For clocks of two machines that differ, and requests that wait on their way. */
const freshSeconds = 60;

const shape = /^([\da-fA-F.:]{2,45});(\d{1,12});([\w-]{43})$/;

function readSigned(text: string, secret: string, now: Date): string | null {
  const [, address = '', seconds = '', signature = ''] = shape.exec(text) ?? [];
  if (isIP(address) === 0) return null;
  const at = Number(seconds);
  const expected = createHmac('sha256', secret).update(toSignedText(address, at)).digest('base64url');
  const isFresh = Math.abs(now.getTime() / 1000 - at) <= freshSeconds;
  return sameText(signature, expected) && isFresh ? address : null;
}

/**
 * Takes the caller's address from the web's header where its signature is good and fresh, whatever way the request came; else the
 * header changes nothing.
 *
 * @param secret `WEB_ADDRESS_SECRET`; undefined: no header is believed
 */
export function takeSignedAddress(secret: string | undefined, clock: Clock, logger: Logger): RequestHandler {
  let isWarned = false;

  function warn(): void {
    if (isWarned) return;
    isWarned = true;
    logger.warn(
      'a request came with an address whose signature is not good: the web has another WEB_ADDRESS_SECRET, or its clock is wrong, or somebody tries',
    );
  }

  function believe(req: Request, address: string): void {
    Object.defineProperty(req, 'ip', { value: address });
    // The signature says more: who sent the request on need not be a proxy that is trusted.
    delete req.headers['x-forwarded-for'];
  }

  return (req, _res, next) => {
    const given = req.headers[signedAddressHeader];
    if (secret !== undefined && given !== undefined) {
      const address = readSigned(String(given), secret, clock.now());
      if (address === null) warn();
      else believe(req, address);
    }
    next();
  };
}
