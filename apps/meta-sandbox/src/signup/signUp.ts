import { seedWabas } from '../seeds.js';
import type { IssueCodeInput, SandboxState } from '../state/sandboxState.js';
import { announcePartner } from '../webhooks/partner.js';
import { type FinishEvent, finishMessage, type SignupMessage } from './signupMessage.js';

export type SignUpInput = Omit<IssueCodeInput, 'redirectUri'> & {
  /** Default `FINISH`; coexistence onboards the number as well. */
  event?: FinishEvent | undefined;
  /** The number in the message; by default the first of the account, null for none. */
  phoneNumberId?: string | null | undefined;
  /** The account in the message, if not the shared one. */
  claimedWabaId?: string | undefined;
  tellsPartner?: boolean | undefined;
};

export interface SignUpResult {
  /** Exchanged without a redirect address. */
  code: string;
  message: SignupMessage;
}

/** The result of the popup without a browser. Throws for an unknown id. */
export function signUp(state: SandboxState, input: SignUpInput): SignUpResult {
  const { event = 'FINISH', phoneNumberId, claimedWabaId, tellsPartner = false, ...grant } = input;
  const wabaIds = grant.wabaIds ?? [seedWabas.acmeFlowers.id];
  const code = state.issueCode({ ...grant, wabaIds, redirectUri: null });
  const [wabaId = ''] = wabaIds;
  const waba = state.world.waba(wabaId);
  if (!waba) throw new Error(`There is no WhatsApp account ${wabaId}`);
  const numberId = phoneNumberId === undefined ? (state.world.listNumbers(wabaId)[0]?.id ?? null) : phoneNumberId;
  if (event === 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING' && numberId !== null) {
    state.coexistence.onboard(state, numberId, true);
  }
  if (tellsPartner) void announcePartner(state, waba);
  const finished = { event, wabaId: claimedWabaId ?? wabaId, wabaIds, numberId, businessId: waba.businessId };
  return { code, message: finishMessage(finished, { messageVersion: null }) };
}
