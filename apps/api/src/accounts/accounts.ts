import type { SecondFactorPolicy } from '@switchboard/contracts';
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { MailQueue } from '../platform/mailQueue.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { ReadBudget } from '../platform/readBudget.js';
import type { Sealer } from '../platform/sealer.js';
import { createAccessTokens, deriveKey } from './accessToken.js';
import { accountModel } from './account.model.js';
import { createAccountService } from './account.service.js';
import { createAccountMails } from './accountMails.js';
import { accountRoutes, authRoutes, invitationRoutes } from './accounts.routes.js';
import { auditModel } from './audit.model.js';
import { createAuditService } from './audit.service.js';
import { createAnswerSignedIn, createAuthController } from './auth.controller.js';
import { createAuthService } from './auth.service.js';
import { createEmailService } from './email.service.js';
import { invitationModel } from './invitation.model.js';
import { createInvitationTokens } from './invitationTokens.js';
import { createKnownBrowsers } from './knownBrowser.js';
import { mailedLinkModel } from './mailedLink.model.js';
import { createMailedLinkService } from './mailedLink.service.js';
import { membershipModel } from './membership.model.js';
import { createMount } from './mount.js';
import { createRecoveryController } from './recovery.controller.js';
import { createRecoveryService } from './recovery.service.js';
import { createRefreshCookie } from './refreshCookie.js';
import { bearerClaims, createRequireMay, type HeavyRead, principalOf, type ServiceTokens } from './requireMay.js';
import { createSafetyController } from './safety.controller.js';
import { createAskSecondStep } from './secondFactor/askSecondStep.js';
import { createBrowserCookie } from './secondFactor/browserCookie.js';
import type { TellSafety } from './secondFactor/factorNews.js';
import { createSecondFactorController } from './secondFactor/secondFactor.controller.js';
import { createSecondFactor, secondFactorModels } from './secondFactor/secondFactor.js';
import { secondFactorRoutes } from './secondFactor/secondFactor.routes.js';
import { createSessionController } from './session.controller.js';
import { sessionModel } from './session.model.js';
import { createSessionService } from './session.service.js';
import { signInPlaceModel } from './signInPlace.model.js';
import { createSignInPlaceService } from './signInPlace.service.js';
import { createStorageKeys } from './storageKey.js';
import { createTeamController } from './team.controller.js';
import { createTeamService } from './team.service.js';
import { userModel } from './user.model.js';

/** The collections of accounts and their people. Made before their indexes are built. */
export const accountModels = (connection: Connection) => ({
  accounts: accountModel(connection),
  users: userModel(connection),
  memberships: membershipModel(connection),
  sessions: sessionModel(connection),
  invitations: invitationModel(connection),
  links: mailedLinkModel(connection),
  places: signInPlaceModel(connection),
  audit: auditModel(connection),
  ...secondFactorModels(connection),
});

export interface AccountsDeps {
  models: ReturnType<typeof accountModels>;
  jwtSecret: string;
  serviceTokens: ServiceTokens;
  frontendUrl: string;
  /** Of whom the installation asks a second factor. */
  secondFactor: SecondFactorPolicy;
  /** Seals the secrets of authenticator apps. */
  sealer: Sealer;
  rateLimits: RateLimits;
  /** How much each session and account may read. */
  reads: ReadBudget;
  mailQueue: MailQueue;
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  /** Tells people what happened to somebody's way of signing in. */
  tell: TellSafety;
}

/** Wires accounts, the people in them, and what keeps them signed in. */
export function createAccounts(deps: AccountsDeps) {
  const { models, jwtSecret, frontendUrl, sealer, rateLimits, reads, mailQueue, metrics, clock, logger, tell } = deps;
  const sessions = createSessionService({
    ...models,
    events: deps.events,
    clock,
    refreshKey: deriveKey(jwtSecret, 'refresh-token'),
  });
  const tokens = createAccessTokens(jwtSecret);
  const cookie = createRefreshCookie(frontendUrl);
  const accounts = createAccountService(models);
  const audit = createAuditService({ ...models, clock, logger });
  const places = createSignInPlaceService({ places: models.places, clock });
  const links = createMailedLinkService({ ...models, clock, linkKey: deriveKey(jwtSecret, 'mailed-link') });
  const invitationTokens = createInvitationTokens(deriveKey(jwtSecret, 'invitation'), frontendUrl);
  const mails = createAccountMails({ ...models, mailQueue, links, invitationTokens, frontendUrl });
  const secondFactor = createSecondFactor({
    ...{ models, sessions, audit, sealer, frontendUrl, rateLimits, metrics, clock, tell },
    policy: deps.secondFactor,
  });
  const { secondStep, enrolment, freshProof, rule, operatorReset } = secondFactor;
  const auth = createAuthService({
    ...{ ...models, sessions, places, mails, audit },
    ...{ secondStep, rule, freshProof, rateLimits, logger },
  });
  const recovery = createRecoveryService({ ...models, links, mails, sessions, auth, audit, rateLimits, clock });
  const email = createEmailService({ ...models, links, mails, freshProof, audit, rateLimits, clock });
  const team = createTeamService({
    ...models,
    ...{ sessions, places, auth, freshProof, audit, mails, invitationTokens, rateLimits, clock },
    forgetPerson: enrolment.forget,
  });
  /** For questions that take long; see `ReadBudget`. Behind the guard of a member. */
  const heavyRead: HeavyRead = (units) => reads.heavy(principalOf, units);
  const requireMay = createRequireMay({
    ...{ tokens, sessions, reads, clock, serviceTokens: deps.serviceTokens },
    isFactorMissing: rule.isMissing,
  });

  const mount = createMount({ requireMay, heavyRead, requireSameSite: cookie.requireSameSite });

  const browsers = createKnownBrowsers(deriveKey(jwtSecret, 'known-browser'), frontendUrl);
  const storageKeyOf = createStorageKeys(deriveKey(jwtSecret, 'browser-storage'));
  const signing = { storageKeyOf, auth, sessions, tokens, cookie, browsers, clock };
  const answerSignedIn = createAnswerSignedIn(signing);
  const browserCookie = createBrowserCookie(frontendUrl);
  const askSecondStep = createAskSecondStep({ secondStep, browserCookie, clock });
  const authController = createAuthController({ ...signing, askSecondStep });
  const factorController = createSecondFactorController({
    ...{ auth, answerSignedIn, browserCookie, clock },
    ...{ secondStep, enrolment, freshProof, rule },
  });
  const recoveryController = createRecoveryController({ recovery, email });
  const sessionController = createSessionController({ sessions, freshProof, audit });
  const teamController = createTeamController(team, answerSignedIn);
  const safetyController = createSafetyController({ accounts, audit });

  return {
    accounts,
    sessions,
    audit,
    requireMay,
    mount,
    operatorReset,
    resealFactors: secondFactor.reseal,

    /** The accounts a browser is signed in to, by its access token and by its refresh cookie. */
    async signedInAccounts(req: Request): Promise<string[]> {
      const [claims, refreshToken] = [bearerClaims(req, tokens, clock.now()), cookie.read(req)];
      const principal = claims && (await sessions.check(claims));
      const renewable = refreshToken && (await sessions.accountOfRefreshToken(refreshToken));
      return [principal?.accountId, renewable].flatMap((accountId) => accountId || []);
    },

    routes: {
      auth: authRoutes({
        auth: authController,
        recovery: recoveryController,
        sessions: sessionController,
        mount,
      }),
      secondFactor: secondFactorRoutes(factorController, mount),
      account: accountRoutes({ auth: authController, team: teamController, safety: safetyController, mount }),
      invitations: invitationRoutes(teamController, mount),
    },
    async sweep(): Promise<void> {
      await Promise.all([sessions.sweep(), team.sweep(), links.sweep(), places.sweep(), secondFactor.sweep()]);
    },
    /** Settles when everything that is written down beside an answer is. */
    drain: () => auth.drain(),
  };
}
export type Accounts = ReturnType<typeof createAccounts>;
