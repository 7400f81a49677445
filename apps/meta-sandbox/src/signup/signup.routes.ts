import { Router } from 'express';
import { sendPage } from '../html/layout.js';
import type { SandboxState } from '../state/sandboxState.js';
import { declareAccountSteps } from './accountSteps.js';
import { declareAppNumberSteps } from './appNumberSteps.js';
import { declareEndSteps } from './endSteps.js';
import { declareNewNumberSteps } from './newNumberSteps.js';
import { sdkScript } from './sdkScript.js';
import { openHosted, openWindow } from './signupWindow.js';
import { tryPage } from './tryPage.js';
import { send, windowRouter } from './windowRouter.js';

/** Embedded Signup: the SDK's script, and the window of `FB.login`, one page for each step. */
export function signupRouter(state: SandboxState): Router {
  const router = Router();
  router.get(/^\/[a-z]{2}_[A-Z]{2}\/sdk\.js$/, (_req, res) => {
    res
      .set({
        'cache-control': 'no-cache',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      })
      .type('js')
      .send(sdkScript);
  });
  router.get('/__sandbox/signup', (_req, res) => sendPage(res, 200, tryPage(state.app)));
  router.get('/:version/dialog/embedded_signup', (req, res) => send(res, null, openWindow(req, state)));
  router.get('/messaging/whatsapp/onboard', (req, res) => send(res, null, openHosted(req, state)));

  const { router: session, steps } = windowRouter(state);
  declareAccountSteps(steps, state);
  declareNewNumberSteps(steps, state);
  declareAppNumberSteps(steps, state);
  declareEndSteps(steps, state);
  router.use('/dialog/signup/:id', session);
  return router;
}
