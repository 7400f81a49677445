import { webhookEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { sameText } from '../platform/ids.js';

/**
 * Meta asks whether this address is ours whenever a callback is saved. 200 with the bare challenge, as plain text, or 403
 * (meta-platform 8.1).
 */
export function webhookRoutes(verifyToken: string, mount: Mount): Router {
  const router = Router();
  mount(router, webhookEndpoints.verify, async ({ req, res }) => {
    const mode = req.query['hub.mode'];
    const token = req.query['hub.verify_token'];
    const challenge = req.query['hub.challenge'];
    const genuine = mode === 'subscribe' && typeof token === 'string' && sameText(token, verifyToken);
    // Only digits are echoed: nothing a browser could take for a page.
    if (!genuine || typeof challenge !== 'string' || !/^\d{1,64}$/.test(challenge)) {
      res.status(403).type('text/plain').send('Forbidden');
      return undefined;
    }
    res.status(200).type('text/plain').send(challenge);
    return undefined;
  });
  return router;
}
