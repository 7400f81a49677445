import type { CallbackKind, CallbackUrls } from './callbacks/callbackKinds.js';
import { callBack, type PersonCallback } from './callbacks/callbacks.js';
import { seedWabas } from './seeds.js';
import { type SignUpInput, type SignUpResult, signUp } from './signup/signUp.js';
import { type AppSettingsPatch, patchAppSettings } from './state/appSettings.js';
import { type BreakageName, breakNumber } from './state/breakages.js';
import type { PhonePast } from './state/coexistence.js';
import type { IssueCodeInput, SandboxState } from './state/sandboxState.js';
import { announcePartner } from './webhooks/partner.js';

export interface SignupSandbox {
  /** As if a person had gone through the popup: its message, and a code without a redirect address. */
  signUp(input?: SignUpInput): SignUpResult;
  /**
   * As if a person had finished on the hosted page: PARTNER_ADDED, and a token to fetch. Resolves after the webhook.
   */
  signUpHosted(input?: Pick<IssueCodeInput, 'wabaIds' | 'scopes' | 'personId'>): Promise<void>;
  /** A number of the Business app joins Cloud API; the 24 hours to ask for contacts and chats begin. */
  onboardBizApp(phoneNumberId: string, choice?: { sharesHistory?: boolean }): void;
  /** The size of the phone's past. */
  setPhonePast(past: Partial<PhonePast>): void;
  /** Breaks something about a number without telling the app. */
  breakNumber(name: BreakageName, phoneNumberId: string): void;
  /** Addresses of the deauthorize and data-deletion callbacks; kept by `reset()`. */
  setCallbackUrls(urls: Partial<CallbackUrls>): void;
  /** Changes what the app's dashboard has, and the app owner's own system user. */
  setAppSettings(patch: AppSettingsPatch): void;
  /** Reports that a person removed the app, or wants their data deleted. Returns the app's answer. */
  callBack(kind: CallbackKind, input: PersonCallback): Promise<{ status: number; body: string }>;
}

export function createSignupSandbox(state: SandboxState): SignupSandbox {
  return {
    signUp: (input = {}) => signUp(state, input),
    signUpHosted: async (input = {}) => {
      state.shareHosted(input);
      const shared = (input.wabaIds ?? [seedWabas.acmeFlowers.id]).flatMap((id) => state.world.waba(id) ?? []);
      await Promise.all(shared.map((waba) => announcePartner(state, waba)));
    },
    onboardBizApp: (phoneNumberId, { sharesHistory = true } = {}) =>
      state.coexistence.onboard(state, phoneNumberId, sharesHistory),
    setPhonePast: (past) => {
      state.coexistence.past = { ...state.coexistence.past, ...past };
    },
    breakNumber: (name, phoneNumberId) => breakNumber(state, name, phoneNumberId),
    setCallbackUrls: (urls) => {
      state.callbackUrls = { ...state.callbackUrls, ...urls };
    },
    setAppSettings: (patch) => {
      state.appSettings = patchAppSettings(state.appSettings, patch);
    },
    callBack: (kind, input) => callBack(state, kind, input),
  };
}
