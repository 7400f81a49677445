import type { FinishConnectReply } from '@switchboard/contracts';
import { operatorUserId } from '../../accounts/account.service.js';
import { type Clock, later } from '../../platform/clock.js';
import { hashSecret, newId, newSecret } from '../../platform/ids.js';
import { newAttempt } from '../attempt.js';
import type { AttemptRepository } from '../attempt.repository.js';
import type { AttemptRuns } from '../attemptRuns.js';
import { attemptLifeMs } from '../lifetimes.js';

export interface HostedConnectDeps {
  attempts: AttemptRepository;
  runs: AttemptRuns;
  clock: Clock;
}

/** An attempt that the operator begins and no browser comes back for. @throws AppError when it brought no numbers. */
export type ConnectHosted = (
  accountId: string,
  hosted: { wabaId: string; businessId: string },
) => Promise<Omit<FinishConnectReply, 'success'>>;

export function createConnectHosted({ attempts, runs, clock }: HostedConnectDeps): ConnectHosted {
  return async (accountId, hosted) => {
    const attemptId = newId('att');
    const attempt = await attempts.create({
      ...newAttempt(),
      attemptId,
      accountId,
      userId: operatorUserId,
      sessionId: operatorUserId,
      knownNumbersOnly: false,
      flow: 'hosted',
      hosted,
      expiresAt: later(clock.now(), attemptLifeMs),
      // Nobody learns the state, so nothing can come back for it.
      stateHash: hashSecret(newSecret()),
    });
    const claimed = await attempts.claim(attempt, {});
    if (claimed) await runs.run(claimed, 'hosted');
    return runs.reply(await attempts.find(attemptId));
  };
}
