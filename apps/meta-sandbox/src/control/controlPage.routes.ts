import express, { type Response, Router } from 'express';
import { sendPage } from '../html/layout.js';
import { messagePage } from '../html/messagePage.js';
import { faultOn } from '../state/faults.js';
import type { SandboxState } from '../state/sandboxState.js';
import {
  dialsForm,
  downForm,
  emptyForm,
  faultForm,
  faultKinds,
  latencyForm,
  numberForm,
  removeFaultForm,
  tokenForm,
} from './control.forms.js';
import { setMetaDown, tokensNamed } from './control.service.js';
import { controlPage } from './controlPage.js';
import { conversationForms } from './conversation.forms.js';
import { signupForms } from './signup.forms.js';
import { type OnForm, webhookForms } from './webhook.forms.js';

/** Plain forms: each posts, and returns to its section. */
export function controlPageRouter(state: SandboxState): Router {
  const router = Router();
  router.get('/', (_req, res) => sendPage(res, 200, controlPage(state)));

  const forms = Router();
  forms.use(express.urlencoded({ extended: false, limit: '64kb' }));
  const on: OnForm = (path, schema, act) => {
    forms.post(path, async (req, res) => {
      const form = schema.safeParse(req.body ?? {});
      if (!form.success) return notUnderstood(res);
      await act(form.data);
      res.redirect(303, `/__sandbox#${path.slice(1)}`);
    });
  };

  on('/reset', emptyForm, () => state.reset());
  on('/down', downForm, ({ down }) => setMetaDown(state, down === 'yes'));
  on('/latency', latencyForm, ({ ms, jitter_ms }) => {
    state.latency = { ms, jitterMs: jitter_ms };
  });
  on('/dials', dialsForm, ({ require_proof, enforce_limits, business_revoke }) => {
    state.dials = {
      requireAppSecretProof: require_proof,
      enforceRateLimits: enforce_limits,
      businessTokensRevoke: business_revoke,
    };
  });
  on('/faults', faultForm, ({ edge, kind, ...options }) => {
    state.faults.add(faultOn(edge, faultKinds[kind][1](), options));
  });
  on('/remove-fault', removeFaultForm, ({ fault }) => {
    state.faults.remove(fault);
  });
  on('/tokens', tokenForm, ({ token, act }) => {
    for (const value of tokensNamed(state, token) ?? []) {
      if (act === 'revoke') state.grants.revoke(value, 458);
      else state.grants.expire(value, state.now());
    }
  });
  on('/numbers', numberForm, ({ number, quality, status, platform }) => {
    if (state.world.number(number)) {
      state.world.updateNumber(number, { qualityRating: quality, status, platformType: platform });
    }
  });
  webhookForms(on, state);
  signupForms(on, state);
  conversationForms(on, state);
  router.use('/forms', forms);
  return router;
}

const notUnderstood = (res: Response) =>
  sendPage(
    res,
    400,
    messagePage('That form was not understood', 'Reload the control page and try again.', 'form-error'),
  );
