import { type Html, type HtmlValue, html } from '../html/html.js';
import { layout } from '../html/layout.js';
import { messagePage } from '../html/messagePage.js';
import type { SignupAnswer, SignupSession } from '../state/signupSession.js';
import type { SignupStep } from './signupMessage.js';

export const toPath = ({ id }: SignupSession, page: string) => `/dialog/signup/${id}/${page}`;

export const nonceField = ({ nonce }: SignupSession) => html`<input type="hidden" name="nonce" value="${nonce}">`;

/** Forms of their own, so that they carry no other fields. */
function wayOut(
  session: SignupSession,
  step: SignupStep,
  [path, testId, words]: readonly [string, string, string],
): Html {
  return html`
  <form method="post" action="${toPath(session, path)}">
    ${nonceField(session)}<input type="hidden" name="step" value="${step}">
    <button class="quiet" data-testid="${testId}">${words}</button>
  </form>`;
}

const waysOut = [
  ['cancel', 'cancel', 'Cancel'],
  ['report', 'report-problem', 'Report a problem'],
  ['error', 'fail', 'Fail with an error'],
  ['close', 'close-window', 'Close window'],
] as const;

export interface StepParts {
  step: SignupStep;
  title: string;
  lead: HtmlValue;
  problem?: string | undefined;
  body: HtmlValue;
}

/** `data-step` is the name in CANCEL. */
export function stepPage(session: SignupSession, { step, title, lead, problem, body }: StepParts): Html {
  return layout({
    title,
    width: 'narrow',
    body: html`
<section class="card window" data-testid="signup-window" data-step="${step}">
  <p class="steps">${step.toLowerCase().replaceAll('_', ' ')}</p>
  <h1>${title}</h1>
  <p class="lead">${lead}</p>
  ${problem && html`<p class="problem" role="alert" data-testid="problem">${problem}</p>`}
  ${body}
  <div class="dismissals">${waysOut.map((way) => wayOut(session, step, way))}</div>
</section>`,
  });
}

export const stepActions = (session: SignupSession, back: string, words = 'Continue', testId = 'continue') => html`
<div class="actions">
  <a class="button" href="${toPath(session, back)}" data-testid="back">Back</a>
  <button class="primary" data-testid="${testId}">${words}</button>
</div>`;

/** The page that posts the answer. `next` is the address of the rest; null at the end. */
export function answerPage(session: SignupSession, answer: SignupAnswer, next: string | null): Html {
  return layout({
    title: 'Done',
    width: 'narrow',
    scripts: ['signup-answer.js'],
    body: html`
<section class="card window" data-testid="signup-answer" data-posts="${JSON.stringify(answer.posts)}"
  data-origin="${session.request.pageOrigin}" data-next="${next ?? ''}" data-stays="${answer.staysOpen ? 'yes' : ''}">
  <h1>${answer.staysOpen ? 'You’re all set' : 'You can close this window'}</h1>
  <p class="lead">${answer.staysOpen ? 'Your account is ready. Finish, or close the window: both count.' : 'It goes back to the app by itself.'}</p>
  ${answer.staysOpen && html`<div class="actions"><button class="primary" type="button" data-testid="finish">Finish</button></div>`}
</section>`,
  });
}

/** The end of hosted signup: the app gets a webhook, and the person goes nowhere. */
export const hostedEndPage = (isFinished: boolean): Html =>
  isFinished
    ? messagePage('You’re all set', 'The app is told. You can close this tab.', 'hosted-finished')
    : messagePage('You left', 'Nothing was shared. You can close this tab.', 'hosted-left');
