import express, { type Request, type Response, Router } from 'express';
import multer from 'multer';
import { sendPage } from '../html/layout.js';
import { messagePage } from '../html/messagePage.js';
import { closeWindow, customerOpens, customerWrites } from '../messaging/customerActs.js';
import type { Customer } from '../messaging/customers.js';
import { maxFileBytes } from '../messaging/mediaKinds.js';
import type { SandboxState } from '../state/sandboxState.js';
import { listChoices } from './choices.js';
import { personForm, runPersonAct } from './person.forms.js';
import { type ActForm, actForm, toContents, writeForm } from './phone.forms.js';
import { chatPart, choosePage, listPart, phonePage } from './phone.pages.js';
import { type Place, toQuery, viewPhone } from './phoneView.js';

/** Slightly longer than the polling interval of a page, which is a second. */
const stayMs = 2500;
const dayAndAnHourMs = 25 * 60 * 60 * 1000;

const readForm = multer({
  storage: multer.memoryStorage(),
  defParamCharset: 'utf8',
  limits: { files: 1, fields: 20, fieldSize: 64 * 1024, fileSize: maxFileBytes },
}).single('file');

type PhoneStep = (customer: Customer, place: Place | undefined, req: Request, res: Response) => void;

/** The phones under `/__sandbox/phone`: plain forms, kept live by a small script. */
export function phoneRouter(state: SandboxState): Router {
  const router = Router();
  router.get('/', (_req, res) => sendPage(res, 200, choosePage(state.customers.all())));
  router.get('/media/:id', (req, res) => sendFile(res, req.params.id, state));

  const phone = Router({ mergeParams: true });
  const onPhone = (step: PhoneStep) => (req: Request, res: Response) => {
    const customer = state.customers.find(String(req.params.customer));
    const place = placeIn(req);
    if (!customer || (place && !isThere(place, customer, state))) return notHere(res);
    step(customer, place, req, res);
  };
  phone.get('/', onPhone(showPhone(state)));
  phone.get('/live', onPhone(showNews(state)));
  phone.use(express.urlencoded({ extended: false, limit: '256kb' }), readForm);
  phone.post('/messages', onPhone(write(state)));
  phone.post('/act', onPhone(act(state)));
  phone.post('/close-window', onPhone(endWindow(state)));
  phone.post('/person', onPhone(personActs(state)));
  router.use('/:customer', phone);
  return router;
}

function placeIn({ query: { number, group } }: Request): Place | undefined {
  if (typeof number !== 'string') return undefined;
  return { number, groupId: typeof group === 'string' ? group : undefined };
}

function isThere({ number, groupId }: Place, customer: Customer, state: SandboxState): boolean {
  if (!state.world.number(number)) return false;
  if (groupId === undefined) return true;
  const group = state.groups.find(groupId);
  return group?.phoneNumberId === number && group.customerIds.includes(customer.id);
}

/** Looking at a chat reads it; groups have no statuses of single readers here. */
function look(state: SandboxState, customer: Customer, place: Place | undefined): void {
  if (!place || place.groupId !== undefined) return;
  customerOpens(state, { customerId: customer.id, phoneNumberId: place.number, stayMs });
}

const showPhone =
  (state: SandboxState): PhoneStep =>
  (customer, place, req, res) => {
    look(state, customer, place);
    const replyTo = typeof req.query.reply === 'string' ? req.query.reply : null;
    sendPage(res, 200, phonePage(viewPhone(customer, place, state), state, replyTo), 'live');
  };

/** Changes since the page was drawn. The request means that the chat is open. */
const showNews =
  (state: SandboxState): PhoneStep =>
  (customer, place, req, res) => {
    look(state, customer, place);
    const view = viewPhone(customer, place, state);
    res.set('cache-control', 'no-store');
    if (req.query.seen === view.version) res.status(204).end();
    else res.json({ version: view.version, list: listPart(view).text, chat: chatPart(view, state)?.text ?? null });
  };

const write =
  (state: SandboxState): PhoneStep =>
  (customer, place, req, res) => {
    const form = writeForm.safeParse(req.body ?? {});
    if (!form.success || !place) return notUnderstood(res);
    const { replyTo, yesterday } = form.data;
    const file = req.file && req.file.size > 0 ? req.file : null;
    const attached = file && { bytes: file.buffer, mimeType: file.mimetype, filename: file.originalname || 'file' };
    for (const content of toContents(form.data, attached)) {
      customerWrites(state, {
        customerId: customer.id,
        phoneNumberId: place.number,
        groupId: place.groupId,
        content,
        replyTo,
        ...(yesterday ? { at: state.now() - dayAndAnHourMs } : {}),
      });
    }
    sendBack(res, req, customer, place);
  };

const act =
  (state: SandboxState): PhoneStep =>
  (customer, place, req, res) => {
    const form = actForm.safeParse(req.body ?? {});
    const content = form.success && toContent(form.data, state);
    if (!form.success || !content || !place) return notUnderstood(res);
    const replyTo = form.data.act === 'choose' ? form.data.wamid : undefined;
    const { number: phoneNumberId, groupId } = place;
    customerWrites(state, { customerId: customer.id, phoneNumberId, groupId, content, replyTo });
    sendBack(res, req, customer, place);
  };

function toContent(form: ActForm, state: SandboxState) {
  const { wamid: messageId } = form;
  const message = state.chats.find(messageId)?.message;
  if (!message) return undefined;
  switch (form.act) {
    case 'react':
      return { type: 'reaction', messageId, emoji: form.emoji } as const;
    case 'unreact':
      return { type: 'reaction', messageId } as const;
    case 'edit':
      return { type: 'edit', messageId, body: form.text } as const;
    case 'revoke':
      return { type: 'revoke', messageId } as const;
    case 'choose':
      return listChoices(message).find(({ key }) => key === form.choice)?.content;
  }
}

const endWindow =
  (state: SandboxState): PhoneStep =>
  (customer, place, req, res) => {
    if (!place) return notUnderstood(res);
    closeWindow(state, { customerId: customer.id, phoneNumberId: place.number });
    sendBack(res, req, customer, place);
  };

const personActs =
  (state: SandboxState): PhoneStep =>
  (customer, place, req, res) => {
    const form = personForm.safeParse(req.body ?? {});
    if (!form.success || !place) return notUnderstood(res);
    try {
      const next = runPersonAct(state, customer, place, form.data);
      sendBack(res, req, customer, next, next !== place);
    } catch {
      // The number is taken.
      notUnderstood(res);
    }
  };

/** The script stays on the page; a plain form returns to the chat. */
function sendBack(res: Response, req: Request, customer: Customer, place: Place, isElsewhere = false): void {
  const location = `/__sandbox/phone/${customer.id}?${toQuery(place)}`;
  if (req.get('accept') !== 'application/json') res.redirect(303, location);
  else if (isElsewhere) res.json({ location });
  else res.status(204).end();
}

const shownInPlace = /^(image\/(png|jpeg|webp|gif)|audio\/|video\/)/;

function sendFile(res: Response, id: string, state: SandboxState): void {
  const file = state.media.find(id, state.now());
  if (!file) {
    notHere(res);
    return;
  }
  const place = shownInPlace.test(file.mimeType) ? 'inline' : 'attachment';
  res
    .attachment(file.filename ?? file.id)
    .set({
      'content-type': file.mimeType,
      'content-disposition': String(res.get('content-disposition')).replace('attachment', place),
      // An upload must not become a page of this origin.
      'content-security-policy':
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'",
      'x-content-type-options': 'nosniff',
    })
    .send(file.bytes);
}

const notHere = (res: Response) =>
  sendPage(res, 404, messagePage('Nobody is here', 'There is no such phone, number or file.', 'phone-gone'));
const notUnderstood = (res: Response) =>
  sendPage(res, 400, messagePage('That was not understood', 'Go back to the phone and try again.', 'form-error'));
