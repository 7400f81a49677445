import {
  accountSecurityReply,
  type FactorProof,
  type FreshProofRequest,
  meReply,
  type NewPasskey,
  type PasskeyAnswer,
  passkeyOptionsReply,
  recoveryCodesReply,
  secondFactorReply,
  signedInReply,
  successReply,
  totpSetupReply,
} from '@switchboard/contracts';
import { api, publicApi } from '@/lib/api';
import { updateSession } from '@/lib/session';
import { askPasskey, makePasskey } from './passkeys';

const base = '/auth/second-factor';

// --- logging in ---

export const finishSecondStep = (challenge: string, proof: FactorProof) =>
  publicApi.post('/auth/second-step', signedInReply, { challenge, proof });

export async function finishWithPasskey(challenge: string) {
  const { options } = await publicApi.post('/auth/second-step/passkey-options', passkeyOptionsReply, { challenge });
  return finishSecondStep(challenge, { kind: 'passkey', passkey: await askPasskey(options) });
}

export async function logInWithPasskey() {
  const { options } = await publicApi.post('/auth/passkey/options', passkeyOptionsReply, undefined);
  return publicApi.post('/auth/passkey', signedInReply, { passkey: await askPasskey(options) });
}

// --- a fresh proof ---

const giveProof = (proof: FreshProofRequest['proof']) => api.post('/auth/proof', successReply, { proof });

/** @param code of the authenticator app, where one is set up. */
export const giveProofWithPassword = (password: string, code?: string) =>
  giveProof({ kind: 'password', password, ...(code === undefined ? {} : { factor: { kind: 'totp', code } }) });

/** @param password none: the device checks by itself who holds it. */
export async function giveProofWithPasskey(password?: string) {
  const { options } = await api.post('/auth/proof/passkey-options', passkeyOptionsReply);
  const passkey: PasskeyAnswer = await askPasskey(options);
  const factor = { kind: 'passkey', passkey } as const;
  return giveProof(password === undefined ? factor : { kind: 'password', password, factor });
}

// --- setting up ---

export const loadSecondFactor = (signal?: AbortSignal) => api.get(base, secondFactorReply, signal ? { signal } : {});
export const beginTotp = () => api.post(`${base}/totp`, totpSetupReply);
export const confirmTotp = (code: string) => api.post(`${base}/totp/confirm`, recoveryCodesReply, { code });
export const removeTotp = () => api.delete(`${base}/totp`, successReply);
export const renewRecoveryCodes = () => api.post(`${base}/recovery-codes`, recoveryCodesReply);

export async function addPasskey(name: string) {
  const { options } = await api.post(`${base}/passkeys/options`, passkeyOptionsReply);
  const passkey: NewPasskey = await makePasskey(options);
  return api.post(`${base}/passkeys`, recoveryCodesReply, { name, passkey });
}
export const renamePasskey = (passkeyId: string, name: string) =>
  api.patch(`${base}/passkeys/${encodeURIComponent(passkeyId)}`, successReply, { name });
export const removePasskey = (passkeyId: string) =>
  api.delete(`${base}/passkeys/${encodeURIComponent(passkeyId)}`, successReply);

/** Learns whether the account still waits for a second factor of this person. */
export async function lookAgain(): Promise<void> {
  updateSession(await api.get('/auth/me', meReply));
}

// --- what the account asks of its owners ---

export const loadSecurity = async (signal?: AbortSignal) =>
  (await api.get('/account/security', accountSecurityReply, signal ? { signal } : {})).security;
export const setSecurity = async (ownersNeedSecondFactor: boolean) =>
  (await api.patch('/account/security', accountSecurityReply, { ownersNeedSecondFactor })).security;
