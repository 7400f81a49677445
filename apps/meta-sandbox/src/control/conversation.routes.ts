import { Router } from 'express';
import { createConversationSandbox } from '../conversationSandbox.js';
import type { CustomerPatch } from '../messaging/customers.js';
import { sampleNames } from '../messaging/samples.js';
import type { SandboxState } from '../state/sandboxState.js';
import { NotHere, refusing } from './controlErrors.js';
import {
  callRequest,
  callStatusRequest,
  customerPatchRequest,
  freeMessagesRequest,
  groupEventRequest,
  groupRequest,
  groupStatusRequest,
  handoverRequest,
  identityRequest,
  otherAnswersRequest,
  phoneBookRequest,
  preferenceRequest,
  problemRequest,
  retellRequest,
  routingRequest,
  sampleRequest,
} from './conversation.schemas.js';

export function conversationRouter(state: SandboxState): Router {
  const router = Router();
  router.use(peopleRouter(state));
  router.use(respondersRouter(state));
  router.use(groupsRouter(state));
  return router;
}

/** In JSON, null removes a value. */
const toPatch = (patch: Record<string, string | null | undefined>): CustomerPatch =>
  Object.fromEntries(Object.entries(patch).map(([name, value]) => [name, value ?? undefined]));

function peopleRouter(state: SandboxState): Router {
  const router = Router();
  const acts = createConversationSandbox(state);
  const mustBeHere = (id: string) => {
    if (!state.customers.find(id)) throw new NotHere(`There is no customer ${id}`);
    return id;
  };

  router.patch('/customers/:id', (req, res) => {
    const patch = toPatch(customerPatchRequest.parse(req.body));
    const customerId = mustBeHere(req.params.id);
    res.json(refusing(() => acts.changeCustomer(customerId, patch)));
  });
  router.post('/customers/:id/change-identity', (req, res) => {
    const input = { ...identityRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    res.status(201).json({ wamids: refusing(() => acts.customerChangesIdentity(input)) });
  });
  router.get('/samples', (_req, res) => {
    res.json({ names: sampleNames });
  });
  router.post('/customers/:id/write-sample/:name', (req, res) => {
    const sample = sampleNames.find((each) => each === req.params.name);
    if (!sample) throw new NotHere(`There is no sample ${req.params.name}`);
    const input = { ...sampleRequest.parse(req.body), customerId: mustBeHere(req.params.id), sample };
    res.status(201).json({ wamid: refusing(() => acts.customerWritesSample(input)) });
  });
  router.post('/customers/:id/retell', async (req, res) => {
    const input = { ...retellRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    await refusing(() => acts.retell(input));
    res.json({ ok: true });
  });
  router.post('/customers/:id/call', (req, res) => {
    const input = { ...callRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    res.status(201).json({ id: refusing(() => acts.call(input)) });
  });
  router.post('/customers/:id/call-status', (req, res) => {
    const input = { ...callStatusRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    refusing(() => acts.callStatus(input));
    res.json({ ok: true });
  });
  router.post('/customers/:id/prefer', (req, res) => {
    const input = { ...preferenceRequest.parse(req.body), customerId: mustBeHere(req.params.id) };
    refusing(() => acts.customerPrefers(input));
    res.json({ ok: true });
  });
  router.post('/numbers/:id/phone-book', async (req, res) => {
    const input = { ...phoneBookRequest.parse(req.body), phoneNumberId: req.params.id };
    await refusing(() => acts.phoneBookChanges(input));
    res.json({ ok: true });
  });
  router.post('/numbers/:id/problem', async (req, res) => {
    const input = { ...problemRequest.parse(req.body), phoneNumberId: req.params.id };
    await refusing(() => acts.sendProblem(input));
    res.json({ ok: true });
  });
  return router;
}

function respondersRouter(state: SandboxState): Router {
  const router = Router();
  const acts = createConversationSandbox(state);
  const mustBeNumber = (id: string) => {
    if (!state.world.number(id)) throw new NotHere(`There is no number ${id}`);
    return id;
  };

  router.get('/numbers/:id/routing', (req, res) => {
    res.json(state.threadOwners.routing(mustBeNumber(req.params.id)));
  });
  router.post('/numbers/:id/routing', (req, res) => {
    const change = routingRequest.parse(req.body);
    const numberId = mustBeNumber(req.params.id);
    res.json(refusing(() => acts.setRouting(numberId, change)));
  });
  router.get('/numbers/:id/owner/:customer', (req, res) => {
    const input = { phoneNumberId: mustBeNumber(req.params.id), customerId: req.params.customer };
    res.json({ owner: acts.threadOwner(input) });
  });
  router.post('/responders/answer', (req, res) => {
    const input = otherAnswersRequest.parse(req.body);
    res.status(201).json({ wamid: refusing(() => acts.otherAnswers(input)) });
  });
  router.post('/responders/hand-over', async (req, res) => {
    const input = handoverRequest.parse(req.body);
    await refusing(() => acts.handOver(input));
    res.json({ ok: true });
  });
  router.get('/numbers/:id/free-messages', (req, res) => {
    res.json(acts.freeMessages(mustBeNumber(req.params.id)));
  });
  router.post('/numbers/:id/free-messages', (req, res) => {
    acts.setFreeMessages(mustBeNumber(req.params.id), freeMessagesRequest.parse(req.body).limit);
    res.json(acts.freeMessages(req.params.id));
  });
  return router;
}

function groupsRouter(state: SandboxState): Router {
  const router = Router();
  const acts = createConversationSandbox(state);
  const mustBeGroup = (id: string) => {
    if (!state.groups.find(id)) throw new NotHere(`There is no group ${id}`);
    return id;
  };

  router.get('/groups', (_req, res) => {
    res.json({ groups: state.groups.all() });
  });
  router.post('/groups', (req, res) => {
    const input = groupRequest.parse(req.body);
    res.status(201).json(refusing(() => acts.addGroup(input)));
  });
  router.post('/groups/:id/events', async (req, res) => {
    const input = { ...groupEventRequest.parse(req.body), groupId: mustBeGroup(req.params.id) };
    await refusing(() => acts.groupHappens(input));
    res.json({ ok: true });
  });
  router.post('/groups/:id/status', (req, res) => {
    const input = { ...groupStatusRequest.parse(req.body), groupId: mustBeGroup(req.params.id) };
    refusing(() => acts.groupStatus(input));
    res.json({ ok: true });
  });
  return router;
}
