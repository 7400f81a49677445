import { Router } from 'express';
import { closeScript } from './closeScript.js';
import { stylesheet } from './stylesheet.js';

/** The stylesheet and the one script of the pages; served from here so that pages load nothing from elsewhere. */
export function assetsRouter(): Router {
  const router = Router();
  router.get('/sandbox.css', (_req, res) => {
    res.set('cache-control', 'no-cache').type('css').send(stylesheet);
  });
  router.get('/close.js', (_req, res) => {
    res.set('cache-control', 'no-cache').type('js').send(closeScript);
  });
  return router;
}
