import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import {
  type NewPasskey,
  type PasskeyAnswer,
  type PasskeyOptionsReply,
  passkeyTransports,
} from '@switchboard/contracts';
import { ApiError } from '@/lib/apiError';
import { useHydrated } from '@/lib/useHydrated';

type Options = PasskeyOptionsReply['options'];

/** Whether this browser supports passkeys; false until React has hydrated the page. */
export function usePasskeySupport(): boolean {
  return useHydrated() && browserSupportsWebAuthn();
}

/** Browsers say little about why a passkey failed; this puts it into words. */
function asProblem(thrown: unknown): ApiError {
  const name = thrown instanceof Error ? thrown.name : '';
  const message =
    name === 'InvalidStateError'
      ? 'This device has a passkey for you already.'
      : name === 'NotAllowedError' || name === 'AbortError'
        ? 'No passkey was chosen, or it took too long. Nothing was changed.'
        : 'This browser or device could not do it. Try another device, or another way.';
  return new ApiError({ code: 'passkey_refused', message, cause: thrown });
}

const isTransport = (value: string): value is NewPasskey['transports'][number] =>
  passkeyTransports.some((known) => known === value);

/** Lets the device make a passkey. @throws {ApiError} with words for the person. */
export async function makePasskey(options: Options): Promise<NewPasskey> {
  try {
    const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
    const { id, response } = await startRegistration({ optionsJSON });
    const { clientDataJSON, attestationObject, transports = [] } = response;
    return { id, clientDataJSON, attestationObject, transports: transports.filter(isTransport) };
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

/** Asks the device for one. @throws {ApiError} with words for the person. */
export async function askPasskey(options: Options): Promise<PasskeyAnswer> {
  try {
    const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
    const { id, response } = await startAuthentication({ optionsJSON });
    const { clientDataJSON, authenticatorData, signature, userHandle } = response;
    return { id, clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) };
  } catch (thrown) {
    throw asProblem(thrown);
  }
}
