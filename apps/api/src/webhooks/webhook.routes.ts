import { Router } from 'express';
import type { RequireMay } from '../accounts/requireMay.js';
import { sameText } from '../platform/ids.js';

/** `GET /api/webhooks/whatsapp`: Meta verifies the address when a callback is saved (meta-platform 8.1). */
export function webhookRoutes(verifyToken: string, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/whatsapp', requireMay('webhook.verify'), (req, res) => {
    const mode = req.query['hub.mode'];
    const token = req.query['hub.verify_token'];
    const challenge = req.query['hub.challenge'];
    const genuine = mode === 'subscribe' && typeof token === 'string' && sameText(token, verifyToken);
    // Only digits are echoed: a browser takes them for no page.
    if (!genuine || typeof challenge !== 'string' || !/^\d{1,64}$/.test(challenge)) {
      res.status(403).type('text/plain').send('Forbidden');
      return;
    }
    res.status(200).type('text/plain').send(challenge);
  });
  return router;
}
