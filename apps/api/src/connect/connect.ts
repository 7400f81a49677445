import type { GraphClient } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { NumberRecords } from '../numbers/numberRecords.js';
import type { Numbers } from '../numbers/numbers.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { attemptModel } from './attempt.model.js';
import { createConnectController } from './connect.controller.js';
import { connectRoutes } from './connect.routes.js';
import { createTellConnected } from './connectTold.js';
import { createDisconnectService, type DisconnectDeps } from './disconnect.service.js';
import { createFunnelService } from './funnel.service.js';
import type { OnGaveUp } from './gaveUp.js';
import { createHandoverController } from './handover.controller.js';
import { handoverModel } from './handover.model.js';
import { handoverRoutes, handoversRoutes } from './handover.routes.js';
import { createHandoverService, type HandoverService } from './handover.service.js';
import { createHandoverCookie } from './handoverCookie.js';
import { hostedRoutes } from './hosted/hosted.routes.js';
import { createHostedService } from './hosted/hosted.service.js';
import { hostedSignupModel } from './hosted/hostedSignup.model.js';
import { createKeyRotation } from './keyRotation.js';
import { createLeavingLog } from './leavingLog.js';
import { createMendingLog, type MendingLog } from './mendingLog.js';
import { createOAuthService, type OAuthDeps } from './oauth.service.js';
import { pendingSubscribeModel } from './pendingSubscribe.model.js';
import { pendingUnsubscribeModel } from './pendingUnsubscribe.model.js';
import { createRemovalService } from './removal.service.js';
import { createResubscribeService } from './resubscribe.service.js';
import { signupWays } from './signup.js';
import { createStatusService } from './status.service.js';
import { storyModel } from './story.model.js';
import type { StoryService } from './story.service.js';
import type { UnsubscribeService } from './unsubscribe.service.js';

/** The collections of the ways in and out. Made before their indexes are built. */
export const connectModels = (connection: Connection) => ({
  attempts: attemptModel(connection),
  handovers: handoverModel(connection),
  hostedSignups: hostedSignupModel(connection),
  pending: pendingUnsubscribeModel(connection),
  pendingSubscribes: pendingSubscribeModel(connection),
  story: storyModel(connection),
});

export interface ConnectDeps extends Pick<OAuthDeps, 'unknownCodes'> {
  models: ReturnType<typeof connectModels>;
  accounts: Accounts;
  numbers: Numbers;
  records: NumberRecords;
  story: StoryService;
  unsubscribes: UnsubscribeService;
  /** Writes down what was tried at Meta for a week, in vain. */
  onGaveUp: OnGaveUp;
  conversations: DisconnectDeps['conversations'];
  graph: GraphClient;
  vault: TokenVault;
  config: OAuthDeps['config'];
  rateLimits: RateLimits;
  events: DomainEvents;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
  /** With which we ask for the tokens of businesses that signed up on Meta's hosted page. */
  systemUserToken: string | undefined;
}

/** Wires every way in and every way out: logins, hand-overs, disconnecting, and what is told of them. */
export function createConnect(deps: ConnectDeps) {
  const { models, story, conversations, graph, vault, config, rateLimits, events, clock, metrics, logger } = deps;
  const { systemUserToken, unsubscribes, onGaveUp } = deps;
  const { accounts, audit, requireMay, requireSameSite, signedInAccounts } = deps.accounts;
  const { checks, doctor, registrationStore } = deps.numbers;
  const { repository: numbers, connections, evidence, liveAccounts, sealedTokens } = deps.records;
  const { appId, frontendUrl } = config;

  const resubscribes = createResubscribeService({
    ...{ pending: models.pendingSubscribes, numbers, checks, events, clock, logger, metrics, onGaveUp },
  });
  const oauth = createOAuthService({
    ...{ attempts: models.attempts, accounts, numbers, vault, rateLimits, events, clock, metrics, config },
    unknownCodes: deps.unknownCodes,
    run: {
      ...{ graph, accounts, numbers, connections, unsubscribes, resubscribes, vault, clock, appId, systemUserToken },
      tellConnected: createTellConnected({ audit, accounts }),
    },
  });
  const signup = signupWays(config);
  const handovers = createHandoverService({
    ...{ handovers: models.handovers, oauth, accounts, audit, rateLimits, events, clock, logger, frontendUrl, signup },
  });
  const hosted = createHostedService({
    ...{
      signups: models.hostedSignups,
      accounts,
      audit,
      numbers,
      liveAccounts,
      oauth,
      graph,
      clock,
      logger,
      systemUserToken,
    },
  });
  const status = createStatusService({
    numbers: deps.records.service,
    accounts,
    oauth,
    unsubscribes,
    resubscribes,
    signup,
  });
  const log = createLeavingLog({ audit, story });
  const disconnects = createDisconnectService({
    ...{ accounts, numbers, connections, unsubscribes, resubscribes, conversations, log, events, clock },
  });
  const removals = createRemovalService({ numbers, connections, evidence, checks, audit, story, events, logger });
  const keyRotation = createKeyRotation({
    ...{ sealedTokens, registrationStore, oauth, unsubscribes, vault, audit, logger },
    resealFactors: deps.accounts.resealFactors,
  });
  const funnel = createFunnelService({ ...models, clock });

  const controller = createConnectController({ oauth, status, disconnects, checks, doctor, story });
  const handoverController = createHandoverController({
    ...{ handovers, requireSameSite, cookie: createHandoverCookie(frontendUrl) },
    accountsOf: signedInAccounts,
  });

  subscribe(events, { handovers, mending: createMendingLog(story) });
  return {
    ...{ hosted, resubscribes, removals, keyRotation, funnel },
    routes: {
      connect: connectRoutes({
        ...{ connect: controller, requireMay, knownNumbersOnly: oauth.knownNumbersOnly },
        knowsNumbers: async (accountId) => (await numbers.knownIds(accountId)).size > 0,
      }),
      handovers: handoversRoutes({
        ...{ handovers: handoverController, requireMay, permissionsOf: accounts.permissionsOf },
      }),
      handover: handoverRoutes(handoverController, requireMay),
      hosted: hostedRoutes(hosted, requireMay),
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

/** What the ways in and out listen to. */
function subscribe(
  events: DomainEvents,
  { handovers, mending }: { handovers: HandoverService; mending: MendingLog },
): void {
  events.on('attempt.changed', ({ accountId, attempt }) => handovers.followAttempt(accountId, attempt));
  events.on('fix.finished', mending.addFix);
  events.on('doctor.finished', mending.addDoctor);
}
