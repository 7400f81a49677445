import type { NewPasskey, PasskeyAnswer } from '@switchboard/contracts';
import { z } from 'zod';
import { minutes } from '../../platform/clock.js';
import type { PasskeyRecord } from './secondFactor.model.js';

type Transports = NewPasskey['transports'];
type PublicPart = Pick<PasskeyRecord, 'credentialId' | 'publicKey' | 'counter' | 'transports'>;
/** Whether a challenge was ours and is used up now. */
export type UseChallenge = (challenge: string) => Promise<boolean>;

/** Loaded apart, and once: reading it takes longer than reading the database driver. */
const webauthn = () => import('@simplewebauthn/server');

/** Called when the process starts, so that the first passkey does not hold others up. */
export async function preparePasskeys(): Promise<void> {
  await webauthn();
}

const timeout = minutes(5);
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
const clientData = z.object({ origin: z.string() });

/** Where a browser says that a passkey was used; null when it says nothing that can be read. */
export function originOf({ clientDataJSON }: { clientDataJSON: string }): string | null {
  try {
    const parsed = clientData.safeParse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data.origin : null;
  } catch {
    return null;
  }
}

/**
 * WebAuthn for this site: what browsers are asked, and whether what they answer is genuine. It stores nothing.
 *
 * @param frontendUrl the site's address: passkeys belong to its host, and are taken from its origin alone.
 */
export function createPasskeyCeremony(frontendUrl: string) {
  const { origin, hostname: rpID } = new URL(frontendUrl);
  return {
    origin,

    /** @param known those the person has: the same authenticator is not set up twice. */
    registrationOptions: async (
      person: { userId: string; email: string; name: string },
      known: readonly PublicPart[],
    ) =>
      (await webauthn()).generateRegistrationOptions({
        rpName: 'Switchboard',
        rpID,
        userID: new Uint8Array(Buffer.from(person.userId, 'utf8')),
        userName: person.email,
        userDisplayName: person.name,
        timeout,
        // What made the key is of no interest: it is not asked for, and nothing is concluded from it.
        attestationType: 'none',
        excludeCredentials: known.map(toDescriptor),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      }),

    /** @returns null when it is not genuine, is not from here, or its challenge is over. */
    async register(passkey: NewPasskey, useChallenge: UseChallenge): Promise<PublicPart | null> {
      const { id, clientDataJSON, attestationObject, transports } = passkey;
      try {
        const { verified, registrationInfo } = await (await webauthn()).verifyRegistrationResponse({
          response: {
            id,
            rawId: id,
            type: 'public-key',
            clientExtensionResults: {},
            response: { clientDataJSON, attestationObject, transports },
          },
          expectedChallenge: useChallenge,
          expectedOrigin: origin,
          expectedRPID: rpID,
          requireUserVerification: false,
        });
        if (!verified) return null;
        const { credential } = registrationInfo;
        return {
          credentialId: credential.id,
          publicKey: Buffer.from(credential.publicKey).toString('base64url'),
          counter: credential.counter,
          transports,
        };
      } catch {
        return null;
      }
    },

    /** @param allowed those of one person; null: any that the authenticator holds for this site, with its own lock. */
    loginOptions: async (allowed: readonly PublicPart[] | null) =>
      (await webauthn()).generateAuthenticationOptions({
        rpID,
        timeout,
        userVerification: allowed ? 'preferred' : 'required',
        ...(allowed ? { allowCredentials: allowed.map(toDescriptor) } : {}),
      }),

    /**
     * @param alone it stands for the password too: the authenticator has to have asked for a finger, face or PIN.
     * @returns the authenticator's new counter; null when it is not genuine, not from here, its challenge is over, or the
     * counter did not grow, as with a copied authenticator.
     */
    async verify(
      answer: PasskeyAnswer,
      stored: PublicPart,
      useChallenge: UseChallenge,
      { alone }: { alone: boolean },
    ): Promise<number | null> {
      const { id, userHandle, ...response } = answer;
      try {
        const { verified, authenticationInfo } = await (await webauthn()).verifyAuthenticationResponse({
          response: {
            id,
            rawId: id,
            type: 'public-key',
            clientExtensionResults: {},
            response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
          },
          expectedChallenge: useChallenge,
          expectedOrigin: origin,
          expectedRPID: rpID,
          credential: {
            id: stored.credentialId,
            publicKey: bytesOf(stored.publicKey),
            counter: stored.counter,
            transports: stored.transports as Transports,
          },
          requireUserVerification: alone,
        });
        return verified ? authenticationInfo.newCounter : null;
      } catch {
        return null;
      }
    },
  };
}
export type PasskeyCeremony = ReturnType<typeof createPasskeyCeremony>;

const toDescriptor = ({ credentialId, transports }: PublicPart) => ({
  id: credentialId,
  transports: transports as Transports,
});
