import express, { type ErrorRequestHandler, type Express } from 'express';
import { askPassword, peoplesPaths } from './askPassword.js';
import { controlRouter, sameOriginOnly } from './control/control.routes.js';
import { controlPageRouter } from './control/controlPage.routes.js';
import { elsewhereRouter } from './control/elsewhere.routes.js';
import { dialogRouter } from './dialog/dialog.routes.js';
import { graphRouter } from './graph/graph.js';
import { assetsRouter } from './html/assets.routes.js';
import { phoneRouter } from './phone/phone.routes.js';
import { signupRouter } from './signup/signup.routes.js';
import type { SandboxState } from './state/sandboxState.js';

/** The Graph API comes last, because it answers every remaining path. */
export function createApp(state: SandboxState, password?: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/', (_req, res) => res.redirect('/__sandbox'));
  // Browsers request it on their own; it must not count as a call to Meta.
  app.get('/favicon.ico', (_req, res) => res.status(204).end());
  if (password) app.use(peoplesPaths, askPassword(password));
  app.use('/__sandbox/assets', assetsRouter());
  app.use('/__sandbox/phone', sameOriginOnly, phoneRouter(state));
  app.use('/__sandbox/elsewhere', elsewhereRouter());
  app.use(signupRouter(state));
  app.use('/__sandbox', sameOriginOnly, controlPageRouter(state), controlRouter(state));
  app.use(dialogRouter(state));
  app.use(graphRouter(state));
  app.use(answerOwnFault);
  return app;
}

/** A defect of the sandbox must not look like one of Meta's errors. */
const answerOwnFault: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return next(error);
  const message = error instanceof Error ? error.message : String(error);
  res.status(500).json({ sandboxError: message });
};
