import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import type { Html } from '../html/html.js';
import { sendPage } from '../html/layout.js';
import { messagePage } from '../html/messagePage.js';
import type { DialogSession } from '../state/dialogSession.js';
import type { SandboxState } from '../state/sandboxState.js';
import { accountsPage, businessPage, closedPage, personPage } from './dialog.pages.js';
import { type AcceptForm, acceptForm, dismissForm, toCodeLifetime, tokenLives } from './dialogAnswer.js';
import { readDialogRequest, returnUrl } from './dialogRequest.js';

const maxOpenWindows = 500;

type StepReply = { status: number; page: Html } | { location: string };
type Step = (open: DialogSession, req: Request, state: SandboxState) => StepReply;

const gone: StepReply = {
  status: 404,
  page: messagePage('This window is no longer open', 'Go back to the app and start again from there.', 'window-gone'),
};
const forged: StepReply = {
  status: 403,
  page: messagePage('This answer was not accepted', 'It did not come from the window that is open.', 'window-forged'),
};
const answered: StepReply = {
  status: 409,
  page: messagePage(
    'You have already answered',
    'A login window is good for one answer. Go back to the app and start again from there.',
    'window-answered',
  ),
};

/** Meta's login window: `/dialog/oauth`, then one page for each step. Works without JavaScript. */
export function dialogRouter(state: SandboxState): Router {
  const router = Router();
  router.get(['/dialog/oauth', '/:version/dialog/oauth'], (req, res) => send(res, openWindow(req, state)));

  const session = Router({ mergeParams: true });
  session.use(express.urlencoded({ extended: false, limit: '64kb' }));
  const inWindow = (step: Step) => (req: Request, res: Response) => {
    const open = state.dialogs.get(String(req.params.id));
    if (!open) send(res, gone);
    else send(res, open.outcome === null ? step(open, req, state) : answered);
  };
  session.get('/person', inWindow(showPerson));
  session.get('/business', inWindow(showBusinesses));
  session.get('/accounts', inWindow(showAccounts));
  session.post('/accept', inWindow(accept));
  session.post('/cancel', inWindow(cancel));
  session.post('/close', inWindow(closeWindow));
  router.use('/dialog/session/:id', session);
  return router;
}

function send(res: Response, reply: StepReply): void {
  // Express would encode the address again and change the bytes of `state`.
  if ('location' in reply) res.status(302).set('location', reply.location).end();
  else sendPage(res, reply.status, reply.page);
}

function openWindow(req: Request, state: SandboxState): StepReply {
  const { version } = req.params;
  if (version !== undefined && !/^v\d+\.\d+$/.test(String(version))) return gone;
  // The parsed query would not return the same bytes of `state`.
  const rawQuery = req.originalUrl.slice(`${req.path}?`.length);
  const opening = readDialogRequest(rawQuery, state.app);
  if (!opening.ok) return { status: 400, page: messagePage(opening.title, opening.message, 'dialog-error') };

  const session: DialogSession = {
    id: randomBytes(12).toString('hex'),
    nonce: randomBytes(24).toString('hex'),
    request: opening.request,
    outcome: null,
  };
  state.dialogs.set(session.id, session);
  const [oldest] = state.dialogs.keys();
  if (state.dialogs.size > maxOpenWindows && oldest !== undefined) state.dialogs.delete(oldest);
  return { status: 200, page: personPage(session, state) };
}

const showPerson: Step = (open, _req, state) => ({ status: 200, page: personPage(open, state) });

const showBusinesses: Step = (open, req, state) => {
  const person = state.world.person(toText(req.query.person));
  return person ? { status: 200, page: businessPage(open, state, person) } : gone;
};

const showAccounts: Step = (open, req, state) => {
  const choice = findChoice(toText(req.query.person), toText(req.query.business), state);
  return choice ? { status: 200, page: accountsPage(open, state, choice) } : gone;
};

const accept: Step = (open, req, state) => {
  const parsed = acceptForm.safeParse(req.body);
  if (!parsed.success || parsed.data.nonce !== open.nonce) return forged;
  const form = parsed.data;
  const choice = findChoice(form.person, form.business, state);
  if (!choice) return gone;
  const offered = new Set(state.world.listWabas(choice.business.id).map(({ id }) => id));
  if (!form.waba.every((id) => offered.has(id))) return forged;
  if (form.waba.length === 0) {
    const problem = 'Choose at least one WhatsApp account, or cancel.';
    return { status: 422, page: accountsPage(open, state, { ...choice, problem }) };
  }
  open.outcome = 'accepted';
  return { location: returnUrl(open.request, acceptance(form, open, state)) };
};

const cancel: Step = (open, req) => {
  if (!mayDismiss(req, open)) return forged;
  open.outcome = 'cancelled';
  return {
    location: returnUrl(open.request, {
      error: 'access_denied',
      error_code: '200',
      error_description: 'Permissions error',
      error_reason: 'user_denied',
    }),
  };
};

const closeWindow: Step = (open, req) => {
  if (!mayDismiss(req, open)) return forged;
  open.outcome = 'closed';
  return { status: 200, page: closedPage() };
};

const toText = (value: unknown) => (typeof value === 'string' ? value : '');

function mayDismiss(req: Request, { nonce }: DialogSession): boolean {
  const form = dismissForm.safeParse(req.body);
  return form.success && form.data.nonce === nonce;
}

function findChoice(personId: string, businessId: string, { world }: SandboxState) {
  const person = world.person(personId);
  const business = world.business(businessId);
  return person?.businessIds.includes(businessId) && business ? { person, business } : undefined;
}

function acceptance(form: AcceptForm, { request }: DialogSession, state: SandboxState): Record<string, string> {
  const granted = request.scopes.filter((scope) => !form.leave_out.includes(scope));
  const code = state.issueCode({
    personId: form.person,
    wabaIds: form.waba,
    scopes: granted,
    redirectUri: request.redirectUri,
    tokenKind: form.token_kind,
    tokenExpiresInSeconds: tokenLives[form.token_life],
    codeLifetimeSeconds: toCodeLifetime(form),
    withoutTargetIds: form.without_target_ids,
  });
  if (!request.wantsGrantedScopes) return { code };
  const denied = request.scopes.filter((scope) => form.leave_out.includes(scope));
  return { code, granted_scopes: granted.join(','), denied_scopes: denied.join(',') };
}
