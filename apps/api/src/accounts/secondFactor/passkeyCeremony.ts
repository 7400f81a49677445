import type { NewPasskey, PasskeyAnswer } from '@switchboard/contracts';
import { z } from 'zod';
import { minutes } from '../../platform/clock.js';
import type { PasskeyRecord } from './secondFactor.model.js';

type Transports = NewPasskey['transports'];
/** Nothing that could sign. */
export type PublicPart = Pick<PasskeyRecord, 'credentialId' | 'publicKey' | 'counter' | 'transports'>;
export type PasskeyOwner = { userId: string; email: string; name: string };
/** True once for a challenge that we made. */
export type UseChallenge = (challenge: string) => Promise<boolean>;

/** Loaded on demand: it takes longer than the database driver. */
const webauthn = () => import('@simplewebauthn/server');

/** At the start, so that nobody waits for it. */
export async function preparePasskeys(): Promise<void> {
  await webauthn();
}

const timeout = minutes(5);
const toBytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
const clientData = z.object({ origin: z.string() });

/** The site that the browser names; null when it cannot be read. */
export function readOrigin({ clientDataJSON }: { clientDataJSON: string }): string | null {
  try {
    const parsed = clientData.safeParse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data.origin : null;
  } catch {
    return null;
  }
}

/** WebAuthn for one site. Passkeys belong to the host of `frontendUrl`, and answers to its origin alone. */
export function createPasskeyCeremony(frontendUrl: string) {
  const { origin, hostname: rpID } = new URL(frontendUrl);
  return {
    origin,

    /** @param known theirs: no authenticator is set up twice */
    registrationOptions: async (person: PasskeyOwner, known: readonly PublicPart[]) =>
      (await webauthn()).generateRegistrationOptions({
        rpName: 'Switchboard',
        rpID,
        userID: new Uint8Array(Buffer.from(person.userId, 'utf8')),
        userName: person.email,
        userDisplayName: person.name,
        timeout,
        // The make of the authenticator is not asked for, since nothing is concluded from it.
        attestationType: 'none',
        excludeCredentials: known.map(toDescriptor),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      }),

    /** Null when it is not genuine, not from this site, or its challenge is over. */
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

    /** @param allowed null for any that the authenticator holds for this site, behind its own lock */
    loginOptions: async (allowed: readonly PublicPart[] | null) =>
      (await webauthn()).generateAuthenticationOptions({
        rpID,
        timeout,
        userVerification: allowed ? 'preferred' : 'required',
        ...(allowed ? { allowCredentials: allowed.map(toDescriptor) } : {}),
      }),

    /**
     * @param alone it stands for the password too, so the authenticator must have asked for a finger, face or PIN.
     * @returns its new counter; null as above, or when the counter did not grow, as with a copied authenticator.
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
            publicKey: toBytes(stored.publicKey),
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
