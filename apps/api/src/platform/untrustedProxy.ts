import type { RequestHandler } from 'express';
import type { Trust } from './clientAddress.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** Requests that are looked at together. */
const roundOf = 50;

/**
 * Notices a proxy that `TRUSTED_PROXIES` does not name, whose callers count as one: most requests then come from its one address,
 * with `X-Forwarded-For`. Any caller can send that header too, so that a few of them say nothing: they are counted. Warns once an
 * address.
 */
export function noticeUntrustedProxy(trust: Trust, metrics: Metrics, logger: Logger): RequestHandler {
  const warnedOf = new Set<string>();
  let forwarded = new Map<string, number>();
  let seen = 0;

  function endRound(): void {
    const [peer, count] = [...forwarded].reduce((most, next) => (next[1] > most[1] ? next : most), ['', 0]);
    metrics.untrustedForwardedShare.set(count / roundOf);
    if (count > roundOf / 2 && !warnedOf.has(peer)) {
      warnedOf.add(peer);
      logger.warn(
        { peer, requests: count, of: roundOf },
        'most requests come from one address, with X-Forwarded-For, that TRUSTED_PROXIES does not name: everybody behind it counts as one caller. Set TRUSTED_PROXIES to the addresses of the proxies, or to how many there are',
      );
    }
    forwarded = new Map();
    seen = 0;
  }

  return (req, _res, next) => {
    const peer = req.socket.remoteAddress;
    if (req.headers['x-forwarded-for'] !== undefined && peer !== undefined && !trust(peer, 0)) {
      metrics.untrustedForwarded.inc();
      forwarded.set(peer, (forwarded.get(peer) ?? 0) + 1);
    }
    seen += 1;
    if (seen === roundOf) endRound();
    next();
  };
}
