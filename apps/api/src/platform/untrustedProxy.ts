import type { RequestHandler } from 'express';
import type { Trust } from './clientAddress.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** Requests that are looked at together. */
const roundOf = 50;
/** A balancer has a node in each zone. More addresses than these are many callers, each with a header of their own. */
const mostProxies = 4;

/**
 * Notices a proxy that `TRUSTED_PROXIES` does not name, whose callers count as one: most requests then come from its few addresses,
 * with `X-Forwarded-For`. Any caller can send that header too, so that a few of them say nothing: they are counted. Warns once an
 * address.
 */
export function noticeUntrustedProxy(trust: Trust, metrics: Metrics, logger: Logger): RequestHandler {
  const warnedOf = new Set<string>();
  let forwarded = new Map<string, number>();
  let seen = 0;

  function endRound(): void {
    const most = [...forwarded].sort(([, a], [, b]) => b - a).slice(0, mostProxies);
    const count = most.reduce((sum, [, requests]) => sum + requests, 0);
    metrics.untrustedForwardedShare.set(count / roundOf);
    const peers = most.map(([peer]) => peer);
    if (count > roundOf / 2 && peers.some((peer) => !warnedOf.has(peer))) {
      for (const peer of peers) warnedOf.add(peer);
      logger.warn(
        { peers, requests: count, of: roundOf },
        'most requests come from one address or a few, with X-Forwarded-For, that TRUSTED_PROXIES does not name: everybody behind one counts as one caller. Set TRUSTED_PROXIES to the addresses of the proxies, or to how many there are',
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
