import type { IssueCodeInput, SandboxState } from '../state/sandboxState.js';
import { announcePartner } from '../webhooks/partner.js';
import { type FinishEvent, finishMessage, type SignupMessage } from './signupMessage.js';

export type SignUpInput = Omit<IssueCodeInput, 'redirectUri'> & {
  /** `FINISH` when left out; coexistence onboards the number as well. */
  event?: FinishEvent | undefined;
  /** The number the message names; the first of the account when left out, null for none. */
  phoneNumberId?: string | null | undefined;
  /** The account the message names, when it is not the one that was shared. */
  claimedWabaId?: string | undefined;
  /** Sends PARTNER_ADDED as well, as Meta does. */
  tellsPartner?: boolean | undefined;
};

export interface SignUpResult {
  /** To be exchanged without a redirect address. */
  code: string;
  message: SignupMessage;
}

/** What the popup would give to the page, without a browser. Throws when an id is not in the world. */
export function signUp(state: SandboxState, input: SignUpInput): SignUpResult {
  const { event = 'FINISH', phoneNumberId, claimedWabaId, tellsPartner = false, ...grant } = input;
  const wabaIds = grant.wabaIds ?? ['900100200300'];
  const code = state.issueCode({ ...grant, wabaIds, redirectUri: null });
  const [wabaId = ''] = wabaIds;
  const waba = state.world.waba(wabaId);
  if (!waba) throw new Error(`There is no WhatsApp account ${wabaId}`);
  const numberId = phoneNumberId === undefined ? (state.world.numbersOf(wabaId)[0]?.id ?? null) : phoneNumberId;
  if (event === 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING' && numberId !== null) {
    state.coexistence.onboard(state, numberId, true);
  }
  if (tellsPartner) void announcePartner(state, waba);
  const finished = { event, wabaId: claimedWabaId ?? wabaId, wabaIds, numberId, businessId: waba.businessId };
  return { code, message: finishMessage(finished, { messageVersion: null }) };
}
