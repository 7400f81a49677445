import type { RequestHandler } from 'express';
import type { Trust } from './clientAddress.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/**
 * Notices requests that came through a proxy which `TRUSTED_PROXIES` does not name: all that come through it then count as
 * one caller. Says it once, and counts it always. A caller may send the header itself, so it is no proof.
 */
export function noticeUntrustedProxy(trust: Trust, metrics: Metrics, logger: Logger): RequestHandler {
  let isSaid = false;
  return (req, _res, next) => {
    const peer = req.socket.remoteAddress;
    if (req.headers['x-forwarded-for'] !== undefined && peer !== undefined && !trust(peer, 0)) {
      metrics.untrustedForwarded.inc();
      if (!isSaid) {
        isSaid = true;
        logger.warn(
          { peer },
          'a request came with X-Forwarded-For from an address that TRUSTED_PROXIES does not name: everybody behind that address counts as one caller. Set TRUSTED_PROXIES to the addresses of the proxies, or to how many there are',
        );
      }
    }
    next();
  };
}
