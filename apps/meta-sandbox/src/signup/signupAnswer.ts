import { toCodeLifetime, tokenLives } from '../dialog/dialogAnswer.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupAnswer, SignupChoice, SignupPost, SignupRequest } from '../state/signupSession.js';
import type { BusinessNumber, Waba } from '../state/world.js';
import { announcePartner } from '../webhooks/partner.js';
import { addSignedUpNumber } from './newNumber.js';
import type { ConfirmForm } from './signupForm.js';
import { extraMessages, type FinishEvent, finishMessage, type SignupMessage } from './signupMessage.js';

const lateMs = 3_000;

/** Meta's own channel to its SDK is a query string, which pages have to ignore. */
export const codePost = ({ channel }: SignupRequest, code: string): SignupPost => ({
  data: `cb=${channel}&domain=localhost&relation=opener&${new URLSearchParams({ code })}`,
  afterMs: 0,
});

export const messagePost = (message: SignupMessage, payload: 'text' | 'object' = 'text'): SignupPost => ({
  data: payload === 'text' ? JSON.stringify(message) : message,
  afterMs: 0,
});

export const toAnswer = (posts: readonly SignupPost[], change: Partial<SignupAnswer> = {}): SignupAnswer => ({
  posts,
  staysOpen: false,
  fromOtherOrigin: false,
  ...change,
});

function toEvent(choice: Pick<SignupChoice, 'numberId' | 'newNumber'>, isCoexistence: boolean): FinishEvent {
  if (isCoexistence) return 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING';
  return choice.numberId === null && choice.newNumber === null ? 'FINISH_ONLY_WABA' : 'FINISH';
}

export interface Confirmed {
  request: SignupRequest;
  choice: SignupChoice;
  personId: string;
  waba: Waba;
  number: BusinessNumber | undefined;
}

/** Sets up the number, creates the code and notifies the app. Returns the window's posts. */
export function finishSignup(state: SandboxState, confirmed: Confirmed, form: ConfirmForm): SignupAnswer[] {
  const { request, choice, personId, waba } = confirmed;
  const number = confirmed.number ?? addSignedUpNumber(state, waba, choice.newNumber);
  if (request.isCoexistence && number) state.coexistence.onboard(state, number.id, choice.sharesHistory);

  const wabaIds = [waba.id, ...form.also_waba.filter((id) => id !== waba.id)];
  const grant = {
    personId,
    wabaIds,
    scopes: request.scopes.filter((scope) => !form.leave_out.includes(scope)),
    tokenKind: form.token_kind,
    withoutTargetIds: form.without_target_ids,
  };
  if (!form.no_partner_added) announceAll(state, wabaIds);
  if (request.isHosted) {
    state.shareHosted({ ...grant, tokenKind: 'business' });
    return [];
  }
  const code = state.issueCode({
    ...grant,
    redirectUri: null,
    tokenExpiresInSeconds: tokenLives[form.token_life],
    codeLifetimeSeconds: toCodeLifetime(form),
  });
  const event = form.event || toEvent(choice, request.isCoexistence);
  const numberId = number?.id ?? null;
  const finished = { event, wabaId: form.claimed_waba || waba.id, wabaIds, numberId, businessId: waba.businessId };
  const messages = form.no_message ? [] : [messagePost(finishMessage(finished, request), form.payload)];
  return arrange(messages, codePost(request, code), form);
}

function announceAll(state: SandboxState, wabaIds: readonly string[]): void {
  for (const id of wabaIds) {
    const shared = state.world.waba(id);
    if (shared) void announcePartner(state, shared);
  }
}

function arrange(messages: readonly SignupPost[], code: SignupPost, form: ConfirmForm): SignupAnswer[] {
  const extra = extraMessages[form.extra_message].map((data): SignupPost => ({ data, afterMs: 0 }));
  const staysOpen = form.stay_open;
  if (form.other_origin)
    return [toAnswer(messages, { fromOtherOrigin: true }), toAnswer([...extra, code], { staysOpen })];
  const late = (post: SignupPost) => ({ ...post, afterMs: lateMs });
  const orders: Record<ConfirmForm['order'], SignupPost[]> = {
    message_first: [...messages, code],
    code_first: [code, ...messages],
    message_late: [code, ...messages.map(late)],
    code_late: [...messages, late(code)],
  };
  return [toAnswer([...extra, ...orders[form.order]], { staysOpen })];
}
