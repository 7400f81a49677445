import type { FactorMethods, PasskeyAnswer, SecondStepRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { toNetworkPrefix } from '../../platform/clientAddress.js';
import { AppError } from '../../platform/errors.js';
import { newSecret } from '../../platform/ids.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import type { MembershipRecord } from '../membership.model.js';
import type { SignedInAs } from '../signIn.service.js';
import type { Challenges } from './challenges.js';
import type { FactorCheck } from './factorCheck.service.js';

/** The password was right: there is no session yet. */
export interface SecondStep {
  challenge: string;
  expiresAt: Date;
  methods: FactorMethods;
}

export interface SecondStepDeps {
  challenges: Challenges;
  check: FactorCheck;
  memberships: Model<MembershipRecord>;
  rateLimits: RateLimits;
}

/** From a right password, or from a passkey alone, to who may have a session. */
export function createSecondStep({ challenges, check, memberships, rateLimits }: SecondStepDeps) {
  const passkeyPerAddress = rateLimits('passkey-address', { points: 50, durationSeconds: 15 * 60 });

  async function openStep(challenge: string, browser: string): Promise<SignedInAs> {
    const step = await challenges.find('second_step', challenge, browser);
    if (!step?.userId || !step.accountId) throw new AppError('second_step_over');
    return { userId: step.userId, accountId: step.accountId };
  }

  return {
    /** @param browser the secret of the browser that gave the password */
    async begin(who: SignedInAs, methods: FactorMethods, browser: string): Promise<SecondStep> {
      const challenge = newSecret();
      const expiresAt = await challenges.keep({ purpose: 'second_step', secret: challenge, boundTo: browser, ...who });
      return { challenge, expiresAt, methods };
    },

    /** @throws AppError `second_step_over` */
    async askPasskey(challenge: string, browser: string) {
      const { userId } = await openStep(challenge, browser);
      return check.askPasskey({ purpose: 'second_step_passkey', boundTo: browser }, userId);
    },

    /** @throws AppError `second_step_over`: used, late, guessed too often, or of another browser */
    async finish({ challenge, proof }: SecondStepRequest, browser: string, address: string): Promise<SignedInAs> {
      const step = await challenges.guess('second_step', challenge, browser);
      if (!step?.userId || !step.accountId) throw new AppError('second_step_over');
      const { userId, accountId } = step;
      if (proof.kind === 'passkey') {
        const asked = { purpose: 'second_step_passkey', boundTo: browser, alone: false } as const;
        await check.takePasskey(proof.passkey, asked, userId, address);
      } else await check.takeCode(userId, proof, address);
      if (!(await challenges.use('second_step', challenge, browser))) throw new AppError('second_step_over');
      return { userId, accountId };
    },

    /** The authenticator knows whose it is. */
    async askAnyPasskey(browser: string, address: string) {
      await passkeyPerAddress.take(toNetworkPrefix(address));
      return check.askPasskey({ purpose: 'passkey_login', boundTo: browser }, null);
    },

    /** Something one has, opened by something one is or knows. */
    async logInWithPasskey(answer: PasskeyAnswer, browser: string, address: string): Promise<SignedInAs> {
      const asked = { purpose: 'passkey_login', boundTo: browser, alone: true } as const;
      const userId = await check.takePasskey(answer, asked, null, address);
      const membership = await memberships.findOne({ userId }).sort({ createdAt: 1 }).lean();
      if (!membership) throw new AppError('passkey_refused');
      await passkeyPerAddress.giveBack(toNetworkPrefix(address));
      return { userId, accountId: membership.accountId };
    },
  };
}
export type SecondStepService = ReturnType<typeof createSecondStep>;
