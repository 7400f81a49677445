import type { GraphClient } from '@switchboard/graph';
import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { PendingUnsubscribes } from '../disconnect/pendingUnsubscribes.js';
import type { ResubscribeService } from '../disconnect/resubscribe.service.js';
import type { NumberRecords } from '../numbers/numberRecords.js';
import type { Numbers } from '../numbers/numbers.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { attemptModel } from './attempt.model.js';
import { createAttemptRepository } from './attempt.repository.js';
import { createAttemptService } from './attempt.service.js';
import { createAttemptArchive } from './attemptArchive.js';
import { createAttemptRuns } from './attemptRuns.js';
import { createAttemptTokens } from './attemptTokens.js';
import { createCallbackService } from './callback.service.js';
import { createConnectedLog } from './connectedLog.js';
import { createConnectRun } from './connectRun.js';
import { createDryRun } from './dryRun.js';
import { createHandoverController } from './handover.controller.js';
import { handoverModel } from './handover.model.js';
import { handoverRoutes, handoversRoutes } from './handover.routes.js';
import { createHandoverCookie } from './handoverCookie.js';
import { createHandoverLinksService } from './handoverLinks.service.js';
import { createHandoverLoginService } from './handoverLogin.service.js';
import { createHandoverOpeningService } from './handoverOpening.service.js';
import { createHandoverUpdates, type HandoverUpdates } from './handoverUpdates.js';
import { hostedRoutes } from './hosted/hosted.routes.js';
import { createHostedService } from './hosted/hosted.service.js';
import { createHostedAccess } from './hosted/hostedAccess.js';
import { createAssignHosted } from './hosted/hostedAssignment.js';
import { createConnectHosted } from './hosted/hostedConnect.js';
import { hostedSignupModel } from './hosted/hostedSignup.model.js';
import { createHostedSignups } from './hosted/hostedSignups.js';
import { createNumberKeeper } from './numberKeeper.js';
import { createNumberSelectionService } from './numberSelection.service.js';
import { createOAuthController } from './oauth.controller.js';
import { oauthRoutes } from './oauth.routes.js';
import { createRunLogins } from './runLogin.js';
import { signupWays } from './signup.js';
import { createStartService, type OAuthConfig } from './start.service.js';
import { createStatusService } from './status.service.js';
import { createWabaReader } from './wabaReader.js';
import { createWebhookSwitch } from './webhookSwitch.js';

export const connectModels = (connection: Connection) => ({
  attempts: attemptModel(connection),
  handovers: handoverModel(connection),
  hostedSignups: hostedSignupModel(connection),
});

export interface ConnectDeps {
  models: ReturnType<typeof connectModels>;
  accounts: Accounts;
  records: NumberRecords;
  numbers: Pick<Numbers, 'checks' | 'doctor'>;
  pendingUnsubscribes: PendingUnsubscribes;
  resubscribes: ResubscribeService;
  graph: GraphClient;
  vault: TokenVault;
  config: OAuthConfig;
  rateLimits: RateLimits;
  events: DomainEvents;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
  /** With which we ask for the tokens of businesses that signed up on Meta's hosted page. */
  systemUserToken: string | undefined;
}

/** Wires the ways in: logins, links for another device, sign-ups on Meta's hosted page. */
export function createConnect(deps: ConnectDeps) {
  const { models, graph, vault, config, rateLimits, events, clock, metrics, logger } = deps;
  const { pendingUnsubscribes: unsubscribes, resubscribes, systemUserToken } = deps;
  const { accounts, audit, mount, signedInAccounts } = deps.accounts;
  const { checks, doctor } = deps.numbers;
  const { repository: numbers, connections, liveAccounts, service } = deps.records;
  const { appId, frontendUrl } = config;

  const attempts = createAttemptRepository({ attempts: models.attempts, clock });
  const archive = createAttemptArchive(models.attempts);
  const tokens = createAttemptTokens({ attempts: models.attempts, vault, clock });
  const readWaba = createWabaReader({ graph, clock });
  const webhooks = createWebhookSwitch({ graph, unsubscribes, clock });
  const logConnected = createConnectedLog({ audit, accounts });
  const keeper = createNumberKeeper({ accounts, numbers, connections, resubscribes, webhooks, logConnected, clock });
  const connectRun = createConnectRun({
    logins: createRunLogins({ graph, tokens, clock, appId, systemUserToken }),
    readWaba,
    webhooks,
    keeper,
    dryRun: createDryRun({ graph, numbers, webhooks, keeper }),
    numbers,
    clock,
  });
  const runs = createAttemptRuns({ attempts, accounts, connectRun, clock, metrics, events });

  const starts = createStartService({ attempts, numbers, rateLimits, config, clock });
  const callbacks = createCallbackService({ attempts, runs, metrics, events, clock });
  const selections = createNumberSelectionService({ attempts, runs, tokens, numbers, clock });
  const attemptService = createAttemptService({ attempts, runs, tokens, rateLimits, metrics, events, clock });
  const signup = signupWays(config);
  const status = createStatusService({
    numbers: service,
    accounts,
    attempts: attemptService,
    unsubscribes,
    resubscribes,
    signup,
  });

  const { handovers } = models;
  const updates = createHandoverUpdates({ handovers, attempts: attemptService, accounts, events, clock, logger });
  const links = createHandoverLinksService({
    handovers,
    attempts: attemptService,
    audit,
    rateLimits,
    updates,
    clock,
    frontendUrl,
  });
  const handoverController = createHandoverController({
    links,
    opening: createHandoverOpeningService({ handovers, accounts, audit, starts, rateLimits, updates, clock }),
    login: createHandoverLoginService({ attempts, runs, callbacks, selections, accounts }),
    signup,
    cookie: createHandoverCookie(frontendUrl),
    listSignedInAccounts: signedInAccounts,
  });

  const signups = createHostedSignups({ signups: models.hostedSignups, accounts, numbers, clock });
  const access = createHostedAccess({ graph, readWaba, clock, systemUserToken });
  const connectHosted = createConnectHosted({ attempts, runs, clock });
  const assign = createAssignHosted({ signups, access, connectHosted, accounts, audit, numbers, logger });
  const hosted = createHostedService({ signups, access, archive, accounts, liveAccounts, assign, logger });

  subscribe(events, updates);
  return {
    attempts: archive,
    hosted,
    resealTokens: tokens.reseal,
    routes: {
      oauth: oauthRoutes({
        oauth: createOAuthController({
          starts,
          callbacks,
          selections,
          attempts: attemptService,
          status,
          checks,
          doctor,
        }),
        mount,
        knownNumbersOnly: attemptService.knownNumbersOnly,
        knowsNumbers: async (accountId) => (await numbers.findKnownIds(accountId)).size > 0,
      }),
      handovers: handoversRoutes({
        handovers: handoverController,
        mount,
        getPermissions: accounts.getPermissions,
      }),
      handover: handoverRoutes({ handovers: handoverController, mount }),
      hosted: hostedRoutes(hosted, mount),
    },
    /** Who of the account connected a number; undefined where nobody did. */
    async connectedBy(accountId: string, phoneNumberId: string): Promise<string | undefined> {
      const attemptId = await numbers.findAttemptId(accountId, phoneNumberId);
      return attemptId === undefined ? undefined : archive.findStarter(accountId, attemptId);
    },
    async sweep(): Promise<void> {
      await Promise.all([tokens.destroyExpired(), links.sweep()]);
      runs.dropHeldTokens();
    },
    async drain(): Promise<void> {
      await runs.drain();
      await updates.drain();
    },
  };
}

function subscribe(events: DomainEvents, updates: Pick<HandoverUpdates, 'followAttempt'>): void {
  events.on('attempt.changed', ({ accountId, attempt }) => updates.followAttempt(accountId, attempt));
}
