import { randomInt } from 'node:crypto';
import express, { type Request, type Response, Router } from 'express';
import type { ZodType } from 'zod';
import type { Html } from '../html/html.js';
import { sendPage } from '../html/layout.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupSession } from '../state/signupSession.js';
import { sdkScript } from './sdkScript.js';
import * as pages from './signup.pages.js';
import { answerOf, finishSignup, messagePost } from './signupAnswer.js';
import * as forms from './signupForm.js';
import { pathOf } from './signupLayout.js';
import { cancelMessage, errorMessage, reportMessage } from './signupMessage.js';
import { answered, end, forged, gone, openHosted, openWindow, type Reply, showAnswer, shown } from './signupWindow.js';
import { tryPage } from './tryPage.js';

/** Embedded Signup in a popup: the SDK's script, and the window `FB.login` opens, one page a step. */
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

  const session = Router({ mergeParams: true });
  session.use(express.urlencoded({ extended: false, limit: '64kb' }));
  const show = (page: string, step: (open: SignupSession) => Reply) =>
    session.get(`/${page}`, (req, res) => inOpenWindow(req, res, state, step));
  const take = <T extends { nonce: string }>(
    page: string,
    schema: ZodType<T>,
    step: (open: SignupSession, form: T) => Reply,
    refused: (open: SignupSession) => Reply = () => forged,
  ) =>
    session.post(`/${page}`, (req, res) =>
      inOpenWindow(req, res, state, (open) => {
        if (nonceOf(req.body) !== open.nonce) return forged;
        const form = schema.safeParse(req.body);
        return form.success ? step(open, form.data) : refused(open);
      }),
    );
  const { world } = state;

  show('person', (open) => shown(pages.personPage(open, state)));
  take('person', forms.personForm, ({ choice }, { person }) => {
    if (!world.person(person)) return forged;
    choice.personId = person;
    return { goTo: 'business' };
  });
  show('business', (open) => {
    const person = world.person(open.choice.personId ?? '');
    return person ? shown(pages.businessPage(open, state, person)) : { goTo: 'person' };
  });
  take('business', forms.businessForm, ({ choice, request }, { business }) => {
    if (!world.person(choice.personId ?? '')?.businessIds.includes(business)) return forged;
    Object.assign(choice, { businessId: business, wabaId: null, numberId: null, newNumber: null });
    return { goTo: request.isCoexistence ? 'app-number' : 'account' };
  });
  show('account', (open) => {
    const business = world.business(open.choice.businessId ?? '');
    return business ? shown(pages.accountPage(open, state, business)) : { goTo: 'business' };
  });
  take(
    'account',
    forms.accountForm,
    ({ choice }, { account }) => {
      const [wabaId = '', numberId = null] = account.split(':');
      const waba = world.waba(wabaId);
      if (!waba || waba.businessId !== choice.businessId) return forged;
      const isNew = numberId === 'new';
      if (numberId !== null && !isNew && world.number(numberId)?.wabaId !== wabaId) return forged;
      const newNumber = isNew
        ? { displayName: waba.name, displayPhoneNumber: null, verificationCode: newCode(), isVerified: false }
        : null;
      Object.assign(choice, { wabaId, numberId: isNew ? null : numberId, newNumber });
      return { goTo: isNew ? 'profile' : 'permissions' };
    },
    (open) => {
      const business = world.business(open.choice.businessId ?? '');
      if (!business) return forged;
      return shown(pages.accountPage(open, state, business, 'Choose an account, or cancel.'), 422);
    },
  );

  const showNew = (page: string, body: (open: SignupSession) => Html) =>
    show(page, (open) => (open.choice.newNumber ? shown(body(open)) : { goTo: 'account' }));
  showNew('profile', (open) => {
    const waba = world.waba(open.choice.wabaId ?? '');
    return waba ? pages.profilePage(open, waba) : pages.personPage(open, state);
  });
  take('profile', forms.profileForm, ({ choice }, { display_name }) => {
    if (!choice.newNumber) return forged;
    choice.newNumber.displayName = display_name;
    return { goTo: 'number' };
  });
  showNew('number', (open) => pages.numberPage(open));
  take(
    'number',
    forms.numberForm,
    ({ choice }, { phone }) => {
      if (!choice.newNumber) return forged;
      choice.newNumber.displayPhoneNumber = phone;
      return { goTo: 'verify' };
    },
    (open) =>
      shown(pages.numberPage(open, 'Write the number with its country code, for example +1 555-010-0090.'), 422),
  );
  showNew('verify', (open) => pages.verifyPage(open));
  take('verify', forms.verifyForm, (open, { code, skip }) => {
    const number = open.choice.newNumber;
    if (!number) return forged;
    const isRight = code === number.verificationCode;
    if (!isRight && !skip) return shown(pages.verifyPage(open, 'That is not the code of the SMS.'), 422);
    number.isVerified = isRight;
    return { goTo: 'permissions' };
  });

  const appNumbers = ({ choice }: SignupSession) =>
    world.wabasOf(choice.businessId ?? '').flatMap(({ id }) => world.numbersOf(id).filter((one) => one.isOnBizApp));
  show('app-number', (open) => {
    const business = world.business(open.choice.businessId ?? '');
    return business ? shown(pages.bizAppPage(open, business, appNumbers(open))) : { goTo: 'business' };
  });
  take('app-number', forms.bizAppForm, (open, { number: id }) => {
    const number = appNumbers(open).find((one) => one.id === id);
    if (!number) return forged;
    Object.assign(open.choice, { wabaId: number.wabaId, numberId: number.id });
    return { goTo: 'scan' };
  });
  show('scan', (open) => {
    const number = world.number(open.choice.numberId ?? '');
    return number ? shown(pages.scanPage(open, number)) : { goTo: 'app-number' };
  });
  take('scan', forms.scanForm, ({ choice }, { share_history }) => {
    choice.sharesHistory = share_history;
    return { goTo: 'permissions' };
  });

  show('permissions', (open) => {
    const waba = world.waba(open.choice.wabaId ?? '');
    return waba ? shown(pages.permissionsPage(open, state, waba)) : { goTo: 'business' };
  });
  take('permissions', forms.confirmForm, (open, form) => {
    const { request, choice } = open;
    const waba = world.waba(choice.wabaId ?? '');
    if (!waba || choice.personId === null) return forged;
    const offered = new Set(world.wabasOf(waba.businessId).map(({ id }) => id));
    if (!form.also_waba.every((id) => offered.has(id))) return forged;
    const number = world.number(choice.numberId ?? '');
    const confirmed = { request, choice, personId: choice.personId, waba, number };
    return end(open, 'finished', finishSignup(state, confirmed, form));
  });

  take('cancel', forms.dismissForm, (open, { step }) =>
    end(open, 'cancelled', [answerOf([messagePost(cancelMessage(step, open.request))])]),
  );
  take('report', forms.dismissForm, (open) =>
    end(open, 'reported', [answerOf([messagePost(reportMessage(open.id, state.now(), open.request))])]),
  );
  take('error', forms.dismissForm, (open) =>
    end(open, 'failed', [answerOf([messagePost(errorMessage(open.request))])]),
  );
  take('close', forms.dismissForm, (open) => end(open, 'closed', [answerOf([])]));
  take('leave', forms.leaveForm, (open) => end(open, 'closed', [answerOf([])]));
  session.get('/answer', (req, res) => {
    const open = state.signups.get(idIn(req));
    send(res, open ?? null, open ? showAnswer(open, req) : gone);
  });
  router.use('/dialog/signup/:id', session);
  return router;
}

function send(res: Response, open: SignupSession | null, reply: Reply): void {
  if ('page' in reply) sendPage(res, reply.status, reply.page);
  else res.redirect(303, open ? pathOf(open, reply.goTo) : '/');
}

function inOpenWindow(req: Request, res: Response, state: SandboxState, step: (open: SignupSession) => Reply): void {
  const open = state.signups.get(idIn(req));
  if (!open) send(res, null, gone);
  else send(res, open, open.outcome === null ? step(open) : answered);
}

const nonceOf = (body: unknown) =>
  typeof body === 'object' && body !== null && 'nonce' in body ? body.nonce : undefined;

const newCode = () => String(randomInt(1_000_000)).padStart(6, '0');

const idIn = ({ params }: { params: object }) => ('id' in params ? String(params.id) : '');
