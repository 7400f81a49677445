import type { GraphClient, GraphResult } from '@switchboard/graph';
import { type Clock, later } from '../platform/clock.js';
import { isClearAnswer, toProblem } from '../platform/graphProblem.js';
import type { AttemptRecord } from './attempt.model.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import type { AttemptTokens } from './attemptTokens.js';
import { type Grant, judgeGrant } from './grant.js';
import { tokenHeldMs } from './lifetimes.js';
import { end, explained, RunEnded, requireAnswer } from './runEnded.js';

/** What a run begins with: a login code, the token that is still held, or nothing, where we fetch the token ourselves. */
export type RunLogin = { code: string } | { accessToken: string } | 'hosted';

export interface ConfirmedLogin {
  accessToken: string;
  grant: Extract<Grant, { ok: true }>;
}

export interface RunLoginsDeps {
  graph: Pick<GraphClient, 'exchangeCode' | 'fetchBusinessToken' | 'inspectToken'>;
  tokens: Pick<AttemptTokens, 'seal'>;
  clock: Clock;
  appId: string;
  /** Of our own system user at Meta: fetches the tokens of sign-ups on the hosted page. */
  systemUserToken: string | undefined;
}

/** The WABA that a popup named, or Meta's event about the hosted page: a claim until the token's inspection lists it. */
export const claimedWaba = ({ flow, signup, hosted }: AttemptRecord): string | undefined =>
  hosted ? hosted.wabaId : flow === 'popup' ? signup?.waba_id : undefined;

/** @throws RunEnded in words that fit: a refusal is about what the business shares, or what our system user may. */
export function hostedToken(answer: GraphResult<{ accessToken: string }>): string {
  if (answer.ok) return answer.value.accessToken;
  const { failure } = answer;
  throw new RunEnded(isClearAnswer(failure) ? explained(failure, 'hosted_access_refused') : toProblem(failure));
}

/** The first two rounds of a run: from the login to a token, and what that token stands for. */
export function createRunLogins({ graph, tokens, clock, appId, systemUserToken }: RunLoginsDeps) {
  async function exchange(recorder: AttemptRecorder, code: string): Promise<string> {
    const { attempt } = recorder;
    recorder.step('code', { state: 'running' });
    // The address must be the dialog's own in the redirect flow, and absent for codes of the popup (meta-platform 1.5).
    const answer = await graph.exchangeCode(
      attempt.flow === 'redirect' && attempt.redirectUri ? { code, redirectUri: attempt.redirectUri } : { code },
    );
    const { accessToken } = requireAnswer(answer);
    recorder.holdToken(tokens.seal(attempt, accessToken), later(clock.now(), tokenHeldMs));
    recorder.step('code', { state: 'done' });
    return accessToken;
  }

  /**
   * Hosted signup gives no code: our system user asks for the business's token (meta-platform 1.4). The attempt does not
   * hold it: whoever is shown a wrongly assigned attempt must not be able to go on.
   */
  async function fetchHosted(recorder: AttemptRecorder): Promise<string> {
    const { hosted } = recorder.attempt;
    if (!hosted || systemUserToken === undefined) return end('system_token_missing');
    recorder.step('code', { state: 'running' });
    const accessToken = hostedToken(await graph.fetchBusinessToken(hosted.businessId, systemUserToken));
    recorder.step('code', { state: 'done' });
    return accessToken;
  }

  return {
    async fetchToken(recorder: AttemptRecorder, login: RunLogin): Promise<string> {
      if (login === 'hosted') return fetchHosted(recorder);
      return 'code' in login ? exchange(recorder, login.code) : login.accessToken;
    },

    async inspect(recorder: AttemptRecorder, accessToken: string): Promise<ConfirmedLogin> {
      recorder.step('token', { state: 'running' });
      const inspected = requireAnswer(await graph.inspectToken(accessToken));
      const grant = judgeGrant(inspected, {
        appId,
        claimedWabaId: claimedWaba(recorder.attempt),
        alsoClaimed: recorder.attempt.signup?.waba_ids,
      });
      if (!grant.ok) return end(grant.code, grant.details);
      recorder.step('token', { state: 'done' });
      return { accessToken, grant };
    },
  };
}
export type RunLogins = ReturnType<typeof createRunLogins>;
