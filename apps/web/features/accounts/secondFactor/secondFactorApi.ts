import {
  authEndpoints,
  type FactorProof,
  type FreshProofRequest,
  type NewPasskey,
  type PasskeyAnswer,
  secondFactorEndpoints,
} from '@switchboard/contracts';
import { api, publicApi } from '@/lib/api';
import { updateSession } from '@/lib/session';
import { askPasskey, makePasskey } from './passkeys';

// --- logging in ---

export const finishSecondStep = (challenge: string, proof: FactorProof) =>
  publicApi.call(secondFactorEndpoints.finishStep, { body: { challenge, proof } });

export async function finishWithPasskey(challenge: string) {
  const { options } = await publicApi.call(secondFactorEndpoints.stepPasskeyOptions, { body: { challenge } });
  return finishSecondStep(challenge, { kind: 'passkey', passkey: await askPasskey(options) });
}

/** With a passkey alone. */
export async function logInWithPasskey() {
  const { options } = await publicApi.call(secondFactorEndpoints.passkeyLoginOptions);
  return publicApi.call(secondFactorEndpoints.passkeyLogin, { body: { passkey: await askPasskey(options) } });
}

// --- a fresh proof ---

const giveProof = (proof: FreshProofRequest['proof']) => api.call(secondFactorEndpoints.prove, { body: { proof } });

/** @param code of the authenticator app, where one is set up. */
export const giveProofWithPassword = (password: string, code?: string) =>
  giveProof({ kind: 'password', password, ...(code === undefined ? {} : { factor: { kind: 'totp', code } }) });

/** @param password none: the device checks by itself who holds it. */
export async function giveProofWithPasskey(password?: string) {
  const { options } = await api.call(secondFactorEndpoints.proofPasskeyOptions);
  const passkey: PasskeyAnswer = await askPasskey(options);
  const factor = { kind: 'passkey', passkey } as const;
  return giveProof(password === undefined ? factor : { kind: 'password', password, factor });
}

// --- setting up ---

export const loadSecondFactor = (signal?: AbortSignal) => api.call(secondFactorEndpoints.get, {}, { signal });
export const beginTotp = () => api.call(secondFactorEndpoints.beginTotp);
export const confirmTotp = (code: string) => api.call(secondFactorEndpoints.confirmTotp, { body: { code } });
export const removeTotp = () => api.call(secondFactorEndpoints.removeTotp);
export const renewRecoveryCodes = () => api.call(secondFactorEndpoints.renewRecoveryCodes);

export async function addPasskey(name: string) {
  const { options } = await api.call(secondFactorEndpoints.newPasskeyOptions);
  const passkey: NewPasskey = await makePasskey(options);
  return api.call(secondFactorEndpoints.addPasskey, { body: { name, passkey } });
}
export const renamePasskey = (passkeyId: string, name: string) =>
  api.call(secondFactorEndpoints.renamePasskey, { params: { passkeyId }, body: { name } });
export const removePasskey = (passkeyId: string) =>
  api.call(secondFactorEndpoints.removePasskey, { params: { passkeyId } });

/** Learns whether the account still waits for a second factor of this person. */
export async function lookAgain(): Promise<void> {
  updateSession(await api.call(authEndpoints.me));
}

// --- what the account asks of its owners ---

export const loadSecurity = async (signal?: AbortSignal) =>
  (await api.call(secondFactorEndpoints.security, {}, { signal })).security;
export const setSecurity = async (ownersNeedSecondFactor: boolean) =>
  (await api.call(secondFactorEndpoints.changeSecurity, { body: { ownersNeedSecondFactor } })).security;
