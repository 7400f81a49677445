import type { RequestHandler } from 'express';
import type { Trust } from './clientAddress.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/**
 * Counts requests through a proxy that `TRUSTED_PROXIES` does not name, whose callers count as one, and warns once. No proof:
 * a caller can send the header too.
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
