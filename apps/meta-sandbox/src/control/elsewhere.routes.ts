import { Router } from 'express';

/** Somebody else's webhook address: it answers Meta's check and takes everything, and the app hears nothing. */
export function elsewhereRouter(): Router {
  const router = Router();
  router.get('/', (req, res) => {
    res.type('text').send(String(req.query['hub.challenge'] ?? ''));
  });
  router.post('/', (req, res) => {
    req.resume();
    req.once('end', () => res.status(200).end());
  });
  return router;
}
