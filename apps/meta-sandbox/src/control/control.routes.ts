import express, { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { appVersion } from '../graph/versions.js';
import type { SandboxState } from '../state/sandboxState.js';
import {
  callsQuery,
  dialsRequest,
  faultRequest,
  issueCodeRequest,
  latencyRequest,
  numberPatch,
  revokeRequest,
} from './control.schemas.js';
import { setMetaDown, tokensNamed } from './control.service.js';
import { answerError, NotHere, refusing } from './controlErrors.js';
import { conversationRouter } from './conversation.routes.js';
import { messagingRouter } from './messaging.routes.js';
import { signupControlRouter } from './signup.routes.js';
import { snapshot } from './snapshot.js';

export function controlRouter(state: SandboxState): Router {
  const router = Router();
  router.use(express.json({ limit: '12mb' }));

  router.get('/health', (_req, res) => {
    res.json({ ok: true, appId: state.app.id, graphVersion: appVersion });
  });
  router.get('/state', (_req, res) => {
    res.json(snapshot(state));
  });
  router.post('/reset', (_req, res) => {
    state.reset();
    res.json({ ok: true });
  });

  router.get('/faults', (_req, res) => {
    res.json({ faults: snapshot(state).faults, edges: state.faults.knownEdges });
  });
  router.post('/faults', (req, res) => {
    const fault = faultRequest.parse(req.body);
    res.status(201).json({ faultId: refusing(() => state.faults.add(fault)) });
  });
  router.delete('/faults', (_req, res) => {
    state.faults.clear();
    res.json({ ok: true });
  });
  router.delete('/faults/:faultId', (req, res) => {
    if (!state.faults.remove(req.params.faultId)) throw new NotHere(`There is no fault ${req.params.faultId}`);
    res.json({ ok: true });
  });
  router.post('/down', (req, res) => {
    setMetaDown(state, z.strictObject({ down: z.boolean() }).parse(req.body).down);
    res.json({ ok: true });
  });

  router.post('/latency', (req, res) => {
    const { ms, jitterMs = 0 } = latencyRequest.parse(req.body);
    state.latency = { ms, jitterMs };
    res.json(state.latency);
  });
  router.post('/dials', (req, res) => {
    state.dials = { ...state.dials, ...dialsRequest.parse(req.body) };
    res.json(state.dials);
  });

  router.post('/codes', (req, res) => {
    const input = issueCodeRequest.parse(req.body ?? {});
    res.status(201).json({ code: refusing(() => state.issueCode(input)) });
  });
  router.post('/tokens/:handle/revoke', (req, res) => {
    const { subcode = 458 } = revokeRequest.parse(req.body ?? {});
    for (const token of mustName(state, req.params.handle)) state.grants.revoke(token, subcode);
    res.json({ ok: true });
  });
  router.post('/tokens/:handle/expire', (req, res) => {
    for (const token of mustName(state, req.params.handle)) state.grants.expire(token, state.now());
    res.json({ ok: true });
  });

  router.patch('/numbers/:id', (req, res) => {
    const patch = numberPatch.parse(req.body);
    if (!state.world.number(req.params.id)) throw new NotHere(`There is no number ${req.params.id}`);
    res.json(state.world.updateNumber(req.params.id, patch));
  });

  router.get('/calls', (req, res) => {
    const { since = 0, ...wanted } = callsQuery.parse(req.query);
    const calls = state.calls
      .all()
      .filter(
        (call) =>
          call.at >= since &&
          (wanted.wabaId === undefined || call.wabaId === wanted.wabaId) &&
          (wanted.phoneId === undefined || call.phoneId === wanted.phoneId) &&
          (wanted.edge === undefined || call.edge === wanted.edge),
      );
    res.json({ calls });
  });

  router.use(messagingRouter(state));
  router.use(conversationRouter(state));
  router.use(signupControlRouter(state));
  router.use((req, res) => {
    res.status(404).json({ error: 'not_found', message: `The control API has no ${req.method} ${req.path}` });
  });
  router.use(answerError);
  return router;
}

function mustName(state: SandboxState, handle: string): string[] {
  const tokens = tokensNamed(state, handle);
  if (!tokens) throw new NotHere(`There is no token ${handle}`);
  return tokens;
}

/**
 * Any web page can make a browser post to this machine. Changes are therefore accepted only from our own pages and from
 * callers without an `Origin`.
 */
export const sameOriginOnly: RequestHandler = (req, res, next) => {
  const origin = req.get('origin');
  if (req.method === 'GET' || req.method === 'HEAD' || origin === undefined) return next();
  if (URL.canParse(origin) && new URL(origin).host === req.host) return next();
  res.status(403).json({ error: 'forbidden', message: 'The sandbox is not controlled by pages of other sites' });
};
