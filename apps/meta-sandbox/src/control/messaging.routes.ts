import { setTimeout as sleep } from 'node:timers/promises';
import { Router } from 'express';
import { z } from 'zod';
import {
  closeWindow,
  customerCloses,
  customerOpens,
  customerPlays,
  customerWrites,
  phoneAppWrites,
} from '../messaging/customerActs.js';
import type { SandboxState } from '../state/sandboxState.js';
import { accountEventNames, causeAccountEvent } from '../webhooks/accountEvents.js';
import { checkTarget } from '../webhooks/checkTarget.js';
import { deliverRaw } from '../webhooks/deliverRaw.js';
import { accountChange } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { NotHere, Refused, refusing } from './controlErrors.js';
import {
  accountEventRequest,
  chatRequest,
  customerRequest,
  dialsView,
  idleRequest,
  openRequest,
  phoneAppRequest,
  rawRequest,
  targetRequest,
  webhookDialsRequest,
  writeRequest,
} from './messaging.schemas.js';

export function messagingRouter(state: SandboxState): Router {
  const router = Router();
  router.use(customersRouter(state));
  router.use(webhooksRouter(state));
  router.get('/messages', (_req, res) => {
    res.json({ messages: state.sent.all() });
  });
  router.post('/messages/played', (req, res) => {
    const { wamid } = z.strictObject({ wamid: z.string() }).parse(req.body);
    refusing(() => customerPlays(state, wamid));
    res.json({ ok: true });
  });
  router.get('/deliveries', (_req, res) => {
    res.json({ deliveries: state.webhooks.deliveries() });
  });
  return router;
}

function customersRouter(state: SandboxState): Router {
  const router = Router();
  const mustBeHere = (id: string) => {
    if (!state.customers.find(id)) throw new NotHere(`There is no customer ${id}`);
    return id;
  };

  router.get('/customers', (_req, res) => {
    res.json({ customers: state.customers.all() });
  });
  router.post('/customers', (req, res) => {
    const customer = customerRequest.parse(req.body);
    res.status(201).json(refusing(() => state.customers.add(customer)));
  });
  router.post('/customers/:id/write', (req, res) => {
    const input = { ...writeRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    res.status(201).json({ wamid: refusing(() => customerWrites(state, input)) });
  });
  router.post('/customers/:id/open', (req, res) => {
    const input = { ...openRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    refusing(() => customerOpens(state, input));
    res.json({ ok: true });
  });
  router.post('/customers/:id/close', (req, res) => {
    const input = { ...chatRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    refusing(() => customerCloses(state, input));
    res.json({ ok: true });
  });
  router.post('/customers/:id/close-window', (req, res) => {
    const input = { ...chatRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    refusing(() => closeWindow(state, input));
    res.json({ ok: true });
  });
  router.get('/customers/:id/chats/:number', (req, res) => {
    const chat = state.chats.peek(req.params.number, mustBeHere(req.params.id));
    res.json({
      messages: chat?.messages ?? [],
      isTyping: chat?.isTyping(state.now()) ?? false,
      isWindowOpen: chat?.isWindowOpen(state.now()) ?? false,
    });
  });
  router.post('/numbers/:id/phone-app-write', (req, res) => {
    const input = { ...phoneAppRequest.parse(req.body), phoneNumberId: req.params.id };
    res.status(201).json({ wamid: refusing(() => phoneAppWrites(state, input)) });
  });
  return router;
}

function webhooksRouter(state: SandboxState): Router {
  const router = Router();
  const { webhooks } = state;
  const view = () => ({
    url: webhooks.target?.url ?? null,
    dials: { ...dialsView(webhooks.dials), unsubscribedFields: state.appSubscription.missing },
  });

  router.get('/webhooks', (_req, res) => {
    res.json(view());
  });
  router.put('/webhooks', (req, res) => {
    const { url, verifyToken } = targetRequest.parse(req.body);
    webhooks.target = url === null ? null : { url, verifyToken };
    res.json(view());
  });
  router.post('/webhooks/verify', async (_req, res) => {
    res.json(await checkTarget(state));
  });
  router.post('/webhooks/dials', (req, res) => {
    const { unsubscribedFields, ...dials } = webhookDialsRequest.parse(req.body);
    webhooks.setDials(dials);
    if (unsubscribedFields) state.appSubscription.leaveOut(unsubscribedFields);
    res.json(view().dials);
  });
  router.post('/webhooks/account-events', async (req, res) => {
    await publish(state, accountChange({ at: state.now(), ...accountEventRequest.parse(req.body) }));
    res.json({ ok: true });
  });
  router.post('/webhooks/account-events/:name', async (req, res) => {
    const name = accountEventNames.find((each) => each === req.params.name);
    if (!name) throw new NotHere(`There is no account event ${req.params.name}`);
    const { phoneNumberId } = chatRequest.parse(req.body);
    if (!state.world.number(phoneNumberId)) throw new NotHere(`There is no number ${phoneNumberId}`);
    await causeAccountEvent(state, name, phoneNumberId);
    res.json({ ok: true });
  });
  router.post('/webhooks/raw', async (req, res) => {
    const { body, ...options } = rawRequest.parse(req.body);
    try {
      res.json(await deliverRaw(state, body, options));
    } catch (error) {
      throw new Refused(error instanceof Error ? error.message : 'Refused', { cause: error });
    }
  });
  router.post('/webhooks/idle', async (req, res) => {
    const { timeoutMs } = idleRequest.parse(req.body ?? {});
    const idle = webhooks.idle().then(() => true);
    res.json({ idle: await Promise.race([idle, sleep(timeoutMs, false, { ref: false })]) });
  });
  return router;
}
