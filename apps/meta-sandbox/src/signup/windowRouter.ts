import express, { type Request, type Response, Router } from 'express';
import type { ZodType } from 'zod';
import { sendPage } from '../html/layout.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupSession } from '../state/signupSession.js';
import { toPath } from './signupLayout.js';
import { answered, forged, gone, type Reply, showAnswer } from './signupWindow.js';

/** How the steps of an open window are declared, by the last part of their address. */
export interface WindowSteps {
  show(page: string, step: (open: SignupSession) => Reply): void;
  /**
   * Takes the form of a page, if it comes from the window that is open.
   *
   * @param refused What is shown for a form that does not fit its schema.
   */
  take<T extends { nonce: string }>(
    page: string,
    schema: ZodType<T>,
    step: (open: SignupSession, form: T) => Reply,
    refused?: (open: SignupSession) => Reply,
  ): void;
}

/** The pages of one open window, and its answer to the page that opened it. */
export function windowRouter(state: SandboxState): { router: Router; steps: WindowSteps } {
  const router = Router({ mergeParams: true });
  router.use(express.urlencoded({ extended: false, limit: '64kb' }));
  router.get('/answer', (req, res) => {
    const open = state.signups.get(idIn(req));
    send(res, open ?? null, open ? showAnswer(open, req) : gone);
  });
  const steps: WindowSteps = {
    show(page, step) {
      router.get(`/${page}`, (req, res) => inOpenWindow(req, res, state, step));
    },
    take(page, schema, step, refused = () => forged) {
      router.post(`/${page}`, (req, res) =>
        inOpenWindow(req, res, state, (open) => {
          if (readNonce(req.body) !== open.nonce) return forged;
          const form = schema.safeParse(req.body);
          return form.success ? step(open, form.data) : refused(open);
        }),
      );
    },
  };
  return { router, steps };
}

export function send(res: Response, open: SignupSession | null, reply: Reply): void {
  if ('page' in reply) sendPage(res, reply.status, reply.page);
  else res.redirect(303, open ? toPath(open, reply.goTo) : '/');
}

function inOpenWindow(req: Request, res: Response, state: SandboxState, step: (open: SignupSession) => Reply): void {
  const open = state.signups.get(idIn(req));
  if (!open) send(res, null, gone);
  else send(res, open, open.outcome === null ? step(open) : answered);
}

const readNonce = (body: unknown) =>
  typeof body === 'object' && body !== null && 'nonce' in body ? body.nonce : undefined;

const idIn = ({ params }: { params: object }) => ('id' in params ? String(params.id) : '');
