import { Router } from 'express';

/** A webhook address that is not the app's: it passes Meta's check and swallows everything. */
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
