import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Html } from '../html/html.js';
import { messagePage } from '../html/messagePage.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupSession } from '../state/signupSession.js';
import { personPage } from './signup.pages.js';
import { toAnswer } from './signupAnswer.js';
import { answerPage, hostedEndPage, toPath } from './signupLayout.js';
import { readHostedRequest, readSignupRequest, type SignupOpening } from './signupRequest.js';

const maxOpenWindows = 500;

export type Reply = { status: number; page: Html } | { goTo: string };

export const shown = (page: Html, status = 200): Reply => ({ status, page });
const refusal = (status: number, title: string, message: string, testId: string) =>
  shown(messagePage(title, message, testId), status);

export const gone = refusal(
  404,
  'This window is no longer open',
  'Close it and start again from the app.',
  'window-gone',
);
export const forged = refusal(
  403,
  'This answer was not accepted',
  'It did not come from the open window.',
  'window-forged',
);
export const answered = refusal(
  409,
  'You have already answered',
  'Close this window and go back to the app.',
  'window-answered',
);

export function openWindow(req: Request, state: SandboxState): Reply {
  if (!/^v\d+\.\d+$/.test(String(req.params.version))) return gone;
  return open(readSignupRequest(readQuery(req, state), state.app, `${req.protocol}://${req.host}`), state);
}

export const openHosted = (req: Request, state: SandboxState): Reply =>
  open(readHostedRequest(readQuery(req, state), state.app), state);

const readQuery = (req: Request, { origin }: SandboxState) => new URL(req.originalUrl, origin).searchParams;

function open(opening: SignupOpening, state: SandboxState): Reply {
  if (!opening.ok) return shown(messagePage(opening.title, opening.message, 'dialog-error'), 400);
  const session: SignupSession = {
    id: randomBytes(12).toString('hex'),
    nonce: randomBytes(24).toString('hex'),
    request: opening.request,
    choice: {
      personId: null,
      businessId: null,
      wabaId: null,
      numberId: null,
      newNumber: null,
      sharesHistory: true,
    },
    outcome: null,
    answers: [],
  };
  state.signups.set(session.id, session);
  const [oldest] = state.signups.keys();
  if (state.signups.size > maxOpenWindows && oldest !== undefined) state.signups.delete(oldest);
  return shown(personPage(session, state));
}

/** Ends the window; only its answer is left to post. */
export function end(
  open: SignupSession,
  outcome: NonNullable<SignupSession['outcome']>,
  answers: SignupSession['answers'],
): Reply {
  open.outcome = outcome;
  open.answers = answers;
  return { goTo: 'answer' };
}

/** The machine's other name is another origin to a browser. */
const otherName = (host: string) =>
  host.startsWith('localhost') ? host.replace('localhost', '127.0.0.1') : host.replace(/^[^:]+/, 'localhost');

/** Posts each part of an answer once. A part from another origin is requested again under the other name. */
export function showAnswer(open: SignupSession, req: Request): Reply {
  if (open.request.isHosted) return open.outcome === null ? gone : shown(hostedEndPage(open.outcome === 'finished'));
  const [answer] = open.answers;
  if (!answer) return open.outcome === null ? gone : answered;
  const here = toPath(open, 'answer');
  if (answer.fromOtherOrigin && req.query.from !== 'other') {
    const elsewhere = `${req.protocol}://${otherName(req.host)}${here}?from=other`;
    return shown(answerPage(open, toAnswer([]), elsewhere));
  }
  open.answers.shift();
  const next =
    open.answers.length === 0
      ? null
      : `${req.protocol}://${answer.fromOtherOrigin ? otherName(req.host) : req.host}${here}`;
  return shown(answerPage(open, answer, next));
}
