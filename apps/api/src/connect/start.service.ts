import type { StartConnectReply, StartConnectRequest } from '@switchboard/contracts';
import { dialogUrl } from '@switchboard/graph';
import { may } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import { type Clock, later } from '../platform/clock.js';
import { hashSecret, newId, newSecret } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { newAttempt } from './attempt.js';
import type { AttemptRecord, AttemptRepository } from './attempt.repository.js';
import { attemptLifeMs } from './lifetimes.js';
import { toRedirectUri } from './redirectUri.js';
import { toPopup } from './signup.js';

export interface OAuthConfig {
  appId: string;
  configId: string | undefined;
  sdkUrl: string;
  graphVersion: string;
  dialogBaseUrl: string;
  frontendUrl: string;
}

export interface StartDeps {
  attempts: Pick<AttemptRepository, 'create'>;
  numbers: NumberRepository;
  rateLimits: RateLimits;
  config: OAuthConfig;
  clock: Clock;
}

/** Whom a new attempt belongs to, and what only it may do. */
export type Starter = Pick<AttemptRecord, 'accountId' | 'userId' | 'sessionId' | 'knownNumbersOnly'> &
  Partial<Pick<AttemptRecord, 'attemptId' | 'address' | 'handoverId' | 'browserHash'>>;

export function createStartService({ attempts, numbers, rateLimits, config, clock }: StartDeps) {
  const perUser = rateLimits('connect-user', { points: 30, durationSeconds: 15 * 60 });

  /** Without a login configuration there is no popup: the browser is redirected then. */
  async function begin(
    { attemptId = newId('att'), ...who }: Starter,
    { flow: asked = 'redirect', coexistence, reconnect, choose }: StartConnectRequest,
  ): Promise<Omit<StartConnectReply, 'success'>> {
    const { appId, configId, graphVersion, dialogBaseUrl, frontendUrl } = config;
    const flow = configId ? asked : 'redirect';
    const shared = flow === 'popup' && coexistence === true;
    const state = `${attemptId}.${newSecret()}`;
    const expiresAt = later(clock.now(), attemptLifeMs);
    const redirectUri = toRedirectUri(frontendUrl);
    await attempts.create({
      ...newAttempt(),
      ...who,
      attemptId,
      flow,
      redirectUri,
      expiresAt,
      stateHash: hashSecret(state),
      ...(choose ? { choose } : {}),
      ...(shared ? { coexistence: true } : {}),
      ...(reconnect ? { reconnect: [...new Set(reconnect)] } : {}),
    });
    const login = { appId, ...(configId ? { configId } : {}) };
    return {
      attemptId,
      state,
      authorizeUrl: dialogUrl({ ...login, dialogBaseUrl, version: graphVersion, redirectUri, state }),
      expiresAt: expiresAt.toISOString(),
      flow,
      ...login,
      graphVersion,
      ...toPopup(flow, config, shared),
    };
  }

  return {
    begin,

    /** For a member. Of whoever connects no new number, the attempt takes numbers the account knows. */
    async start(
      by: Principal & { address: string },
      input: StartConnectRequest,
    ): Promise<Omit<StartConnectReply, 'success'>> {
      await perUser.take(by.userId);
      const { accountId, userId, sessionId, address } = by;
      const knownNumbersOnly = !may(by, 'number.connect');
      if (input.reconnect) await numbers.known(accountId, input.reconnect);
      return begin({ accountId, userId, sessionId, address, knownNumbersOnly }, input);
    },
  };
}
export type StartService = ReturnType<typeof createStartService>;
