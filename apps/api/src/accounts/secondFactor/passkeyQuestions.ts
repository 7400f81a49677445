import type { NewPasskey, PasskeyAnswer } from '@switchboard/contracts';
import type { ChallengePurpose } from './challenge.model.js';
import type { Challenges } from './challenges.js';
import { type PasskeyCeremony, type PasskeyOwner, type PublicPart, readOrigin } from './passkeyCeremony.js';

/** A question to a passkey. */
export interface Asked {
  purpose: Extract<ChallengePurpose, 'second_step_passkey' | 'passkey_login' | 'passkey_proof'>;
  /** The asker's cookie, or session id. */
  boundTo: string;
}

export interface Answered extends Asked {
  /** It stands for the password too. */
  alone: boolean;
}

/** Asks passkeys and judges answers. A challenge is stored with its question, and used up by the answer. */
export function createPasskeyQuestions(challenges: Challenges, ceremony: PasskeyCeremony) {
  return {
    /** @param userId null for whoever the authenticator names. @param known that person's */
    async ask({ purpose, boundTo }: Asked, userId: string | null, known: readonly PublicPart[]) {
      const options = await ceremony.loginOptions(userId === null ? null : known);
      await challenges.keep({ purpose, secret: options.challenge, boundTo, ...(userId === null ? {} : { userId }) });
      return options;
    },

    /** @returns the new counter; null for an answer that is not to be trusted */
    verify: (answer: PasskeyAnswer, stored: PublicPart, { purpose, boundTo, alone }: Answered) =>
      ceremony.verify(answer, stored, (challenge) => challenges.use(purpose, challenge, boundTo), { alone }),

    async askRegistration(owner: PasskeyOwner, known: readonly PublicPart[], sessionId: string) {
      const options = await ceremony.registrationOptions(owner, known);
      const { userId } = owner;
      const kept = { purpose: 'passkey_registration', secret: options.challenge, boundTo: sessionId, userId } as const;
      await challenges.keep(kept);
      return options;
    },

    /** Null when it is not genuine. */
    register: (made: NewPasskey, sessionId: string) =>
      ceremony.register(made, (challenge) => challenges.use('passkey_registration', challenge, sessionId)),

    /** The site that a passkey answered, if not ours. */
    findForeignOrigin(answer: PasskeyAnswer): string | null {
      const origin = readOrigin(answer);
      return origin === ceremony.origin ? null : origin;
    },
  };
}
export type PasskeyQuestions = ReturnType<typeof createPasskeyQuestions>;
