import { confirmsPhone } from '@switchboard/contracts';
import type { GraphClient } from '@switchboard/graph';
import { type NumberAtMeta, toNumberAtMeta, type WabaAtMeta } from '../../numbers/graphNumber.mapper.js';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { isClearAnswer } from '../../platform/graphProblem.js';
import { explained, RunEnded, requireAnswer } from '../runEnded.js';
import { hostedToken } from '../runLogin.js';
import type { WabaReader } from '../wabaReader.js';
import type { HostedSignupRecord } from './hostedSignups.js';

export interface HostedAccessDeps {
  graph: Pick<GraphClient, 'fetchBusinessToken' | 'listPhoneNumbers'>;
  readWaba: WabaReader;
  clock: Clock;
  systemUserToken: string | undefined;
}

/** @throws AppError with what Meta said, where it did not answer well. */
async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    const { code, message, details } = error.problem;
    throw new AppError(code, { message, cause: error, ...(details ? { details } : {}) });
  }
}

/** What Meta says about sign-ups, asked with the tokens of their businesses. Nothing is kept. */
export function createHostedAccess({ graph, readWaba, clock, systemUserToken }: HostedAccessDeps) {
  const fetchToken = async (businessId: string, ownToken: string) =>
    hostedToken(await graph.fetchBusinessToken(businessId, ownToken));

  function requireBusiness({ state, businessId }: HostedSignupRecord): { businessId: string; ownToken: string } {
    if (state === 'gone') throw new AppError('hosted_signup_gone');
    if (systemUserToken === undefined) throw new AppError('system_token_missing');
    if (businessId === null) {
      throw new AppError('hosted_access_refused', {
        message: 'Meta did not say which business shared this WhatsApp account, so its access cannot be asked for.',
      });
    }
    return { businessId, ownToken: systemUserToken };
  }

  return {
    canFinish: systemUserToken !== undefined,
    requireBusiness,

    async read(signup: HostedSignupRecord): Promise<{ waba: WabaAtMeta; numbers: NumberAtMeta[] }> {
      const { businessId, ownToken } = requireBusiness(signup);
      return ask(async () => {
        const read = await readWaba(signup.wabaId, await fetchToken(businessId, ownToken));
        return { waba: requireAnswer(read.waba), numbers: requireAnswer(read.numbers) };
      });
    },

    /** @throws AppError `hosted_phone_mismatch` unless Meta lists a number that ends as the operator was told. */
    async requirePhone(signup: HostedSignupRecord, typed: string): Promise<void> {
      const { businessId, ownToken } = requireBusiness(signup);
      const listed = await ask(async () => {
        const answer = await graph.listPhoneNumbers(signup.wabaId, await fetchToken(businessId, ownToken));
        // The business shares something with us, but not this.
        if (!answer.ok && isClearAnswer(answer.failure))
          throw new RunEnded(explained(answer.failure, 'waba_not_granted'));
        return requireAnswer(answer);
      });
      const at = clock.now();
      if (listed.some((number) => confirmsPhone(typed, toNumberAtMeta(number, at).displayPhone))) return;
      throw new AppError('hosted_phone_mismatch');
    },
  };
}
export type HostedAccess = ReturnType<typeof createHostedAccess>;
