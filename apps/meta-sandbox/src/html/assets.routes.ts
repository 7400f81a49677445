import { Router } from 'express';
import { phoneScript } from '../phone/phoneScript.js';
import { phoneStyles } from '../phone/phoneStyles.js';
import { answerScript } from '../signup/answerScript.js';
import { tryScript } from '../signup/tryPage.js';
import { closeScript } from './closeScript.js';
import { stylesheet } from './stylesheet.js';

const assets = {
  'sandbox.css': stylesheet,
  'phone.css': phoneStyles,
  'close.js': closeScript,
  'signup-answer.js': answerScript,
  'signup-try.js': tryScript,
  'phone.js': phoneScript,
} as const;

/** Pages load nothing from elsewhere. */
export function assetsRouter(): Router {
  const router = Router();
  for (const [name, text] of Object.entries(assets)) {
    router.get(`/${name}`, (_req, res) => {
      res
        .set('cache-control', 'no-cache')
        .type(name.endsWith('.css') ? 'css' : 'js')
        .send(text);
    });
  }
  return router;
}
