import type { GraphClient } from '@switchboard/graph';
import type { RequestHandler } from 'express';
import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { AlertService } from '../alerts/alert.service.js';
import type { Numbers } from '../numbers/numbers.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { attemptModel } from './attempt.model.js';
import { createConnectController } from './connect.controller.js';
import { connectRoutes } from './connect.routes.js';
import { createTellConnected } from './connectTold.js';
import { createDisconnectService, type DisconnectDeps } from './disconnect.service.js';
import { createFunnelService } from './funnel.service.js';
import { createTellGaveUp } from './gaveUp.js';
import { createHandoverController } from './handover.controller.js';
import { handoverModel } from './handover.model.js';
import { handoverRoutes, handoversRoutes } from './handover.routes.js';
import { createHandoverService, type HandoverDeps } from './handover.service.js';
import { createHandoverCookie } from './handoverCookie.js';
import { hostedRoutes } from './hosted/hosted.routes.js';
import { createHostedService } from './hosted/hosted.service.js';
import { hostedSignupModel } from './hosted/hostedSignup.model.js';
import { createKeyRotation } from './keyRotation.js';
import { createLeavingLog } from './leavingLog.js';
import { createOAuthService, type OAuthDeps } from './oauth.service.js';
import { pendingSubscribeModel } from './pendingSubscribe.model.js';
import { pendingUnsubscribeModel } from './pendingUnsubscribe.model.js';
import { createRemovalService } from './removal.service.js';
import { createResubscribeService } from './resubscribe.service.js';
import { signupWays } from './signup.js';
import { createStatusService } from './status.service.js';
import { storyModel } from './story.model.js';
import type { StoryService } from './story.service.js';
import { createUnsubscribeService, type ToDoAtMeta } from './unsubscribe.service.js';

/** The collections of the ways in and out. Made before their indexes are built. */
export const connectModels = (connection: Connection) => ({
  attempts: attemptModel(connection),
  handovers: handoverModel(connection),
  hostedSignups: hostedSignupModel(connection),
  pending: pendingUnsubscribeModel(connection),
  pendingSubscribes: pendingSubscribeModel(connection),
  story: storyModel(connection),
});

export interface ConnectDeps extends Pick<OAuthDeps, 'unknownCodes' | 'onAttempt' | 'onNumbersChanged'> {
  models: ReturnType<typeof connectModels>;
  accounts: Accounts;
  numbers: Numbers;
  story: StoryService;
  alerts: Pick<AlertService, 'tell'>;
  /** Lets only the operator through. */
  requireOperator: RequestHandler;
  conversations: DisconnectDeps['conversations'];
  graph: GraphClient;
  vault: TokenVault;
  config: OAuthDeps['config'];
  rateLimits: RateLimits;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
  /** With which we ask for the tokens of businesses that signed up on Meta's hosted page. */
  systemUserToken: string | undefined;
  onHandover: HandoverDeps['publish'];
}

/** Wires every way in and every way out: logins, hand-overs, disconnecting, and what is told of them. */
export function createConnect(deps: ConnectDeps) {
  const { models, story, conversations, graph, vault, config, rateLimits, clock, metrics, logger } = deps;
  const { systemUserToken } = deps;
  const { accounts, audit, requireAuth, requireSameSite, signedInAccounts } = deps.accounts;
  const { numbers, checks, doctor, phoneSync, registrationStore, schedule } = deps.numbers;
  const { appId, frontendUrl } = config;
  const onChanged = deps.onNumbersChanged;

  /** Numbers that are at work again: how they stand is asked by itself. A day later it would be anyway. */
  const askSoon = (accountId: string, phoneNumberIds: readonly string[]): void => {
    const keys = phoneNumberIds.map((phoneNumberId) => ({ accountId, phoneNumberId }));
    schedule
      .checkSoon(keys)
      .catch((error: unknown) => logger.warn({ err: error, accountId }, 'checks of numbers could not be planned'));
  };

  const onGaveUp = createTellGaveUp({ numbers, story, alerts: deps.alerts });
  const unsubscribes = createUnsubscribeService({
    ...{ pending: models.pending, numbers, vault, graph, clock, logger, metrics, onGaveUp, onChanged },
  });
  const resubscribes = createResubscribeService({
    ...{ pending: models.pendingSubscribes, numbers, checks, clock, logger, metrics, onGaveUp, onChanged },
  });
  const oauth = createOAuthService({
    ...{ attempts: models.attempts, accounts, numbers, vault, rateLimits, clock, metrics, config },
    unknownCodes: deps.unknownCodes,
    run: {
      ...{ graph, accounts, numbers, unsubscribes, resubscribes, vault, clock, appId, systemUserToken },
      tellConnected: createTellConnected({ audit, accounts }),
    },
    onAttempt: (accountId, attempt) => {
      deps.onAttempt(accountId, attempt);
      handovers.onAttempt(accountId, attempt);
    },
    onNumbersChanged: onChanged,
    onKept: phoneSync.request,
  });
  const signup = signupWays(config);
  const handovers = createHandoverService({
    ...{ handovers: models.handovers, oauth, accounts, audit, rateLimits, clock, logger, frontendUrl, signup },
    mayHandOver: async ({ accountId, role }) =>
      role === 'owner' || (await accounts.permissionsOf(accountId)).supportMayHandOver,
    publish: deps.onHandover,
  });
  const hosted = createHostedService({
    ...{ signups: models.hostedSignups, accounts, audit, numbers, oauth, graph, clock, logger, systemUserToken },
  });
  const status = createStatusService({ numbers, accounts, oauth, unsubscribes, resubscribes, signup });
  const log = createLeavingLog({ audit, story });
  const disconnects = createDisconnectService({
    ...{ accounts, numbers, unsubscribes, resubscribes, conversations, log, clock, onChanged, askSoon },
  });
  const removals = createRemovalService({ numbers, checks, audit, story, logger, onChanged });
  const keyRotation = createKeyRotation({
    ...{ numbers, registrationStore, oauth, unsubscribes, vault, audit, logger },
    resealFactors: deps.accounts.resealFactors,
  });
  const funnel = createFunnelService({ ...models, clock });

  const controller = createConnectController({ oauth, status, disconnects, checks, doctor, story });
  const handoverController = createHandoverController({
    ...{ handovers, requireSameSite, cookie: createHandoverCookie(frontendUrl) },
    accountsOf: signedInAccounts,
  });

  return {
    ...{ hosted, unsubscribes, resubscribes, removals, keyRotation, funnel },
    routes: {
      connect: connectRoutes(controller, requireAuth),
      handovers: handoversRoutes(handoverController, requireAuth),
      handover: handoverRoutes(handoverController),
      hosted: hostedRoutes(hosted, deps.requireOperator),
    },
    /** Who of the account connected a number; undefined where nobody did. */
    async connectedBy(accountId: string, phoneNumberId: string): Promise<string | undefined> {
      const attemptId = await numbers.attemptOf(accountId, phoneNumberId);
      if (attemptId === undefined) return undefined;
      const attempt = await models.attempts
        .findOne({ attemptId, accountId }, { userId: 1 })
        .lean<{ userId?: string }>();
      return attempt?.userId;
    },
    /** Switches webhooks off that came on while the last number left: stored first, so that Meta may be away. */
    async switchOff(waba: ToDoAtMeta): Promise<void> {
      await unsubscribes.plan(waba);
      await unsubscribes.attempt(waba.accountId, waba.wabaId);
    },
    async sweep(): Promise<void> {
      await Promise.all([oauth.sweep(), handovers.sweep()]);
      await Promise.all([unsubscribes.job.forgetGivenUp(), resubscribes.job.forgetGivenUp()]);
    },
    /** Lets end what runs. */
    async drain(): Promise<void> {
      await Promise.all([unsubscribes.job.stop(), resubscribes.job.stop()]);
      await removals.drain();
      await oauth.drain();
      await handovers.drain();
    },
  };
}
export type Connect = ReturnType<typeof createConnect>;
