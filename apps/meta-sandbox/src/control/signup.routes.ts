import { Router } from 'express';
import { callbackKinds } from '../callbacks/callbackKinds.js';
import { callBack } from '../callbacks/callbacks.js';
import { signUp } from '../signup/signUp.js';
import { createSignupSandbox } from '../signupSandbox.js';
import { breakageNames, breakNumber } from '../state/breakages.js';
import type { SandboxState } from '../state/sandboxState.js';
import { NotHere, Refused, refusing } from './controlErrors.js';
import {
  appSettingsRequest,
  callbackRequest,
  callbackUrlsRequest,
  hostedRequest,
  onboardRequest,
  phonePastRequest,
  signUpRequest,
  wabaPatch,
} from './signup.schemas.js';

export function signupControlRouter(state: SandboxState): Router {
  const router = Router();
  const offered = createSignupSandbox(state);
  const mustBeNumber = (id: string) => {
    if (!state.world.number(id)) throw new NotHere(`There is no number ${id}`);
    return id;
  };

  router.post('/signups', (req, res) => {
    const input = signUpRequest.parse(req.body ?? {});
    res.status(201).json(refusing(() => signUp(state, input)));
  });
  router.post('/signups/hosted', async (req, res) => {
    const input = hostedRequest.parse(req.body ?? {});
    await refusing(() => offered.signUpHosted(input)).catch(refuse);
    res.status(201).json({ ok: true });
  });
  router.get('/own-system-token', (_req, res) => {
    res.json({ token: state.ownSystemToken });
  });

  router.patch('/app', (req, res) => {
    offered.setAppSettings(appSettingsRequest.parse(req.body));
    res.json(state.appSettings);
  });

  router.post('/numbers/:id/onboard', (req, res) => {
    const { sharesHistory } = onboardRequest.parse(req.body ?? {});
    offered.onboardBizApp(mustBeNumber(req.params.id), sharesHistory === undefined ? {} : { sharesHistory });
    res.json({ ok: true });
  });
  router.post('/phone-past', (req, res) => {
    state.coexistence.past = { ...state.coexistence.past, ...phonePastRequest.parse(req.body) };
    res.json(state.coexistence.past);
  });
  router.get('/breakages', (_req, res) => {
    res.json({ names: breakageNames });
  });
  router.post('/numbers/:id/break/:name', (req, res) => {
    const name = breakageNames.find((each) => each === req.params.name);
    if (!name) throw new NotHere(`There is no way to break a number that is called ${req.params.name}`);
    breakNumber(state, name, mustBeNumber(req.params.id));
    res.json({ ok: true });
  });
  router.patch('/wabas/:id', (req, res) => {
    const patch = wabaPatch.parse(req.body);
    if (!state.world.waba(req.params.id)) throw new NotHere(`There is no WhatsApp account ${req.params.id}`);
    res.json(state.world.updateWaba(req.params.id, patch));
  });

  router.get('/callbacks', (_req, res) => {
    res.json({ urls: state.callbackUrls, answers: state.callbackAnswers });
  });
  router.put('/callbacks', (req, res) => {
    state.callbackUrls = { ...state.callbackUrls, ...callbackUrlsRequest.parse(req.body) };
    res.json({ urls: state.callbackUrls });
  });
  router.post('/callbacks/:kind', async (req, res) => {
    const kind = callbackKinds.find((each) => each === req.params.kind);
    if (!kind) throw new NotHere(`There is no callback ${req.params.kind}`);
    res.json(await callBack(state, kind, callbackRequest.parse(req.body)).catch(refuse));
  });
  return router;
}

function refuse(error: unknown): never {
  throw new Refused(error instanceof Error ? error.message : 'Refused', { cause: error });
}
